/* kiosk/look.h - colours and measures, so that a screen names what it means and not a number.
 *
 * Values are those of docs/look.md. Two looks: the ordinary one and high contrast (at least
 * 7:1 for every text). Sizes are given at 4 px/mm, 600 mm away, and scaled by metrics_px(). */
#pragma once

#include <stdbool.h>

#include "kiosk/canvas.h"
#include "kiosk/text.h"
#include "sync/model/network.h"

struct side_colors {
    struct color solid;   /* created petals, marks, words on paper */
    struct color tint;    /* expected petals */
    struct color on_tint; /* words on the tint */
};

struct look {
    bool high_contrast;
    struct color water_top, water_middle, water_bottom, foam, on_water, on_water_soft;
    struct color paper, card, hairline, control_edge;
    struct color ink, muted;
    struct color act, on_act, act_pressed; /* the one colour to act */
    struct color chosen, on_chosen;        /* a filter that is on */
    struct color error;
    struct color sun; /* the heart of a flower */
    struct color keyboard, key, key_edge;
    struct side_colors side[SIDE_COUNT];
};

const struct look *look_normal(void);
const struct look *look_high_contrast(void);

/* Contrast of WCAG 2.2 between two opaque colours: 1 to 21. */
double look_contrast(struct color a, struct color b);

/* How large things are on this screen. */
struct metrics {
    int width, height; /* px */
    double px_per_mm;
    double distance_mm; /* from the eye */
    double grown;       /* on a large glass all is larger than it need be, so that it is not lost there: 1 to 1.5 */
    double scale;       /* px for one design pixel */
    double text_scale;  /* the same for letters: larger when the visitor asked */
    bool portrait;
    int reach_px; /* how high low reach lets things be; 0 when all of the screen is in reach */
    bool low;     /* so little height that one thing at a time is shown (a 10.1" tablet; low reach in portrait) */
};

/* `mm_width` of 0 means not known: 4.03 px/mm, a 21.5" screen. */
struct metrics metrics_make(int width, int height, int mm_width, int distance_mm, bool large);
/* What low reach may use of the height: `reach_mm` from the lower edge, 0 for the usual 300 mm. */
enum { REACH_MM = 300 };
void metrics_set_reach(struct metrics *metrics, int reach_mm);
/* The same screen, only as high as low reach lets things be; its lower edge is the screen's. */
struct metrics metrics_in_reach(const struct metrics *metrics);
/* Design pixels to screen pixels, rounded; never 0 for what is not 0. */
int metrics_px(const struct metrics *metrics, int design_px);
int metrics_text_px(const struct metrics *metrics, int design_px);
