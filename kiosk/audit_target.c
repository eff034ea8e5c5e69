/* The rules about what can be pressed: where it is, how large, what it is called, in which order it is read. */
#include <string.h>

#include "kiosk/audit_rules.h"
#include "kiosk/words.h"

static const double target_mm = 11.64; /* 44 CSS px of 1/96 inch */
static const double gap_mm = 2.0;

static const struct item *target_at(const struct audit *audit, size_t at)
{
    return &audit->frame->items[audit->targets[at]];
}

void audit_off_screen(struct audit *audit)
{
    const struct rect screen = {0, 0, audit->frame->width, audit->frame->height};
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct ink *ink = &audit->inks[at];
        const struct item *item = &audit->frame->items[ink->item];
        if (!audit_holds(screen, ink->capital, 0) && !audit_scrolls(audit, item)) {
            audit_found(audit, AUDIT_OFF_SCREEN, item, "reaches from %d to %d of %d px across, %d to %d of %d down",
                        ink->capital.x, ink->capital.x + ink->capital.w, screen.w, ink->capital.y,
                        ink->capital.y + ink->capital.h, screen.h);
        }
    }
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        bool there = item->action.kind != ACTION_NONE || audit_has_text(item);
        if (!there || audit_scrolls(audit, item)) continue;
        bool gone = rect_is_empty(rect_intersect(item->bounds, screen));
        if (!gone && (item->action.kind == ACTION_NONE || audit_holds(screen, item->bounds, 0))) continue;
        audit_found(audit, AUDIT_OFF_SCREEN, item, "stands at %d, %d and is %d x %d px large", item->bounds.x,
                    item->bounds.y, item->bounds.w, item->bounds.h);
    }
}

/* ---- sizes and places ---- */

void audit_target_size(struct audit *audit)
{
    double least = audit_least_mm(audit, target_mm);
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = target_at(audit, at);
        if (audit_is_cut(item)) continue; /* scrolled halfway */
        double wide = audit_mm(audit, item->bounds.w);
        double high = audit_mm(audit, item->bounds.h);
        if (wide >= least && high >= least) continue;
        audit_found(audit, AUDIT_TARGET_SIZE, item, "is %.1f x %.1f mm, needs %.2f", wide, high, least);
    }
}

/* Targets that lie over one another (a button on a card) are no neighbours. Those that touch without a visible
 * edge (the bar) are parted by their labels. */
void audit_target_gap(struct audit *audit)
{
    double least = audit_least_mm(audit, gap_mm);
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = target_at(audit, at);
        for (size_t next = at + 1; next < audit->targets_count && !audit_is_cut(item); next++) {
            const struct item *other = target_at(audit, next);
            int gap = audit_gap(item->bounds, other->bounds);
            bool edgeless = item->drawing == DRAW_NOTHING && other->drawing == DRAW_NOTHING;
            /* The bar has no edges between its buttons: corner to corner they may lie closer. */
            if (edgeless && item->zone == ZONE_BAR && other->zone == ZONE_BAR) continue;
            if (audit_is_cut(other) || gap < 0 || (gap == 0 && edgeless) || audit_mm(audit, gap) >= least) continue;
            char words[100];
            audit_found(audit, AUDIT_TARGET_GAP, item, "is %.1f mm from \"%s\", needs %.1f", audit_mm(audit, gap),
                        item_words(other, words, sizeof(words)), least);
        }
    }
}

void audit_target_overlap(struct audit *audit)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        struct rect seen = item_visible(target_at(audit, at));
        for (size_t next = at + 1; next < audit->targets_count; next++) {
            const struct item *other = target_at(audit, next);
            struct rect its = item_visible(other);
            struct rect both = rect_intersect(seen, its);
            if (rect_is_empty(both) || audit_holds(seen, its, 0) || audit_holds(its, seen, 0)) continue;
            char words[100];
            audit_found(audit, AUDIT_TARGET_OVERLAP, target_at(audit, at), "lies over \"%s\" for %d x %d px",
                        item_words(other, words, sizeof(words)), both.w, both.h);
        }
    }
}

static bool can_be_touched(const struct frame *frame, const struct item *item)
{
    enum { TRIES = 7 };
    struct rect seen = item_visible(item);
    for (int row = 0; row < TRIES; row++) {
        for (int column = 0; column < TRIES; column++) {
            int x = seen.x + seen.w * (2 * column + 1) / (2 * TRIES);
            int y = seen.y + seen.h * (2 * row + 1) / (2 * TRIES);
            if (frame_hit(frame, x, y) == item) return true;
        }
    }
    return false;
}

void audit_target_reach(struct audit *audit)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = target_at(audit, at);
        if (item->disabled || can_be_touched(audit->frame, item)) continue;
        audit_found(audit, AUDIT_TARGET_REACH, item, "can't be touched: other targets lie over all of it");
    }
}

/* ---- names ---- */

static const char *said(const struct item *item)
{
    const char *words = item->label != NULL ? item->label : item->text;
    return words != NULL ? words : "";
}

/* The next letter, with line breaks as blanks. */
static char flat(char letter)
{
    return letter == '\n' ? ' ' : letter;
}

static bool same_words(const char *a, const char *b)
{
    while (*a != '\0' && flat(*a) == flat(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

/* A mark of direction at the beginning of a line is not part of the words. */
static const char *without_mark(const char *text)
{
    static const char mark[] = "\u200f";
    while (strncmp(text, mark, sizeof(mark) - 1) == 0) text += sizeof(mark) - 1;
    return text;
}

/* What is cut short on the screen and ends in "…" is said whole. */
static bool is_cut_here(const char *words)
{
    return strcmp(words, "…") == 0;
}

static bool begins_with(const char *text, const char *words)
{
    for (words = without_mark(words), text = without_mark(text); *words != '\0' && !is_cut_here(words);) {
        if (flat(*words) != flat(*text)) return false;
        words = without_mark(words + 1);
        text = without_mark(text + 1);
    }
    return true;
}

/* Are `words` a part of `text`? */
static bool says(const char *text, const char *words)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (begins_with(text, words)) return true;
    }
    return false;
}

void audit_label(struct audit *audit)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        bool stays = audit_is_whole_screen(audit, item) && item->role == ROLE_DECORATION; /* any touch will do */
        bool needs = (item->action.kind != ACTION_NONE && !stays) || item->role == ROLE_IMAGE;
        if (!needs || rect_is_empty(item_visible(item)) || said(item)[0] != '\0') continue;
        audit_found(audit, AUDIT_LABEL, item, "says nothing (%s)", action_name(item->action.kind));
    }
}

static bool does_the_same(struct action a, struct action b)
{
    if (a.kind != b.kind || a.value != b.value || (a.target == NULL) != (b.target == NULL)) return false;
    return a.target == NULL || strcmp(a.target, b.target) == 0;
}

void audit_label_same(struct audit *audit)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = target_at(audit, at);
        for (size_t next = at + 1; next < audit->targets_count && said(item)[0] != '\0'; next++) {
            const struct item *other = target_at(audit, next);
            if (does_the_same(item->action, other->action) || !same_words(said(item), said(other))) continue;
            audit_found(audit, AUDIT_LABEL_SAME, item, "is called like a %s that does something else (%s, %s)",
                        role_name(other->role), action_name(item->action.kind), action_name(other->action.kind));
        }
    }
}

/* A sign of a few letters ("aA") is no word. */
void audit_label_seen(struct audit *audit)
{
    enum { SIGN_BYTES = 3 };
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *text = &audit->frame->items[at];
        if (!audit_has_text(text) || strlen(text->text) <= SIGN_BYTES || text->role != ROLE_DECORATION) continue;
        if (text->action.kind != ACTION_NONE || rect_is_empty(item_visible(text))) continue;
        if (text->parted) continue; /* said whole, and found by text-wide */
        for (size_t next = 0; next < audit->targets_count; next++) {
            const struct item *target = target_at(audit, next);
            bool counts = target->role == ROLE_BUTTON || target->role == ROLE_CARD;
            if (!counts || !audit_holds(item_visible(target), item_visible(text), 0)) continue;
            if (says(target->label, text->text) || says(target->description, text->text)) continue;
            audit_found(audit, AUDIT_LABEL_SEEN, target, "bears the words \"%.80s\", which are not said", text->text);
        }
    }
}

/* ---- order ---- */

static bool same_row(struct rect a, struct rect b)
{
    int top = a.y > b.y ? a.y : b.y;
    int end = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    int lower = a.h < b.h ? a.h : b.h;
    return 2 * (end - top) > lower;
}

static bool comes_before(const struct item *a, const struct item *b, bool right_to_left)
{
    if (!same_row(a->bounds, b->bounds)) return a->bounds.y < b->bounds.y;
    bool left = a->bounds.x < b->bounds.x;
    return right_to_left && !a->unmirrored ? !left : left;
}

size_t audit_order_by_place(const struct frame *frame, size_t out[FRAME_ITEMS_MAX])
{
    const struct language *language = language_find(frame->lang);
    bool right_to_left = language != NULL && language->right_to_left;
    size_t count = 0;
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->action.kind == ACTION_NONE || rect_is_empty(item_visible(item))) continue;
        size_t place = count++;
        for (; place > 0 && comes_before(item, &frame->items[out[place - 1]], right_to_left); place--)
            out[place] = out[place - 1];
        out[place] = at;
    }
    return count;
}

static bool same_column(struct rect a, struct rect b)
{
    int left = a.x > b.x ? a.x : b.x;
    int end = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int narrower = a.w < b.w ? a.w : b.w;
    return 2 * (end - left) > narrower;
}

/* What lies inside another target (a button on a card) is read with it. */
static bool goes_back_up(const struct item *before, const struct item *after)
{
    struct rect a = before->bounds;
    struct rect b = after->bounds;
    if (audit_holds(a, b, 0) || audit_holds(b, a, 0)) return false;
    return same_column(a, b) && !same_row(a, b) && b.y < a.y;
}

static void check_once(struct audit *audit, const size_t *order, size_t count)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        size_t times = 0;
        for (size_t next = 0; next < count; next++) times += order[next] == audit->targets[at];
        if (times != 1) audit_found(audit, AUDIT_ORDER, target_at(audit, at), "is read %zu times, not once", times);
    }
}

void audit_order_rule(struct audit *audit)
{
    size_t order[FRAME_ITEMS_MAX];
    size_t count = audit->order(audit->frame, order);
    check_once(audit, order, count);
    for (size_t at = 1; at < count; at++) {
        const struct item *before = &audit->frame->items[order[at - 1]];
        const struct item *item = &audit->frame->items[order[at]];
        if (before->action.kind == ACTION_NONE || item->action.kind == ACTION_NONE) continue;
        if (!goes_back_up(before, item)) continue;
        char words[100];
        audit_found(audit, AUDIT_ORDER, item, "is read after \"%s\", which stands below it",
                    item_words(before, words, sizeof(words)));
    }
}
