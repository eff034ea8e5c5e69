/* sync/registry/web/page.h - one page for a citizen's own phone, in the reader's language: what all pages share.
 *
 * The language comes from ?lang= and then stays in every link, or from Accept-Language; no cookie. All links are
 * relative, so the pages may stand below any path of a proxy. Works without JavaScript.
 * Threads: only the one that serves (sync/base/words.h). */
#pragma once

#include <stdbool.h>

#include "sync/base/words.h"
#include "sync/model/site.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/web/fields.h"
#include "sync/registry/web/html.h"

enum { PAGE_PATH_BYTES_MAX = 160 };

/* May it be kept? */
enum page_cache {
    PAGE_PUBLIC, /* by everybody, and asked about with its ETag */
    PAGE_SECRET, /* by nobody: it holds a code, or what somebody typed */
};

struct page {
    struct service *service; /* borrowed */
    struct call *call;       /* borrowed */
    struct html *html;       /* owned, between page_open() and page_answer() */
    const struct language *language;
    bool lang_asked;    /* it stands in the address */
    const char *root;   /* "" or "../": the way to the first page */
    struct site site;   /* in the language */
    struct site danish; /* the same in the source's */
};

/* Finds language and site. On false the call has been answered (no content yet, or no database). In every case the
 * caller calls page_finish(). */
MUST_USE bool page_begin(struct page *page, struct service *service, struct call *call);
void page_finish(struct page *page);

/* Opens the page up to <main>, for what the handler adds. `path` is where it is found in another language ("n/ID"), or
 * NULL when only this answer shows it. On false the call has been answered. */
MUST_USE bool page_open(struct page *page, const char *title, const char *path);
/* Closes it and answers with it. */
void page_answer(struct page *page, unsigned int status, enum page_cache cache);

/* Reads what was sent with a form. On false the call has been answered; otherwise the caller calls fields_finish(). */
MUST_USE bool page_fields(struct page *page, struct fields *out);
/* Asks `throttle` about whoever asks. On false the call has been answered: wait a little. */
MUST_USE bool page_may_go_on(struct page *page, struct throttle *throttle);

/* Counts this call for it. */
void page_count(struct page *page, struct throttle *throttle);

/* Language and way to the root alone; the rest is empty, and there is nothing to finish. */
void page_begin_bare(struct page *page, struct call *call);
/* Answers 503 with a page that says so, whatever fails. */
void page_unable(struct call *call);

/* A page that says what is wrong in a heading and a sentence. */
void page_problem(struct page *page, unsigned int status, const char *heading, const char *text);

/* The attribute `name` of the open element: the way to `path` ("n/ID", "" for the first page), in this language. */
void page_address(struct page *page, const char *name, const char *path);
/* <a>: to `path`. `class` may be NULL. */
void page_link(struct page *page, const char *class, const char *path, const char *text);
/* `text` of the content in an element; in Danish among another language it says so, when it is `danish` itself. */
void page_content(struct page *page, const char *element, const char *text, const char *danish);
/* The attributes alone, of the open element. */
void page_mark_danish(struct page *page, const char *text, const char *danish);
/* "Noget af teksten findes kun på dansk.", when it is so. */
void page_danish_note(struct page *page, bool some_danish);
/* "21.11.2026" of "2026-11-21", in the language's order, into `out`. */
void page_date(char out[64], const char *date);

/* Answers with `text` (taken over) under the headers that all pages have. */
void page_answer_text(struct call *call, unsigned int status, const char *type, enum page_cache cache, char *text);
