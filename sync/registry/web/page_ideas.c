/* The wall of ideas: what staff have published, and what became of it. */
#include <jansson.h>
#include <microhttpd.h>
#include <stdio.h>

#include "sync/base/json.h"
#include "sync/model/idea.h"
#include "sync/model/terms.h"
#include "sync/registry/web/flower.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

enum { IDEAS_SHOWN_MAX = 200 };

static void supports_line(struct html *html, const struct idea *idea)
{
    html_open(html, "p");
    html_attribute(html, "class", "muted");
    if (idea->supports == 0) {
        html_text(html, WORDS("Ingen støtter endnu"));
    } else {
        html_textf(html, WORDS_COUNT("%d støtter den", "%d støtter den", (unsigned long)idea->supports),
                   idea->supports);
    }
    html_close(html);
}

/* People wrote it in the language they liked: the letters say where it begins. */
static void told(struct html *html, const char *element, const char *text)
{
    html_open(html, element);
    html_attribute(html, "dir", "auto");
    html_text(html, text);
    html_close(html);
}

static void network_link(struct page *page, const struct idea *idea)
{
    struct told_network told_network;
    char path[PAGE_PATH_BYTES_MAX];
    if (idea->network == NULL || !idea_status_has_network(idea->status)) return;
    if (networks_find(page->service->registry->db, idea->network, page->language->code, &told_network) != ERR_OK)
        return;
    snprintf(path, sizeof(path), "n/%s", idea->network);
    html_open(page->html, "p");
    page_link(page, NULL, path, told_network.in_language.title);
    html_close(page->html);
    told_network_finish(&told_network);
}

static void support_link(struct page *page, const struct idea *idea)
{
    char path[PAGE_PATH_BYTES_MAX];
    snprintf(path, sizeof(path), "support/%s", idea->id);
    html_open(page->html, "p");
    page_link(page, "button quiet", path, WORDS("Støt idéen"));
    html_close(page->html);
}

static void card(struct page *page, const struct idea *idea)
{
    struct html *html = page->html;
    html_open(html, "li");
    html_attribute(html, "class", "card");
    html_attribute(html, "id", idea->id);
    html_open(html, "div");
    html_open(html, "p");
    html_attribute(html, "class", "kicker");
    flower_mark(html, idea->side);
    html_textf(html, "%s · %s", side_words(idea->side), idea_status_words(idea->status));
    html_close(html);
    told(html, "h2", idea->title);
    told(html, "p", idea->text);
    if (idea->answer != NULL) {
        html_open(html, "figure");
        html_attribute(html, "class", "quote");
        html_element(html, "figcaption", WORDS("Sekretariatet skriver:"));
        told(html, "blockquote", idea->answer);
        html_close(html);
    }
    network_link(page, idea);
    supports_line(html, idea);
    support_link(page, idea);
    html_close(html);
    html_close(html);
}

/* Borrows `text` until it returns. */
static void card_of_text(struct page *page, const char *text)
{
    AUTO(json_auto) json_t *body = json_loads(text, 0, NULL);
    AUTO(idea_auto) struct idea idea = {.document = NULL};
    if (body != NULL && idea_from_json(&idea, body) == ERR_OK) card(page, &idea);
}

static void answer(struct page *page)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    int count = 0;
    if (!page_open(page, WORDS("Idéer fra byen"), "ideas")) return;
    struct html *html = page->html;
    html_element(html, "h1", WORDS("Idéer fra byen"));
    html_open(html, "p");
    html_attribute(html, "class", "lead");
    html_text(html, WORDS("Her er idéer, som sekretariatet har læst og vist frem, og hvad der skete med dem."));
    html_close(html);
    html_open(html, "p");
    page_link(page, "button", "idea", WORDS("Har du en idé?"));
    html_close(html);
    enum err err = db_query(page->service->registry->db, &rows,
                            "SELECT body FROM item WHERE type = 'idea' AND body IS NOT NULL ORDER BY position LIMIT ?",
                            "i", (int64_t)IDEAS_SHOWN_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (count++ == 0) {
            html_open(html, "ul");
            html_attribute(html, "class", "cards");
        }
        card_of_text(page, rows_text(rows, 0));
    }
    if (err != ERR_NOT_FOUND) {
        service_failed(page->service, page->call, err);
        return;
    }
    if (count > 0) html_close(html);
    if (count == 0) html_element(html, "p", WORDS("Ingen idéer er vist frem endnu. Din kan blive den første."));
    page_answer(page, MHD_HTTP_OK, PAGE_PUBLIC);
}

void web_ideas(struct service *service, struct call *call)
{
    struct page page;
    if (page_begin(&page, service, call)) answer(&page);
    page_finish(&page);
}
