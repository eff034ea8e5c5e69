/* The rules about a whole screen: it is complete, has one main action, help in its place and a way back. */
#include <stdio.h>
#include <string.h>

#include "kiosk/audit_rules.h"
#include "kiosk/words.h"

static const double main_mm = 20.0;

void audit_frame_full(struct audit *audit)
{
    if (audit->frame->cut) {
        audit_found(audit, AUDIT_FRAME_FULL, NULL, "%zu of %d items, %zu of %d bytes of text",
                    audit->frame->items_count, FRAME_ITEMS_MAX, audit->frame->arena_used, FRAME_TEXT_BYTES_MAX);
    }
}

/* ---- the main action ---- */

void audit_main_height(struct audit *audit)
{
    double least = audit_least_mm(audit, main_mm);
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = &audit->frame->items[audit->targets[at]];
        double high = audit_mm(audit, item->bounds.h);
        if (!audit_is_filled_button(audit, item) || high >= least) continue;
        audit_found(audit, AUDIT_MAIN_HEIGHT, item, "is %.1f mm high, needs %.1f", high, least);
    }
}

void audit_main_one(struct audit *audit)
{
    const struct item *first = NULL;
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = &audit->frame->items[audit->targets[at]];
        if (!audit_is_filled_button(audit, item)) continue;
        char words[100];
        if (first != NULL) {
            audit_found(audit, AUDIT_MAIN_ONE, item, "is filled, and so is \"%s\"",
                        item_words(first, words, sizeof(words)));
        }
        first = item;
    }
}

static bool is_scroll_button(const struct item *item)
{
    return item->action.kind >= ACTION_SCROLL_UP && item->action.kind <= ACTION_SCROLL_LAST;
}

/* Is the other one below, or in the same row further out? */
static bool is_further_out(const struct audit *audit, const struct item *main, const struct item *other)
{
    struct rect a = main->bounds;
    struct rect b = other->bounds;
    if (b.y >= a.y + a.h) return true;
    bool same_row = b.y < a.y + a.h && a.y < b.y + b.h;
    const struct language *language = language_find(audit->frame->lang);
    bool right_to_left = language != NULL && language->right_to_left;
    return same_row && (right_to_left ? b.x + b.w <= a.x : b.x >= a.x + a.w);
}

/* The bar draws no boxes, and the arrows of what scrolls belong to what scrolls. */
void audit_main_place(struct audit *audit)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *main = &audit->frame->items[audit->targets[at]];
        if (!audit_is_filled_button(audit, main)) continue;
        for (size_t next = 0; next < audit->targets_count; next++) {
            const struct item *other = &audit->frame->items[audit->targets[next]];
            if (audit_is_filled_button(audit, other) || other->role != ROLE_BUTTON || other->drawing != DRAW_BOX)
                continue;
            if (is_scroll_button(other) || audit_scrolls(audit, other) || !is_further_out(audit, main, other)) continue;
            char words[100];
            audit_found(audit, AUDIT_MAIN_PLACE, main, "stands above or before \"%s\"",
                        item_words(other, words, sizeof(words)));
        }
    }
}

/* ---- the same everywhere ---- */

static const struct item *find_action(const struct frame *frame, enum action_kind kind)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->action.kind == kind && !item->disabled && !rect_is_empty(item_visible(item))) return item;
    }
    return NULL;
}

static struct help_place *known_place(struct audit *audit)
{
    for (size_t at = 0; at < audit->helps_count; at++) {
        struct help_place *place = &audit->helps[at];
        if (place->width == audit->frame->width && place->height == audit->frame->height &&
            place->top == audit->frame->top && place->text_scale == audit->metrics->text_scale &&
            place->high_contrast == audit->look->high_contrast && strcmp(place->lang, audit->frame->lang) == 0)
            return place;
    }
    return NULL;
}

/* A question over the screen (are you still there?) has one answer and no help; the touch test needs the corners where
 * the bar is, and is for whoever looks after the kiosk. */
void audit_help(struct audit *audit)
{
    const struct item *help = find_action(audit->frame, ACTION_HELP);
    if (help == NULL) {
        bool without =
            find_action(audit->frame, ACTION_STAY) != NULL || strcmp(audit->frame->screen, "touch_test") == 0;
        if (!without) audit_found(audit, AUDIT_HELP, NULL, "there is no help");
        return;
    }
    struct help_place *place = known_place(audit);
    if (place == NULL) {
        if (audit->helps_count == AUDIT_HELPS_MAX) return;
        place = &audit->helps[audit->helps_count++];
        *place = (struct help_place){audit->frame->width,
                                     audit->frame->height,
                                     audit->frame->top,
                                     audit->metrics->text_scale,
                                     audit->look->high_contrast,
                                     "",
                                     help->bounds};
        snprintf(place->lang, sizeof(place->lang), "%s", audit->frame->lang);
    }
    struct rect was = place->bounds;
    struct rect is = help->bounds;
    if (was.x == is.x && was.y == is.y && was.w == is.w && was.h == is.h) return;
    audit_found(audit, AUDIT_HELP, help, "stands at %d, %d (%d x %d px), but on other screens at %d, %d (%d x %d)",
                is.x, is.y, is.w, is.h, was.x, was.y, was.w, was.h);
}

/* Where a visit begins and ends there is nothing to go back to; the board is what every way back leads to. */
void audit_way_back(struct audit *audit)
{
    static const char *const without[] = {"rest", "thanks", "board"};
    static const enum action_kind ways[] = {ACTION_BACK, ACTION_OPEN_BOARD, ACTION_FINISH, ACTION_STAY};
    for (size_t at = 0; at < sizeof(without) / sizeof(without[0]); at++) {
        if (strcmp(audit->frame->screen, without[at]) == 0) return;
    }
    for (size_t at = 0; at < sizeof(ways) / sizeof(ways[0]); at++) {
        if (find_action(audit->frame, ways[at]) != NULL) return;
    }
    audit_found(audit, AUDIT_WAY_BACK, NULL, "there is no way back");
}
