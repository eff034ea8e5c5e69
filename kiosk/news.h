/* kiosk/news.h - what the resting screen tells in turn: which networks something new happened to, and
 * when the next Founding Groups meet.
 *
 * Copies of a few texts of the catalog, bounded; only what the content says. */
#pragma once

#include "sync/base/err.h"
#include "sync/model/network.h"
#include "sync/model/opening_hours.h"
#include "sync/store/catalog.h"

enum {
    NEWS_MEETINGS_MAX = 4,
    NEWS_UPDATES_MAX = 4,
    NEWS_LOOKED_AT_MAX = 200, /* networks, from the first of the board on */
    NEWS_PLACE_BYTES = 160,
};

/* An open Founding Group that has a date. */
struct meeting {
    char short_title[CATALOG_SHORT_TITLE_BYTES];
    struct local_time starts;     /* known */
    char place[NEWS_PLACE_BYTES]; /* "" when not said */
    int seats;                    /* 0: not said */
    int seats_free;               /* -1: the registry has not said how many were given */
};

/* A network that has an `updated`. */
struct network_update {
    char short_title[CATALOG_SHORT_TITLE_BYTES];
    struct local_time on; /* known; minute 0 */
    enum network_kind kind;
    char phase[CATALOG_PHASE_BYTES];
    char petals[NETWORK_PETALS_MAX + 1];
};

struct news {
    struct meeting meetings[NEWS_MEETINGS_MAX]; /* the soonest first */
    size_t meetings_count;
    struct network_update updates[NEWS_UPDATES_MAX]; /* the latest first */
    size_t updates_count;
};

/* Notes what is told of this network. With `now` known, a meeting that is over is no news, nor is an
 * update of more than about a month ago or of a day to come. */
void news_add(struct news *news, const struct network *network, const struct local_time *now);
/* Reads it from the catalog, in `lang` where it is translated; *out is empty when there is none. Errors as
 * catalog_cards(). */
MUST_USE enum err news_read(struct news *out, struct catalog *catalog, const char *lang, const struct local_time *now);
