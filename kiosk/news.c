#include "kiosk/news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/grapheme.h"

enum { CARDS_AT_ONCE = 20 };

/* A text that does not fit is cut at a letter. */
static void copy_text(char *out, size_t out_bytes, const char *text)
{
    size_t bytes = grapheme_fit(text, out_bytes - 1);
    memcpy(out, text, bytes);
    out[bytes] = '\0';
}

static void add_meeting(struct news *news, const struct network *network, const struct local_time *now)
{
    struct meeting meeting = {.starts = local_time_from_text(network->group_starts)};
    if (network->group_state != GROUP_OPEN || !network_status_is_open(network->status) || !meeting.starts.known) return;
    if (now->known && local_time_compare(&meeting.starts, now) < 0) return;
    copy_text(meeting.short_title, sizeof(meeting.short_title), network->short_title);
    if (network->group_place != NULL) copy_text(meeting.place, sizeof(meeting.place), network->group_place);
    meeting.seats = network->group_seats;
    meeting.seats_free = -1;
    if (network->group_granted >= 0 && network->group_seats > 0) {
        int taken = network->group_granted < network->group_seats ? network->group_granted : network->group_seats;
        meeting.seats_free = network->group_seats - taken;
    }
    size_t at = news->meetings_count;
    while (at > 0 && local_time_compare(&meeting.starts, &news->meetings[at - 1].starts) < 0) at--;
    if (at == NEWS_MEETINGS_MAX) return;
    if (news->meetings_count < NEWS_MEETINGS_MAX) news->meetings_count++;
    memmove(&news->meetings[at + 1], &news->meetings[at], (news->meetings_count - at - 1) * sizeof(meeting));
    news->meetings[at] = meeting;
}

static bool is_new(const struct local_time *on, const struct local_time *now)
{
    if (!now->known) return true;
    int months = (now->year - on->year) * 12 + now->month - on->month;
    return local_time_compare(on, now) <= 0 && (months == 0 || (months == 1 && on->day >= now->day));
}

static void add_update(struct news *news, const struct network *network, const struct local_time *now)
{
    char midnight[DATE_TEXT_BYTES + sizeof("T00:00")];
    if (network->updated == NULL || strlen(network->updated) >= DATE_TEXT_BYTES) return;
    snprintf(midnight, sizeof(midnight), "%sT00:00", network->updated);
    struct network_update update = {.on = local_time_from_text(midnight), .kind = network->kind};
    if (!update.on.known || !is_new(&update.on, now)) return;
    copy_text(update.short_title, sizeof(update.short_title), network->short_title);
    copy_text(update.phase, sizeof(update.phase), network->phase != NULL ? network->phase : "");
    network_petals_as_letters(network, update.petals);
    size_t at = news->updates_count;
    while (at > 0 && local_time_compare(&update.on, &news->updates[at - 1].on) > 0) at--;
    if (at == NEWS_UPDATES_MAX) return;
    if (news->updates_count < NEWS_UPDATES_MAX) news->updates_count++;
    memmove(&news->updates[at + 1], &news->updates[at], (news->updates_count - at - 1) * sizeof(update));
    news->updates[at] = update;
}

void news_add(struct news *news, const struct network *network, const struct local_time *now)
{
    add_meeting(news, network, now);
    add_update(news, network, now);
}

static enum err add_card(struct news *news, struct catalog *catalog, const char *id, const char *lang,
                         const struct local_time *now)
{
    struct network network;
    enum err err = catalog_network(catalog, id, lang, &network);
    if (err == ERR_NOT_FOUND) return ERR_OK; /* went away in between */
    if (err != ERR_OK) return err;
    news_add(news, &network, now);
    network_finish(&network);
    return ERR_OK;
}

enum err news_read(struct news *out, struct catalog *catalog, const char *lang, const struct local_time *now)
{
    *out = (struct news){.meetings_count = 0};
    struct network_card *cards = calloc(CARDS_AT_ONCE, sizeof(*cards));
    if (cards == NULL) return ERR_NOMEM;
    enum err err = ERR_OK;
    size_t count = CARDS_AT_ONCE;
    for (size_t from = 0; err == ERR_OK && count == CARDS_AT_ONCE && from < NEWS_LOOKED_AT_MAX; from += count) {
        err = catalog_cards(catalog, lang, NULL, from, cards, CARDS_AT_ONCE, &count);
        for (size_t at = 0; err == ERR_OK && at < count; at++) err = add_card(out, catalog, cards[at].id, lang, now);
    }
    free(cards);
    return err;
}
