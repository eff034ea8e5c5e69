/* For a person's browser when the registry can't do it now: by itself, since the database may be what fails. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/words.h"
#include "sync/registry/web/assets.h"
#include "sync/registry/web/page.h"

void page_unable(struct call *call)
{
    struct page page;
    AUTO(html_auto) struct html *html = NULL;
    char *text = NULL;
    char style[64];
    page_begin_bare(&page, call);
    /* Whoever only follows a code need not fear for it. */
    bool gives = strcmp(call->method, MHD_HTTP_METHOD_POST) == 0 && strcmp(call->route->path, "/follow") != 0;
    const char *heading = gives ? WORDS("Det blev ikke gemt") : WORDS("Vent et øjeblik");
    enum err err = html_create(&html, true);
    if (err == ERR_OK) {
        snprintf(style, sizeof(style), "%sstyle.css?v=%.40s", page.root, web_style.version);
        html_open(html, "html");
        html_attribute(html, "lang", page.language->code);
        html_attribute(html, "dir", page.language->right_to_left ? "rtl" : "ltr");
        html_open_head(html);
        html_element(html, "title", heading);
        html_open(html, "link");
        html_attribute(html, "rel", "stylesheet");
        html_attribute(html, "href", style);
        html_close(html);
        html_close(html);
        html_open(html, "body");
        html_open(html, "main");
        html_attribute(html, "id", "main");
        html_element(html, "h1", heading);
        html_element(html, "p", WORDS("Prøv igen"));
        err = html_take(html, &text);
    }
    if (err != ERR_OK) {
        call_answer(call, 0, NULL);
        return;
    }
    call_add_header(call, MHD_HTTP_HEADER_CONTENT_LANGUAGE, page.language->code);
    page_answer_text(call, MHD_HTTP_SERVICE_UNAVAILABLE, "text/html; charset=utf-8", PAGE_SECRET, text);
}
