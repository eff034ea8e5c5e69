#include "kiosk/board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void board_finish(struct board *board)
{
    free(board->cards);
    free(board->window);
    free(board->longest);
    free(board->found);
    *board = (struct board){0};
}

void board_forget_found(struct board *board)
{
    free(board->found);
    board->found = NULL;
    board->found_count = 0;
}

void board_clear_filters(struct board *board)
{
    board->filter = (struct catalog_filter){.kind = CATALOG_ANY, .status = CATALOG_ANY};
}

bool board_is_filtered(const struct board *board)
{
    const struct catalog_filter *filter = &board->filter;
    return filter->kind != CATALOG_ANY || filter->status != CATALOG_ANY || filter->phase[0] != '\0';
}

void board_choose(struct board *board, const struct site *site, int value)
{
    struct catalog_filter *filter = &board->filter;
    switch (board->choosing) {
    case FILTER_KIND: filter->kind = value >= 0 && value < KIND_COUNT ? value : CATALOG_ANY; break;
    case FILTER_STATUS: filter->status = value >= 0 && value < STATUS_COUNT ? value : CATALOG_ANY; break;
    case FILTER_PHASE: {
        bool known = value >= 0 && value < (int)site->phases_count;
        snprintf(filter->phase, sizeof(filter->phase), "%s", known ? site->phases[value].id : "");
        break;
    }
    case FILTER_COUNT: break;
    }
}

int board_choice(const struct board *board, const struct site *site, enum filter_by by)
{
    const struct catalog_filter *filter = &board->filter;
    switch (by) {
    case FILTER_KIND: return filter->kind;
    case FILTER_STATUS: return filter->status;
    case FILTER_PHASE: return filter->phase[0] != '\0' ? site_phase_index(site, filter->phase) : FILTER_ALL;
    case FILTER_COUNT: break;
    }
    return FILTER_ALL;
}

void board_forget_lost_phase(struct board *board, const struct site *site)
{
    if (site_phase_index(site, board->filter.phase) < 0) board->filter.phase[0] = '\0';
}

size_t board_count_with(const struct board *board, const struct site *site, enum filter_by by, int value)
{
    const struct catalog_counts *counts = &board->counts;
    switch (by) {
    case FILTER_KIND: return value == FILTER_ALL ? counts->any_kind : counts->kind[value];
    case FILTER_STATUS: return value == FILTER_ALL ? counts->any_status : counts->status[value];
    case FILTER_PHASE:
        if (value == FILTER_ALL) return counts->any_phase;
        for (size_t at = 0; at < counts->phases_count; at++) {
            if (strcmp(counts->phase[at].id, site->phases[value].id) == 0) return counts->phase[at].count;
        }
        break;
    case FILTER_COUNT: break;
    }
    return 0;
}

const struct network_card *board_card(const struct board *board, size_t number)
{
    bool inside = number >= board->window_first && number - board->window_first < board->window_count;
    return inside ? &board->window[number - board->window_first] : NULL;
}

bool board_has(const struct board *board, size_t first, size_t count)
{
    size_t end = first + count < board->counts.passing ? first + count : board->counts.passing;
    if (first >= end) return true;
    return board_card(board, first) != NULL && board_card(board, end - 1) != NULL;
}

size_t board_window_around(size_t first, size_t count)
{
    size_t beside = count < BOARD_WINDOW_MAX ? (BOARD_WINDOW_MAX - count) / 2 : 0;
    return first > beside ? first - beside : 0;
}
