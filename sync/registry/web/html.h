/* sync/registry/web/html.h - writes a page of HTML, element by element, so that nothing anybody wrote can become
 * markup.
 *
 * Names of elements and attributes are constant text of ours. Everything else goes through libxml2's writer, which
 * escapes it for where it stands; there is no way to add text that is not escaped. Addresses (href, src, action) that
 * would leave the web (javascript:, data:) are left out, and attributes that run or style something (on…, style) are
 * a programmer's error. What could not be written is remembered, so a page is made in one go and checked once.
 * Threads: belongs to the one that made it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    HTML_BYTES_MAX = 1024 * 1024,
    HTML_DEPTH_MAX = 32,
    HTML_TEXT_BYTES_MAX = 4096, /* of one formatted text or value */
};

struct html;

/* From now on libxml2 wipes every piece of memory before giving it back: a page may repeat what a citizen typed. Call
 * once, before the first page. */
void html_wipe_on_free(void);

/* On ERR_OK the caller owns *out and releases it with html_destroy(). `is_page`: begins with HTML's doctype, otherwise
 * it is XML. ERR_NOMEM. */
MUST_USE enum err html_create(struct html **out, bool is_page);
/* Wipes. Takes NULL. */
void html_destroy(struct html *html);
void html_auto(struct html **html);

/* <name>; html_close() closes the latest one that is open. */
void html_open(struct html *html, const char *name);
void html_close(struct html *html);
/* Of the element that was just opened, before any text of it. A NULL value adds nothing. */
void html_attribute(struct html *html, const char *name, const char *value);
void html_attributef(struct html *html, const char *name, const char *format, ...) PRINTF(3, 4);
/* Inside the open element. NULL adds nothing. */
void html_text(struct html *html, const char *text);
void html_textf(struct html *html, const char *format, ...) PRINTF(2, 3);
/* <head>, left open, with what every page begins with: its characters, and that it fits a phone. */
void html_open_head(struct html *html);
/* <name>text</name> */
void html_element(struct html *html, const char *name, const char *text);

/* Closes what is open and gives the page away (wipe and free() it). Errors: ERR_NOMEM, ERR_TOO_LARGE. */
MUST_USE enum err html_take(struct html *html, char **out);
