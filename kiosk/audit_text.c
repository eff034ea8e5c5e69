/* The rules about letters: large enough, dark enough, whole, and clear of everything else. */
#include <math.h>
#include <string.h>

#include "kiosk/audit_rules.h"

static const double capital_degrees = 0.7;
enum { ACROSS = 24, DOWN = 12, TOUCH_PX = 1 /* ink may meet by so little: letters have soft edges */ };

static const struct item *item_of(const struct audit *audit, const struct ink *ink)
{
    return &audit->frame->items[ink->item];
}

static double least_capital_mm(const struct audit *audit)
{
    return audit_least_mm(audit, 600.0 * tan(capital_degrees * 3.14159265 / 180.0));
}

void audit_capital(struct audit *audit)
{
    double least = least_capital_mm(audit);
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (!audit_has_text(item) || rect_is_empty(item_visible(item))) continue;
        double mm = item->style.size_px * (TEXT_CAPITAL_PER_MILLE / 1000.0) / audit->metrics->px_per_mm;
        if (mm < least) audit_found(audit, AUDIT_CAPITAL, item, "capitals are %.2f mm high, need %.2f", mm, least);
    }
}

/* ---- contrast ---- */

/* "Large" of WCAG is 18 points, or 14 bold, beside 12 for ordinary text. Here ordinary text is the least that may be
 * read from where one stands, and large is larger by as much. */
static bool is_large(const struct audit *audit, const struct item *item)
{
    double mm = item->style.size_px * (TEXT_CAPITAL_PER_MILLE / 1000.0) / audit->metrics->px_per_mm;
    return mm >= least_capital_mm(audit) * (item->style.weight == WEIGHT_REGULAR ? 18.0 / 12.0 : 14.0 / 12.0);
}

/* The contrast that 95 of 100 places behind a line reach: a hairline behind a letter may pass. */
static double contrast_behind(const struct audit *audit, const struct item *item, struct rect seen)
{
    double all[ACROSS * DOWN];
    size_t count = 0;
    struct color before = item->ink;
    double contrast = 1.0;
    for (int row = 0; row < DOWN; row++) {
        for (int column = 0; column < ACROSS; column++) {
            int x = seen.x + seen.w * (2 * column + 1) / (2 * ACROSS);
            int y = seen.y + seen.h * (2 * row + 1) / (2 * DOWN);
            if (!audit_on_canvas(audit, x, y)) continue;
            struct color here = audit_pixel(audit, x, y);
            if (!audit_same_color(here, before)) contrast = audit_contrast(audit, item->ink, here);
            before = here;
            all[count++] = contrast;
        }
    }
    return audit_nearly_least(all, count, 20);
}

void audit_text_contrast(struct audit *audit)
{
    const struct item *found = NULL; /* one finding for a text in several lines */
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct item *item = item_of(audit, &audit->inks[at]);
        if (item == found) continue;
        double least = audit->look->high_contrast ? 7.0 : is_large(audit, item) ? 3.0 : 4.5;
        struct rect seen = rect_intersect(audit->inks[at].capital, audit->inks[at].seen);
        if (2 * seen.h < audit->inks[at].capital.h && audit_scrolls(audit, item)) continue; /* hardly seen any more */
        double contrast = contrast_behind(audit, item, seen);
        if (contrast >= least) continue;
        audit_found(audit, AUDIT_TEXT_CONTRAST, item, "contrast is %.2f:1, needs %.1f:1", contrast, least);
        found = item;
    }
}

/* ---- whole ---- */

/* What is typed into a field may be longer than the field; the caret stays in sight. */
static bool lies_in_field(const struct audit *audit, const struct item *item)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *target = &audit->frame->items[audit->targets[at]];
        if (target->role == ROLE_FIELD && audit_holds(target->bounds, item->clip, 0)) return true;
    }
    return false;
}

void audit_text_cut(struct audit *audit)
{
    struct rect screen = {0, 0, audit->frame->width, audit->frame->height};
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct ink *ink = &audit->inks[at];
        const struct item *item = item_of(audit, ink);
        struct rect whole = ink->capital;
        whole.h += item->style.size_px / 5;
        whole = rect_intersect(whole, screen); /* what is beyond it is for off-screen */
        if (whole.w > ink->seen.w + TOUCH_PX && !lies_in_field(audit, item)) {
            audit_found(audit, AUDIT_TEXT_CUT, item, "is cut at the side: %d of %d px", ink->seen.w, whole.w);
        } else if (whole.h > ink->seen.h + TOUCH_PX && !audit_scrolls(audit, item)) {
            audit_found(audit, AUDIT_TEXT_CUT, item, "is cut: %d of %d px high", ink->seen.h, whole.h);
        }
    }
}

void audit_text_wide(struct audit *audit)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (!item->parted || rect_is_empty(item_visible(item))) continue;
        audit_found(audit, AUDIT_TEXT_WIDE, item, "a word is parted at the end of a line");
    }
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct item *item = item_of(audit, &audit->inks[at]);
        int wide = audit->inks[at].capital.w;
        if (wide <= item->bounds.w + TOUCH_PX) continue;
        audit_found(audit, AUDIT_TEXT_WIDE, item, "a line is %d px wide in a box of %d", wide, item->bounds.w);
    }
}

/* ---- clear of everything else ---- */

static bool meet(struct rect a, struct rect b)
{
    struct rect both = rect_intersect(a, b);
    return both.w > TOUCH_PX && both.h > TOUCH_PX;
}

/* Signs fill their square to about three quarters. */
static struct rect sign_ink(const struct item *item)
{
    struct rect bounds = rect_inset(item->bounds, item->bounds.w / 8);
    return rect_intersect(bounds, item->clip);
}

static void overlap_with_signs(struct audit *audit, const struct ink *ink)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *other = &audit->frame->items[at];
        if (other->drawing != DRAW_ICON || !meet(ink->seen, sign_ink(other))) continue;
        struct rect both = rect_intersect(ink->seen, sign_ink(other));
        audit_found(audit, AUDIT_TEXT_OVERLAP, item_of(audit, ink), "meets a sign over %d x %d px", both.w, both.h);
    }
}

void audit_text_overlap(struct audit *audit)
{
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct ink *ink = &audit->inks[at];
        overlap_with_signs(audit, ink);
        for (size_t next = at + 1; next < audit->inks_count; next++) {
            const struct ink *other = &audit->inks[next];
            if (other->item == ink->item || !meet(ink->seen, other->seen)) continue;
            struct rect both = rect_intersect(ink->seen, other->seen);
            char words[100];
            audit_found(audit, AUDIT_TEXT_OVERLAP, item_of(audit, ink), "meets \"%s\" over %d x %d px",
                        item_words(item_of(audit, other), words, sizeof(words)), both.w, both.h);
        }
    }
}

static bool is_opaque(const struct item *item)
{
    return (item->drawing == DRAW_BOX && item->fill.a == 255) || item->drawing == DRAW_WATER;
}

void audit_text_covered(struct audit *audit)
{
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct ink *ink = &audit->inks[at];
        for (size_t above = ink->item + 1; above < audit->frame->items_count; above++) {
            const struct item *other = &audit->frame->items[above];
            if (!is_opaque(other) || !meet(ink->seen, item_visible(other))) continue;
            char words[100];
            audit_found(audit, AUDIT_TEXT_COVERED, item_of(audit, ink), "lies under the %s \"%s\"",
                        role_name(other->role), item_words(other, words, sizeof(words)));
            break;
        }
    }
}

void audit_text_edge(struct audit *audit)
{
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct ink *ink = &audit->inks[at];
        for (size_t below = 0; below < ink->item; below++) {
            const struct item *box = &audit->frame->items[below];
            struct rect seen = item_visible(box);
            if (box->drawing != DRAW_BOX || box->fill.a == 0 || !meet(ink->seen, seen) ||
                audit_holds(seen, ink->seen, TOUCH_PX))
                continue;
            char words[100];
            audit_found(audit, AUDIT_TEXT_EDGE, item_of(audit, ink), "runs over the edge of the %s \"%s\"",
                        role_name(box->role), item_words(box, words, sizeof(words)));
        }
    }
}

static bool is_read_by_itself(const struct item *item)
{
    return item->role == ROLE_TEXT || item->role == ROLE_HEADING || item->role == ROLE_ALERT;
}

void audit_text_strange(struct audit *audit)
{
    for (size_t at = 0; at < audit->inks_count; at++) {
        const struct ink *ink = &audit->inks[at];
        const struct item *item = item_of(audit, ink);
        if (!is_read_by_itself(item)) continue;
        for (size_t next = 0; next < audit->targets_count; next++) {
            const struct item *target = &audit->frame->items[audit->targets[next]];
            if (target == item || !meet(ink->seen, item_visible(target))) continue;
            char words[100];
            audit_found(audit, AUDIT_TEXT_STRANGE, item, "lies on the %s \"%s\"", role_name(target->role),
                        item_words(target, words, sizeof(words)));
        }
    }
}
