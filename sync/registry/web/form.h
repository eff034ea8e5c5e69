/* sync/registry/web/form.h - the parts of a form that every form of the pages has. */
#pragma once

#include "sync/registry/web/page.h"

/* <form> that is sent to `path` ("follow", "seat/ID") of the pages, in this language; html_close() ends it. */
void form_begin(struct page *page, const char *path);
/* <input type="hidden">: it comes back as it is, or changed by whoever sends it. */
void form_hidden(struct html *html, const char *name, const char *value);
/* <label>: of the field with this id. */
void form_label(struct html *html, const char *of, const char *text);
/* <button>: sends the form. */
void form_button(struct html *html, const char *class, const char *text);
