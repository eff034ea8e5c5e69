#include "kiosk/content.h"

#include <stdlib.h>

#include "sync/base/json.h"
#include "sync/model/translation.h"

static enum err read_site(struct catalog *catalog, const char *lang, struct site *out)
{
    AUTO(json_auto) json_t *body = NULL;
    enum err err = catalog_item(catalog, "site", "site", &body);
    if (err == ERR_OK) err = site_from_json_in(out, body, lang);
    if (err != ERR_OK) return err;
    size_t kept = 0;
    for (size_t at = 0; at < out->announcements_count; at++) {
        if (!catalog_shows(catalog, body, out->announcements[at].places)) continue; /* another place's */
        out->announcements[kept++] = out->announcements[at];
    }
    out->announcements_count = kept;
    return ERR_OK;
}

static enum err read_pages(struct catalog *catalog, const char *lang, json_t **out)
{
    AUTO(json_auto) json_t *bodies = NULL;
    AUTO(json_auto) json_t *pages = json_array();
    enum err err = catalog_items(catalog, "page", &bodies);
    size_t at;
    json_t *body;
    json_array_foreach (bodies, at, body) {
        json_t *page = NULL;
        if (err == ERR_OK) err = page_in_language(&page, body, lang);
        if (err == ERR_OK && json_array_append_new(pages, page) != 0) err = ERR_NOMEM;
    }
    if (err != ERR_OK) return err;
    *out = pages;
    pages = NULL; /* the caller owns it now */
    return ERR_OK;
}

void content_drop(struct event *event)
{
    free(event->cards);
    free(event->longest);
    json_decref(event->pages);
    json_decref(event->ideas);
    site_finish(&event->site);
}

enum err content_read_cards(struct event *out, struct catalog *catalog, const struct model *model, size_t first)
{
    const char *lang = model->language->code;
    *out = (struct event){.kind = EVENT_CARDS, .now_ms = model->now_ms, .first = first};
    const struct catalog_filter *filter = &model->board.filter;
    struct network_card *cards = calloc(BOARD_WINDOW_MAX, sizeof(*cards));
    if (cards == NULL) return ERR_NOMEM;
    enum err err = catalog_counts(catalog, filter, &out->counts);
    if (err == ERR_OK) {
        err = catalog_cards(catalog, lang, filter, first, cards, BOARD_WINDOW_MAX, &out->cards_count);
    }
    if (err == ERR_OK) {
        out->cards = cards;
        cards = NULL; /* the event's now */
    }
    free(cards);
    return err;
}

/* Content whose board can't be read is not taken: what is in memory stays on the screen. */
static enum err try_cards(struct catalog *catalog, const struct model *model)
{
    struct event event;
    enum err err = content_read_cards(&event, catalog, model, model->board.window_first);
    if (err == ERR_OK) free(event.cards);
    return err;
}

enum err content_read(struct event *out, struct catalog *catalog, const struct model *model)
{
    const char *lang = model->language->code;
    out->cards = calloc(BOARD_FIRST_CARDS_MAX, sizeof(*out->cards));
    out->longest = calloc(BOARD_LONGEST_MAX, sizeof(*out->longest));
    if (out->cards == NULL || out->longest == NULL) return ERR_NOMEM;
    enum err err =
        catalog_first_cards(catalog, lang, out->cards, BOARD_FIRST_CARDS_MAX, BOARD_GROUP_CARDS_MAX, &out->cards_count);
    if (err == ERR_OK) {
        err = catalog_longest_cards(catalog, lang, out->longest, BOARD_LONGEST_MAX, &out->longest_count);
    }
    if (err == ERR_OK) err = read_pages(catalog, lang, &out->pages);
    if (err == ERR_OK) err = catalog_items(catalog, "idea", &out->ideas);
    if (err == ERR_OK) err = read_site(catalog, lang, &out->site);
    if (err == ERR_OK) err = try_cards(catalog, model);
    return err;
}
