#define _POSIX_C_SOURCE 200809L
#include "sync/registry/web/html.h"

#include <assert.h>
#include <libxml/xmlwriter.h>
#include <malloc.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/letters.h"
#include "sync/base/str.h"

struct html {
    struct str bytes;
    xmlTextWriterPtr writer;          /* owned; NULL once the page was taken */
    const char *open[HTML_DEPTH_MAX]; /* names of the open elements */
    size_t depth;
    bool failed;
};

/* ---- memory ---- */

static void wiping_free(void *memory)
{
    if (memory == NULL) return;
    sodium_memzero(memory, malloc_usable_size(memory));
    free(memory);
}

/* The C library's would leave the old bytes behind when it moves a block. */
static void *wiping_realloc(void *memory, size_t bytes)
{
    size_t before = memory != NULL ? malloc_usable_size(memory) : 0;
    void *moved = malloc(bytes);
    if (moved == NULL) return NULL;
    if (memory != NULL) memcpy(moved, memory, before < bytes ? before : bytes);
    wiping_free(memory);
    return moved;
}

void html_wipe_on_free(void)
{
    (void)xmlMemSetup(wiping_free, malloc, wiping_realloc, strdup); /* fails for NULL only */
}

/* ---- the whole ---- */

/* For libxml2. */
static int take_bytes(void *context, const char *bytes, int count)
{
    struct html *html = context;
    str_add_bytes(&html->bytes, bytes, (size_t)count);
    return count; /* a failure is remembered there; libxml2 would only write about it */
}

static const xmlChar *letters(const char *text)
{
    return (const xmlChar *)text;
}

enum err html_create(struct html **out, bool is_page)
{
    *out = NULL;
    AUTO(html_auto) struct html *html = calloc(1, sizeof(*html));
    if (html == NULL) return ERR_NOMEM;
    str_init(&html->bytes, HTML_BYTES_MAX);
    xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO(take_bytes, NULL, html, NULL);
    if (buffer == NULL) return ERR_NOMEM;
    html->writer = xmlNewTextWriter(buffer);
    if (html->writer == NULL) {
        (void)xmlOutputBufferClose(buffer);
        return ERR_NOMEM;
    }
    static const char doctype[] = "<!DOCTYPE html>\n";
    static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    html->failed = xmlTextWriterWriteRaw(html->writer, letters(is_page ? doctype : declaration)) < 0;
    *out = html;
    html = NULL; /* the caller owns it now */
    return ERR_OK;
}

void html_destroy(struct html *html)
{
    if (html == NULL) return;
    if (html->writer != NULL) xmlFreeTextWriter(html->writer);
    str_finish(&html->bytes);
    free(html);
}

void html_auto(struct html **html)
{
    html_destroy(*html);
}

enum err html_take(struct html *html, char **out)
{
    *out = NULL;
    while (html->depth > 0) html_close(html);
    xmlFreeTextWriter(html->writer); /* writes what it still holds */
    html->writer = NULL;
    if (!str_ok(&html->bytes)) return ERR_TOO_LARGE;
    if (html->failed) return ERR_NOMEM;
    *out = str_take(&html->bytes);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

/* ---- elements ---- */

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        if (strcmp(name, names[at]) == 0) return true;
    }
    return false;
}

/* HTML has no end tag for them. */
static bool is_void(const char *name)
{
    static const char *const names[] = {"meta", "link", "br", "input", "img", "hr"};
    return is_one_of(name, names, sizeof(names) / sizeof(names[0]));
}

static void note(struct html *html, int result)
{
    if (result < 0) html->failed = true;
}

void html_open(struct html *html, const char *name)
{
    assert(html->depth < HTML_DEPTH_MAX);
    html->open[html->depth++] = name;
    note(html, xmlTextWriterStartElement(html->writer, letters(name)));
}

void html_close(struct html *html)
{
    assert(html->depth > 0);
    const char *name = html->open[--html->depth];
    note(html, is_void(name) ? xmlTextWriterEndElement(html->writer) : xmlTextWriterFullEndElement(html->writer));
}

/* Nothing but the web, mail and telephone, or a place on this site. */
static bool address_is_harmless(const char *address)
{
    static const char *const schemes[] = {"https:", "http:", "mailto:", "tel:"};
    size_t length = strcspn(address, ":/?#");
    if (address[length] != ':') return true;
    for (size_t at = 0; at < sizeof(schemes) / sizeof(schemes[0]); at++) {
        if (strlen(schemes[at]) == length + 1 && strncmp(address, schemes[at], length + 1) == 0) return true;
    }
    return false;
}

void html_attribute(struct html *html, const char *name, const char *value)
{
    static const char *const addresses[] = {"href", "src", "action", "formaction"};
    assert(strncmp(name, "on", 2) != 0 && strcmp(name, "style") != 0 && strcmp(name, "srcdoc") != 0);
    if (value == NULL) return;
    if (is_one_of(name, addresses, sizeof(addresses) / sizeof(addresses[0])) && !address_is_harmless(value)) return;
    note(html, xmlTextWriterWriteAttribute(html->writer, letters(name), letters(value)));
}

/* What is too long is cut after a letter. */
static void format_into(char out[HTML_TEXT_BYTES_MAX], const char *format, va_list arguments) PRINTF(2, 0);
static void format_into(char out[HTML_TEXT_BYTES_MAX], const char *format, va_list arguments)
{
    vsnprintf(out, HTML_TEXT_BYTES_MAX, format, arguments);
    letters_end(out);
}

void html_attributef(struct html *html, const char *name, const char *format, ...)
{
    char value[HTML_TEXT_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    format_into(value, format, arguments);
    va_end(arguments);
    html_attribute(html, name, value);
    sodium_memzero(value, sizeof(value));
}

/* Control characters are none in XML, however they are written: they are left out. */
void html_text(struct html *html, const char *text)
{
    static const char controls[] = "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16"
                                   "\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f";
    assert(html->depth > 0 && strcmp(html->open[html->depth - 1], "script") != 0);
    while (text != NULL) {
        size_t length = strcspn(text, controls);
        if (text[length] == '\0') {
            note(html, xmlTextWriterWriteString(html->writer, letters(text)));
            return;
        }
        note(html, xmlTextWriterWriteFormatString(html->writer, "%.*s", (int)length, text));
        text += length + 1;
    }
}

void html_textf(struct html *html, const char *format, ...)
{
    char text[HTML_TEXT_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    format_into(text, format, arguments);
    va_end(arguments);
    html_text(html, text);
    sodium_memzero(text, sizeof(text));
}

void html_open_head(struct html *html)
{
    html_open(html, "head");
    html_open(html, "meta");
    html_attribute(html, "charset", "utf-8");
    html_close(html);
    html_open(html, "meta");
    html_attribute(html, "name", "viewport");
    html_attribute(html, "content", "width=device-width, initial-scale=1");
    html_close(html);
}

void html_element(struct html *html, const char *name, const char *text)
{
    html_open(html, name);
    html_text(html, text);
    html_close(html);
}
