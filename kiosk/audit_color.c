/* The rules about colour: edges and signs that can be seen, and nothing that colour alone tells. */
#include <stdlib.h>
#include <string.h>

#include "kiosk/audit_rules.h"

static const double graphic_contrast = 3.0;
static const double large_flower_mm = 90.0; /* smaller ones are ornaments beside words */

/* ---- edges of controls ---- */

enum { PLACES = 8, SIDES = 4 };

/* `across` px in from the edge at place `index` of `side`, clear of the corners; below 0: outside. */
static struct rect place_at_edge(struct rect box, int radius, int side, int index, int across)
{
    int length = side < 2 ? box.w : box.h;
    int most = box.w < box.h ? box.w / 2 : box.h / 2;
    int corner = radius < most ? radius : most;
    int along = corner + (length - 2 * corner) * (2 * index + 1) / (2 * PLACES);
    switch (side) {
    case 0: return (struct rect){box.x + along, box.y + across, 1, 1};
    case 1: return (struct rect){box.x + along, box.y + box.h - 1 - across, 1, 1};
    case 2: return (struct rect){box.x + across, box.y + along, 1, 1};
    default: return (struct rect){box.x + box.w - 1 - across, box.y + along, 1, 1};
    }
}

/* The better of edge and ground against what is `away` px outside; 0 where that can't be seen. */
static double contrast_at_edge(const struct audit *audit, const struct item *item, int side, int index, int away)
{
    struct rect out = place_at_edge(item->bounds, item->radius, side, index, -away);
    struct rect edge = place_at_edge(item->bounds, item->radius, side, index, item->edge_width / 2);
    struct rect in = place_at_edge(item->bounds, item->radius, side, index, item->edge_width + 2);
    bool seen = rect_contains(item->clip, out.x, out.y) && rect_contains(item->clip, in.x, in.y);
    if (!seen || !audit_on_canvas(audit, out.x, out.y) || !audit_on_canvas(audit, in.x, in.y)) return 0.0;
    struct color outside = audit_pixel(audit, out.x, out.y);
    double by_edge = audit_contrast(audit, outside, audit_pixel(audit, edge.x, edge.y));
    double by_ground = audit_contrast(audit, outside, audit_pixel(audit, in.x, in.y));
    return by_edge > by_ground ? by_edge : by_ground;
}

/* Beside the edge, or beyond its shadow (a key's). */
static double best_at_edge(const struct audit *audit, const struct item *item, int place)
{
    static const double away_mm[] = {0.5, 1.5};
    double best = 0.0;
    for (size_t at = 0; at < sizeof(away_mm) / sizeof(away_mm[0]); at++) {
        int away = (int)(away_mm[at] * audit->metrics->px_per_mm) + 1;
        double contrast = contrast_at_edge(audit, item, place / PLACES, place % PLACES, away);
        if (contrast > best) best = contrast;
    }
    return best;
}

static bool shows_by_edge(const struct audit *audit, const struct item *item)
{
    if (item->drawing != DRAW_BOX || item->disabled || rect_is_empty(item_visible(item))) return false;
    if (item->role == ROLE_BUTTON || item->role == ROLE_FIELD || item->graphic) return true;
    return audit->look->high_contrast && (item->role == ROLE_CARD || item->role == ROLE_KEY);
}

/* The ring of the three keys lies on the item's own edge, light and dark, and takes its place. */
static bool has_ring(const struct audit *audit, size_t at)
{
    const struct rect bounds = audit->frame->items[at].bounds;
    int near = metrics_px(audit->metrics, 14);
    for (size_t above = at + 1; above < audit->frame->items_count; above++) {
        const struct item *ring = &audit->frame->items[above];
        if (ring->drawing != DRAW_BOX || ring->role != ROLE_DECORATION || ring->fill.a != 0) continue;
        if (abs(ring->bounds.x - bounds.x) <= near && abs(ring->bounds.y - bounds.y) <= near &&
            abs(ring->bounds.w - bounds.w) <= 2 * near && abs(ring->bounds.h - bounds.h) <= 2 * near) {
            return true;
        }
    }
    return false;
}

void audit_edge_contrast(struct audit *audit)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (!shows_by_edge(audit, item) || has_ring(audit, at)) continue;
        double all[SIDES * PLACES];
        size_t count = 0;
        for (int place = 0; place < SIDES * PLACES; place++) {
            double contrast = best_at_edge(audit, item, place);
            if (contrast > 0.0) all[count++] = contrast;
        }
        double contrast = audit_nearly_least(all, count, 10);
        if (contrast >= graphic_contrast) continue;
        audit_found(audit, AUDIT_EDGE_CONTRAST, item, "edge and ground have %.2f:1 to what is around, need %.1f:1",
                    contrast, graphic_contrast);
    }
}

/* ---- signs and petals ---- */

/* A sign against the pixels just outside its square: four of five must reach it. */
static void check_sign(struct audit *audit, const struct item *item)
{
    double all[SIDES * PLACES];
    size_t count = 0;
    if (item_visible(item).h < item->bounds.h && audit_scrolls(audit, item)) return; /* being scrolled away */
    for (int place = 0; place < SIDES * PLACES; place++) {
        struct rect out = place_at_edge(item->bounds, 0, place / PLACES, place % PLACES, -1);
        if (!audit_on_canvas(audit, out.x, out.y) || !rect_contains(item->clip, out.x, out.y)) continue;
        all[count++] = audit_contrast(audit, item->ink, audit_pixel(audit, out.x, out.y));
    }
    double contrast = audit_nearly_least(all, count, 5);
    if (contrast >= graphic_contrast) return;
    audit_found(audit, AUDIT_GRAPHIC_CONTRAST, item, "the sign at %d, %d has %.2f:1 to what is around, needs %.1f:1",
                item->bounds.x, item->bounds.y, contrast, graphic_contrast);
}

/* A created petal by its colour, an expected one by its dashes, against what parts it from its neighbours. */
static void check_petals(struct audit *audit, const struct item *item)
{
    if (item->dimmed > 0) return; /* the house is closed: its words tell, the flower only stays recognisable */
    for (int at = 0; at < item->petals_count; at++) {
        const struct side_colors *colors = &audit->look->side[item->petals[at].side];
        double contrast = audit_contrast(audit, colors->solid, item->edge);
        double dashes = audit_contrast(audit, colors->solid, colors->tint);
        if (!item->petals[at].created && dashes < contrast) contrast = dashes;
        if (contrast >= graphic_contrast) continue;
        audit_found(audit, AUDIT_GRAPHIC_CONTRAST, item, "petal %d has %.2f:1, needs %.1f:1", at + 1, contrast,
                    graphic_contrast);
    }
}

void audit_graphic_contrast(struct audit *audit)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (rect_is_empty(item_visible(item))) continue;
        if (item->drawing == DRAW_ICON) check_sign(audit, item);
        if (item->drawing == DRAW_FLOWER) check_petals(audit, item);
    }
}

/* ---- colour alone ---- */

/* The first sign on a control. */
static enum icon sign_on(const struct audit *audit, const struct item *control)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (item->drawing == DRAW_ICON && audit_holds(control->bounds, item->bounds, 0)) return item->icon;
    }
    return ICON_NONE;
}

static bool is_choice(const struct item *item)
{
    /* In a footer the strong one is only that: what to do, not what is chosen. */
    return item->role == ROLE_BUTTON && item->drawing == DRAW_BOX && !item->disabled && !item->pressed &&
           item->zone != ZONE_FOOTER;
}

/* Of two controls of one kind in different colours one is chosen: it says so, and is seen without colours. */
static void compare_choices(struct audit *audit, const struct item *item, const struct item *other)
{
    double contrast = audit_contrast(audit, item->fill, other->fill);
    char words[100];
    item_words(other, words, sizeof(words));
    if (item->description == NULL && other->description == NULL) {
        audit_found(audit, AUDIT_COLOR_CHOICE, item, "differs from \"%s\" in colour, but neither says why", words);
    } else if (contrast < graphic_contrast && sign_on(audit, item) == sign_on(audit, other)) {
        audit_found(audit, AUDIT_COLOR_CHOICE, item, "differs from \"%s\" only in colour (%.2f:1)", words, contrast);
    }
}

void audit_color_choice(struct audit *audit)
{
    for (size_t at = 0; at < audit->targets_count; at++) {
        const struct item *item = &audit->frame->items[audit->targets[at]];
        for (size_t next = at + 1; next < audit->targets_count && is_choice(item); next++) {
            const struct item *other = &audit->frame->items[audit->targets[next]];
            if (!is_choice(other) || other->action.kind != item->action.kind) continue;
            if (!audit_same_color(item->fill, other->fill)) compare_choices(audit, item, other);
        }
    }
}

/* Is there a sign near the text: within one and a half lines of it? */
static bool has_sign_near(const struct audit *audit, const struct item *text, enum icon icon)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (item->drawing != DRAW_ICON || item->icon != icon) continue;
        if (audit_gap(item->bounds, text->bounds) <= text->line_height * 3 / 2) return true;
    }
    return false;
}

static const enum icon side_signs[SIDE_COUNT] = {
    [SIDE_MUNICIPALITY] = ICON_HOUSE,
    [SIDE_CITIZENS] = ICON_PERSON,
    [SIDE_STAFF] = ICON_DIAMOND,
};

void audit_color_side(struct audit *audit)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (!audit_has_text(item) || rect_is_empty(item_visible(item))) continue;
        for (int side = 0; side < SIDE_COUNT; side++) {
            const struct side_colors *colors = &audit->look->side[side];
            bool is = audit_same_color(item->ink, colors->solid) || audit_same_color(item->ink, colors->on_tint);
            if (!is || has_sign_near(audit, item, side_signs[side])) continue;
            audit_found(audit, AUDIT_COLOR_SIDE, item, "has the colour of a side, and no mark beside it");
        }
    }
}

static bool is_error_text(const struct audit *audit, const struct item *item)
{
    return audit_has_text(item) && audit_same_color(item->ink, audit->look->error);
}

void audit_color_error(struct audit *audit)
{
    bool told = false;
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (!is_error_text(audit, item)) continue;
        told = true;
        if (strstr(item->text, "▲") != NULL || has_sign_near(audit, item, ICON_WARNING)) continue;
        audit_found(audit, AUDIT_COLOR_ERROR, item, "is red, and has no warning sign beside it");
    }
    for (size_t at = 0; at < audit->targets_count && !told; at++) {
        const struct item *item = &audit->frame->items[audit->targets[at]];
        if (item->drawing != DRAW_BOX || item->edge_width == 0) continue;
        if (!audit_same_color(item->edge, audit->look->error)) continue;
        audit_found(audit, AUDIT_COLOR_ERROR, item, "has a red edge, and no words say what is wrong");
    }
}

/* ---- flowers ---- */

static int signs_on(const struct audit *audit, struct rect flower)
{
    int count = 0;
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        for (int side = 0; side < SIDE_COUNT && item->drawing == DRAW_ICON; side++) {
            count += item->icon == side_signs[side] && audit_holds(flower, item->bounds, 0);
        }
    }
    return count;
}

static bool is_explained(const struct audit *audit, enum side side)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        if (item->drawing == DRAW_ICON && item->icon == side_signs[side]) return true;
    }
    return false;
}

void audit_color_flower(struct audit *audit)
{
    for (size_t at = 0; at < audit->frame->items_count; at++) {
        const struct item *item = &audit->frame->items[at];
        bool large = audit_mm(audit, item->bounds.w) > audit_least_mm(audit, large_flower_mm) * audit->metrics->grown;
        if (item->drawing != DRAW_FLOWER || item->role != ROLE_IMAGE || !large) continue;
        int signs = signs_on(audit, item->bounds);
        bool explained = true;
        for (int petal = 0; petal < item->petals_count; petal++)
            explained = explained && is_explained(audit, item->petals[petal].side);
        if (signs > 0 ? signs >= item->petals_count : explained) continue;
        audit_found(audit, AUDIT_COLOR_FLOWER, item, "has %d marks on %d petals", signs, item->petals_count);
    }
}
