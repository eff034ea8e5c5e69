/* All networks, in the order of the screens, some on each page. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>

#include "sync/model/terms.h"
#include "sync/registry/web/flower.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

static bool card(void *context, const struct told_network *told)
{
    struct page *page = context;
    struct html *html = page->html;
    const struct network *network = &told->in_language;
    char path[PAGE_PATH_BYTES_MAX];
    char label[200];
    snprintf(path, sizeof(path), "n/%s", network->id);
    snprintf(label, sizeof(label), WORDS("Blomst med %zu blade"), network->petals_count);
    html_open(html, "li");
    html_attribute(html, "class", "card");
    flower_write(html, network, label, page->language->right_to_left, false);
    html_open(html, "div");
    html_open(html, "p");
    html_attribute(html, "class", "kicker");
    html_textf(html, "%s · %s", kind_words(network->kind), status_words(network->status));
    html_close(html);
    html_open(html, "h2");
    html_open(html, "a");
    page_address(page, "href", path);
    page_mark_danish(page, network->title, told->danish.title);
    html_text(html, network->title);
    html_close(html);
    html_close(html);
    page_content(page, "p", network->question, told->danish.question);
    html_close(html);
    html_close(html);
    return true;
}

/* A link to another page of the list. */
static void step(struct page *page, int64_t number, const char *text)
{
    struct html *html = page->html;
    html_open(html, "a");
    html_attribute(html, "class", "button");
    html_attributef(html, "href", "n?%s%s%spage=%" PRId64, page->lang_asked ? "lang=" : "",
                    page->lang_asked ? page->language->code : "", page->lang_asked ? "&" : "", number);
    html_text(html, text);
    html_close(html);
}

static void steps(struct page *page, int64_t number, int64_t count)
{
    if (count <= NETWORKS_PER_PAGE) return;
    html_open(page->html, "nav");
    html_attribute(page->html, "aria-label", WORDS("Flere netværk"));
    html_attribute(page->html, "class", "steps");
    if (number > 1) step(page, number - 1, WORDS("Forrige side"));
    if (number * NETWORKS_PER_PAGE < count) step(page, number + 1, WORDS("Næste side"));
    html_close(page->html);
}

static void answer(struct page *page)
{
    struct db *db = page->service->registry->db;
    int64_t number = 1;
    int64_t count = 0;
    if (call_number(page->call, "page", &number) != ERR_OK || number < 1 || number > 100000) number = 1;
    enum err err = networks_count(db, &count);
    if (err == ERR_OK && !page_open(page, WORDS("Alle netværk"), "")) return;
    if (err == ERR_OK) {
        page_danish_note(page, page->site.head_danish);
        page_content(page, "h1", page->site.heading, page->danish.heading);
        html_open(page->html, "p");
        html_attribute(page->html, "class", "lead");
        html_textf(page->html, WORDS_COUNT("%d netværk", "%d netværk", (unsigned long)count), (int)count);
        html_close(page->html);
        html_open(page->html, "ul");
        html_attribute(page->html, "class", "cards");
        err = networks_each(db, page->language->code, (number - 1) * NETWORKS_PER_PAGE, NETWORKS_PER_PAGE, card, page);
        html_close(page->html);
    }
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
        return;
    }
    steps(page, number, count);
    page_answer(page, MHD_HTTP_OK, PAGE_PUBLIC);
}

void web_networks(struct service *service, struct call *call)
{
    struct page page;
    if (page_begin(&page, service, call)) answer(&page);
    page_finish(&page);
}
