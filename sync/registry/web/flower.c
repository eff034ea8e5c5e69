#include "sync/registry/web/flower.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The proportions of kiosk/flower.c; the flower's radius is 100. */
static const double two_pi = 6.283185307179586;
static const double radius = 100.0;
static const double base = 0.10;
static const double widest = 0.66;
static const double heart = 13.0;

static double half_width(size_t count)
{
    double touching = tan(two_pi / 2.0 / (double)(count < 4 ? 4 : count)) * (base + (1.0 - base) * widest);
    return fmin(touching * 1.02, 0.40);
}

static const char *side_class(enum side side)
{
    static const char *const classes[SIDE_COUNT] = {"municipality", "citizens", "staff"};
    return classes[side];
}

/* A petal that points up, as a path around the flower's middle. */
static void petal_path(struct html *html, size_t count, double degrees)
{
    double edge = 0.011;
    double w = (half_width(count) - edge) * radius;
    double from = (base + edge) * radius;
    double length = radius - from - edge * radius;
    double tip = from + length;
    double middle = from + length * widest;
    html_attributef(html, "d",
                    "M0 %.1fC%.1f %.1f %.1f %.1f %.1f %.1fC%.1f %.1f %.1f %.1f 0 %.1fC%.1f %.1f %.1f %.1f %.1f %.1f"
                    "C%.1f %.1f %.1f %.1f 0 %.1fZ",
                    -from, w * 0.50, -(from + length * 0.14), w, -(from + length * 0.38), w, -middle, w,
                    -(from + length * 0.87), w * 0.56, -tip, -tip, -w * 0.56, -tip, -w, -(from + length * 0.87), -w,
                    -middle, -w, -(from + length * 0.38), -w * 0.50, -(from + length * 0.14), -from);
    html_attributef(html, "transform", "rotate(%.2f)", degrees);
}

/* Eight units high, around (0, 0). */
static void mark_path(struct html *html, enum side side)
{
    static const char *const paths[SIDE_COUNT] = {
        [SIDE_MUNICIPALITY] = "M0-4L4.4-.4H3V4H-3V-.4H-4.4Z",
        [SIDE_CITIZENS] = "M0-4A2 2 0 0 1 0 0A2 2 0 0 1 0-4ZM-3.8 4C-3.8 1.8-2 .8 0 .8S3.8 1.8 3.8 4Z",
        [SIDE_STAFF] = "M0-4.2L4.2 0L0 4.2L-4.2 0Z",
    };
    html_open(html, "path");
    html_attribute(html, "d", paths[side]);
}

static void words_line(struct html *html, double y, const char *words, size_t bytes)
{
    html_open(html, "tspan");
    html_attribute(html, "x", "0");
    html_attributef(html, "y", "%.1f", y);
    html_textf(html, "%.*s", (int)bytes, words);
    html_close(html);
}

/* One word, or two below each other, with the mark above. */
static void petal_words(struct html *html, const struct petal *petal, size_t count, double angle)
{
    double along = (base + (1.0 - base) * widest + 0.02) * radius;
    double size = count <= 7 ? 7.6 : count == 8 ? 7.0 : 6.4;
    const char *blank = strchr(petal->keyword, ' ');
    html_open(html, "g");
    html_attributef(html, "class", "words %s %s", side_class(petal->side), petal->created ? "created" : "expected");
    html_attributef(html, "transform", "translate(%.1f %.1f)", sin(angle) * along, -cos(angle) * along);
    html_open(html, "g");
    html_attributef(html, "transform", "translate(0 %.1f)", blank != NULL ? -9.0 : -7.0);
    mark_path(html, petal->side);
    html_close(html);
    html_close(html);
    html_open(html, "text");
    html_attributef(html, "font-size", "%.1f", size);
    double first = blank != NULL ? 2.6 : 6.0;
    words_line(html, first, petal->keyword, blank != NULL ? (size_t)(blank - petal->keyword) : strlen(petal->keyword));
    if (blank != NULL) words_line(html, first + size * 1.15, blank + 1, strlen(blank + 1));
    html_close(html);
    html_close(html);
}

void flower_write(struct html *html, const struct network *network, const char *label, bool right_to_left,
                  bool with_words)
{
    size_t count = network->petals_count;
    if (count == 0) return;
    html_open(html, "svg");
    html_attribute(html, "class", "flower");
    html_attribute(html, "viewBox", "-102 -102 204 204");
    html_attribute(html, "role", "img");
    html_attribute(html, "aria-label", label);
    for (size_t at = 0; at < count; at++) {
        double degrees = 360.0 * (double)(right_to_left ? (count - at) % count : at) / (double)count;
        const struct petal *petal = &network->petals[at];
        html_open(html, "path");
        html_attributef(html, "class", "petal %s %s", side_class(petal->side), petal->created ? "created" : "expected");
        petal_path(html, count, degrees);
        html_close(html);
    }
    html_open(html, "circle");
    html_attribute(html, "class", "heart");
    html_attributef(html, "r", "%.0f", heart);
    html_close(html);
    for (size_t at = 0; with_words && count <= FLOWER_WORDED_PETALS_MAX && at < count; at++) {
        size_t place = right_to_left ? (count - at) % count : at;
        petal_words(html, &network->petals[at], count, two_pi * (double)place / (double)count);
    }
    html_close(html);
}

void flower_mark(struct html *html, enum side side)
{
    html_open(html, "svg");
    html_attributef(html, "class", "mark %s", side_class(side));
    html_attribute(html, "viewBox", "-5 -5 10 10");
    html_attribute(html, "aria-hidden", "true");
    mark_path(html, side);
    html_close(html);
    html_close(html);
}
