/* kiosk/board.h - the list of all networks, of which only a window is in memory.
 *
 * The list may have ten thousand cards. The view says which of them can be seen (frame->list_first, list_count); when
 * one of those is not in the window, the model asks for another window around them (EFFECT_LOAD_CARDS). How many
 * cards there are, with each choice of a filter, comes with it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/model/site.h"
#include "sync/store/catalog.h"

enum {
    BOARD_WINDOW_MAX = 96,      /* cards in memory: several screens of them */
    BOARD_FIRST_CARDS_MAX = 24, /* for the resting screen */
    BOARD_GROUP_CARDS_MAX = 8,  /* of these, for founding groups further down */
    BOARD_LONGEST_MAX = 24,     /* by which the height of all cards is chosen */
};

/* By what the board can be filtered. */
enum filter_by { FILTER_KIND, FILTER_STATUS, FILTER_PHASE, FILTER_COUNT };
enum { FILTER_ALL = -1 };

/* The content of the screens with cards; each list is replaced as a whole. Owns its lists. */
struct board {
    struct network_card *cards; /* the first in order that are open (catalog_first_cards()): not all of them */
    size_t cards_count;
    struct network_card *window; /* of those that pass the filter: from number window_first on */
    size_t window_first, window_count;
    struct network_card *longest; /* those with most to say */
    size_t longest_count;
    struct network_card *found; /* what the search found */
    size_t found_count;
    struct catalog_filter filter;
    struct catalog_filter filter_shown; /* of the window: another one while it is being asked for */
    struct catalog_counts counts;       /* with that filter */
    int pitch;                          /* px from row to row when it was last shown; 0 before */
    enum filter_by choosing;            /* what SCREEN_FILTER is about */
};

void board_finish(struct board *board);
/* What was searched for is forgotten. */
void board_forget_found(struct board *board);

void board_clear_filters(struct board *board);
bool board_is_filtered(const struct board *board);
/* Sets what `choosing` is about to `value`: enum network_kind, enum network_status, a place in site->phases, or
 * FILTER_ALL. The phase is kept by its id, since the list of phases may change. */
void board_choose(struct board *board, const struct site *site, int value);
/* What a filter is set to, as board_choose() has it. */
int board_choice(const struct board *board, const struct site *site, enum filter_by by);
/* A phase that the site no longer has can't be filtered by. */
void board_forget_lost_phase(struct board *board, const struct site *site);
/* How many cards there would be with this choice of a filter and the others as they are. */
size_t board_count_with(const struct board *board, const struct site *site, enum filter_by by, int value);

/* The card with this number in the filtered list; NULL when it is not in the window. */
const struct network_card *board_card(const struct board *board, size_t number);
/* Are these in the window, as far as the list goes? */
bool board_has(const struct board *board, size_t first, size_t count);
/* Where a window that holds these, and as many on both sides as there is room for, begins. */
size_t board_window_around(size_t first, size_t count);
