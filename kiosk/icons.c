#include "kiosk/icons.h"

#include <stddef.h>

/* Drawings live in a square of 100 by 100. */
struct pen {
    struct canvas *canvas;
    struct raster *raster;
    struct path *path;
    float x, y, unit;
};

static struct point at(const struct pen *pen, float x, float y)
{
    return (struct point){pen->x + x * pen->unit, pen->y + y * pen->unit};
}

static void polygon(struct pen *pen, const float (*corners)[2], size_t count)
{
    path_move(pen->path, at(pen, corners[0][0], corners[0][1]));
    for (size_t corner = 1; corner < count; corner++)
        path_line(pen->path, at(pen, corners[corner][0], corners[corner][1]));
}

static void circle(struct pen *pen, float x, float y, float radius)
{
    path_circle(pen->path, at(pen, x, y), radius * pen->unit);
}

/* A line with round ends and joints. */
static void stroke(struct pen *pen, const float (*points)[2], size_t count, float width)
{
    for (size_t point = 0; point < count; point++) {
        circle(pen, points[point][0], points[point][1], width / 2.0f);
        if (point + 1 < count) {
            path_stroke_line(pen->path, at(pen, points[point][0], points[point][1]),
                             at(pen, points[point + 1][0], points[point + 1][1]), width * pen->unit);
        }
    }
}

static void fill(struct pen *pen, struct color color)
{
    path_fill(pen->canvas, pen->raster, pen->path, color);
    path_clear(pen->path);
}

#define POLYGON(pen, ...)                                                                                              \
    polygon((pen), (const float[][2])__VA_ARGS__, sizeof((const float[][2])__VA_ARGS__) / sizeof(float[2]))
#define STROKE(pen, width, ...)                                                                                        \
    stroke((pen), (const float[][2])__VA_ARGS__, sizeof((const float[][2])__VA_ARGS__) / sizeof(float[2]), (width))

static void person(struct pen *pen, struct color ink)
{
    circle(pen, 50, 28, 22);
    fill(pen, ink);
    path_move(pen->path, at(pen, 10, 96));
    path_curve(pen->path, at(pen, 10, 68), at(pen, 26, 56), at(pen, 50, 56));
    path_curve(pen->path, at(pen, 74, 56), at(pen, 90, 68), at(pen, 90, 96));
    fill(pen, ink);
}

static void question_mark(struct pen *pen, struct color ink, struct color ground)
{
    circle(pen, 50, 50, 46);
    fill(pen, ink);
    circle(pen, 50, 50, 38);
    fill(pen, ground);
    STROKE(pen, 9, {{36, 40}, {38, 31}, {46, 26}, {56, 27}, {63, 33}, {63, 42}, {57, 49}, {51, 54}, {50, 61}});
    fill(pen, ink);
    circle(pen, 50, 74, 6);
    fill(pen, ink);
}

static void magnifier(struct pen *pen, struct color ink, struct color ground)
{
    circle(pen, 40, 40, 34);
    fill(pen, ink);
    circle(pen, 40, 40, 24);
    fill(pen, ground);
    STROKE(pen, 13, {{64, 64}, {90, 90}});
    fill(pen, ink);
}

static void globe(struct pen *pen, struct color ink, struct color ground)
{
    circle(pen, 50, 50, 46);
    fill(pen, ink);
    circle(pen, 50, 50, 38);
    fill(pen, ground);
    STROKE(pen, 7, {{8, 50}, {92, 50}});
    STROKE(pen, 7, {{50, 8}, {50, 92}});
    STROKE(pen, 7, {{50, 9}, {37, 20}, {30, 34}, {28, 50}, {30, 66}, {37, 80}, {50, 91}});
    STROKE(pen, 7, {{50, 9}, {63, 20}, {70, 34}, {72, 50}, {70, 66}, {63, 80}, {50, 91}});
    fill(pen, ink);
}

static void half_moon(struct pen *pen, struct color ink, struct color ground)
{
    circle(pen, 50, 50, 46);
    fill(pen, ink);
    path_move(pen->path, at(pen, 50, 12));
    path_curve(pen->path, at(pen, 71, 12), at(pen, 88, 29), at(pen, 88, 50));
    path_curve(pen->path, at(pen, 88, 71), at(pen, 71, 88), at(pen, 50, 88));
    fill(pen, ground);
}

static void warning(struct pen *pen, struct color ink, struct color ground)
{
    POLYGON(pen, {{50, 6}, {98, 92}, {2, 92}});
    fill(pen, ink);
    STROKE(pen, 9, {{50, 38}, {50, 60}});
    fill(pen, ground);
    circle(pen, 50, 76, 6);
    fill(pen, ground);
}

/* From the upper right down to its point. */
static void pencil(struct pen *pen, struct color ink, struct color ground)
{
    POLYGON(pen, {{76, 4}, {96, 24}, {32, 88}, {4, 96}, {12, 68}});
    fill(pen, ink);
    POLYGON(pen, {{62, 30}, {70, 38}, {33, 75}, {25, 67}}); /* light along the shaft */
    fill(pen, ground);
    STROKE(pen, 6, {{60, 18}, {82, 40}}); /* where the rubber begins */
    fill(pen, ground);
}

static void backspace(struct pen *pen, struct color ink)
{
    STROKE(pen, 8, {{32, 18}, {94, 18}, {94, 82}, {32, 82}, {5, 50}, {32, 18}});
    fill(pen, ink);
    STROKE(pen, 8, {{46, 36}, {74, 64}});
    STROKE(pen, 8, {{74, 36}, {46, 64}});
    fill(pen, ink);
}

static void envelope(struct pen *pen, struct color ink, struct color ground)
{
    STROKE(pen, 8, {{8, 22}, {92, 22}, {92, 78}, {8, 78}, {8, 22}});
    fill(pen, ink);
    POLYGON(pen, {{12, 26}, {88, 26}, {88, 74}, {12, 74}});
    fill(pen, ground);
    STROKE(pen, 8, {{10, 26}, {50, 56}, {90, 26}});
    fill(pen, ink);
}

static void telephone(struct pen *pen, struct color ink, struct color ground)
{
    STROKE(pen, 20, {{34, 16}, {66, 16}, {66, 84}, {34, 84}, {34, 16}});
    fill(pen, ink);
    POLYGON(pen, {{34, 20}, {66, 20}, {66, 70}, {34, 70}});
    fill(pen, ground);
    circle(pen, 50, 81, 6);
    fill(pen, ground);
}

static void dot(struct pen *pen, enum icon icon, struct color ink, struct color ground)
{
    float radius = icon == ICON_DOT_NOW ? 48 : 32;
    circle(pen, 50, 50, radius);
    fill(pen, ink);
    if (icon != ICON_DOT_AHEAD) return;
    circle(pen, 50, 50, radius - 11);
    fill(pen, ground);
}

static void company(struct pen *pen, struct color ink, struct color ground)
{
    POLYGON(pen, {{8, 94}, {8, 40}, {34, 56}, {34, 40}, {60, 56}, {60, 8}, {92, 8}, {92, 94}});
    fill(pen, ink);
    POLYGON(pen, {{22, 70}, {36, 70}, {36, 82}, {22, 82}});
    POLYGON(pen, {{50, 70}, {64, 70}, {64, 82}, {50, 82}});
    fill(pen, ground);
}

/* Three heads together. */
static void association(struct pen *pen, struct color ink)
{
    circle(pen, 50, 22, 17);
    circle(pen, 20, 66, 17);
    circle(pen, 80, 66, 17);
    fill(pen, ink);
    STROKE(pen, 9, {{50, 22}, {20, 66}, {80, 66}, {50, 22}});
    fill(pen, ink);
}

/* A lectern with somebody behind it. */
static void politician(struct pen *pen, struct color ink)
{
    circle(pen, 50, 20, 17);
    POLYGON(pen, {{8, 44}, {92, 44}, {84, 60}, {72, 60}, {72, 94}, {28, 94}, {28, 60}, {16, 60}});
    fill(pen, ink);
}

/* An open book. */
static void education(struct pen *pen, struct color ink, struct color ground)
{
    POLYGON(pen, {{4, 16}, {30, 14}, {50, 24}, {70, 14}, {96, 16}, {96, 84}, {70, 82}, {50, 92}, {30, 82}, {4, 84}});
    fill(pen, ink);
    STROKE(pen, 6, {{50, 30}, {50, 86}});
    fill(pen, ground);
}

static void bow(struct pen *pen, float y)
{
    STROKE(pen, 8, {{50, y}, {34, y - 18}, {24, y - 8}, {50, y}, {66, y - 18}, {76, y - 8}, {50, y}});
}

static void gift(struct pen *pen, enum icon icon, struct color ink, struct color ground)
{
    if (icon == ICON_GIFT_SHELF || icon == ICON_GIFT_HANDED) {
        float bottom = icon == ICON_GIFT_SHELF ? 94 : 70;
        POLYGON(pen, {{14, 30}, {86, 30}, {86, bottom}, {14, bottom}});
        fill(pen, ink);
        STROKE(pen, 8, {{50, 36}, {50, bottom - 4}});
        STROKE(pen, 8, {{18, 48}, {82, 48}});
        fill(pen, ground);
        bow(pen, 28);
        if (icon == ICON_GIFT_HANDED) STROKE(pen, 10, {{4, 74}, {22, 88}, {78, 88}, {96, 74}});
        fill(pen, ink);
        return;
    }
    POLYGON(pen, {{14, 48}, {86, 48}, {86, 94}, {14, 94}});
    fill(pen, ink);
    if (icon == ICON_GIFT_OPENED) {
        STROKE(pen, 10, {{12, 34}, {82, 14}}); /* the lid, lifted */
        fill(pen, ink);
        STROKE(pen, 8, {{50, 56}, {50, 88}});
        fill(pen, ground);
        return;
    }
    STROKE(pen, 9, {{32, 70}, {45, 83}, {69, 58}});
    fill(pen, ground);
    STROKE(pen, 8, {{50, 38}, {50, 10}});
    STROKE(pen, 8, {{28, 38}, {18, 16}});
    STROKE(pen, 8, {{72, 38}, {82, 16}});
    fill(pen, ink);
}

static void loudspeaker(struct pen *pen, struct color ink)
{
    POLYGON(pen, {{4, 34}, {24, 34}, {52, 10}, {52, 90}, {24, 66}, {4, 66}});
    fill(pen, ink);
    STROKE(pen, 9, {{66, 34}, {72, 42}, {74, 50}, {72, 58}, {66, 66}});
    STROKE(pen, 9, {{79, 20}, {89, 33}, {93, 50}, {89, 67}, {79, 80}});
}

/* Still water. */
static void calm(struct pen *pen)
{
    for (int wave = 0; wave < 3; wave++) {
        float y = 26 + (float)wave * 24;
        STROKE(pen, 9,
               {{6, y + 4},
                {17, y - 3},
                {28, y - 5},
                {39, y - 2},
                {50, y + 3},
                {61, y + 7},
                {72, y + 9},
                {83, y + 6},
                {94, y}});
    }
}

static void again(struct pen *pen, struct color ink)
{
    STROKE(pen, 10,
           {{80, 30},
            {67, 18},
            {50, 13},
            {32, 18},
            {19, 31},
            {13, 50},
            {19, 69},
            {32, 82},
            {50, 87},
            {68, 82},
            {81, 69},
            {86, 56}});
    fill(pen, ink);
    POLYGON(pen, {{92, 8}, {92, 46}, {56, 42}});
}

void icon_paint(struct canvas *canvas, struct raster *raster, struct path *path, struct rect bounds, enum icon icon,
                struct color ink, struct color ground)
{
    int size = bounds.w < bounds.h ? bounds.w : bounds.h;
    struct pen pen = {canvas,
                      raster,
                      path,
                      (float)bounds.x + (float)(bounds.w - size) / 2.0f,
                      (float)bounds.y + (float)(bounds.h - size) / 2.0f,
                      (float)size / 100.0f};
    path_clear(path);
    switch (icon) {
    case ICON_NONE: break;
    case ICON_HOUSE: POLYGON(&pen, {{50, 6}, {96, 44}, {96, 94}, {4, 94}, {4, 44}}); break;
    case ICON_PERSON: person(&pen, ink); break;
    case ICON_DIAMOND: POLYGON(&pen, {{50, 4}, {96, 50}, {50, 96}, {4, 50}}); break;
    case ICON_BACK: STROKE(&pen, 14, {{64, 12}, {30, 50}, {64, 88}}); break;
    case ICON_FORWARD: STROKE(&pen, 14, {{36, 12}, {70, 50}, {36, 88}}); break;
    case ICON_UP: STROKE(&pen, 14, {{12, 66}, {50, 30}, {88, 66}}); break;
    case ICON_DOWN: STROKE(&pen, 14, {{12, 34}, {50, 70}, {88, 34}}); break;
    case ICON_FIRST:
        STROKE(&pen, 14, {{12, 80}, {50, 44}, {88, 80}});
        fill(&pen, ink);
        STROKE(&pen, 14, {{12, 18}, {88, 18}});
        break;
    case ICON_LAST:
        STROKE(&pen, 14, {{12, 20}, {50, 56}, {88, 20}});
        fill(&pen, ink);
        STROKE(&pen, 14, {{12, 82}, {88, 82}});
        break;
    case ICON_SHIFT:
        STROKE(&pen, 8, {{50, 8}, {92, 52}, {68, 52}, {68, 90}, {32, 90}, {32, 52}, {8, 52}, {50, 8}});
        break;
    case ICON_BACKSPACE: backspace(&pen, ink); break;
    case ICON_SEARCH: magnifier(&pen, ink, ground); break;
    case ICON_HELP: question_mark(&pen, ink, ground); break;
    case ICON_LANGUAGE: globe(&pen, ink, ground); break;
    case ICON_CONTRAST: half_moon(&pen, ink, ground); break;
    case ICON_WARNING: warning(&pen, ink, ground); break;
    case ICON_CHECK: STROKE(&pen, 14, {{10, 54}, {38, 82}, {90, 20}}); break;
    case ICON_EMAIL: envelope(&pen, ink, ground); break;
    case ICON_PHONE: telephone(&pen, ink, ground); break;
    case ICON_COMPANY: company(&pen, ink, ground); break;
    case ICON_ASSOCIATION: association(&pen, ink); break;
    case ICON_POLITICIAN: politician(&pen, ink); break;
    case ICON_EDUCATION: education(&pen, ink, ground); break;
    case ICON_GIFT_HANDED:
    case ICON_GIFT_SHELF:
    case ICON_GIFT_OPENED:
    case ICON_GIFT_IN_USE: gift(&pen, icon, ink, ground); break;
    case ICON_SPEECH: loudspeaker(&pen, ink); break;
    case ICON_REACH:
        STROKE(&pen, 11, {{50, 6}, {50, 66}});
        STROKE(&pen, 11, {{24, 42}, {50, 68}, {76, 42}});
        STROKE(&pen, 11, {{8, 92}, {92, 92}});
        break;
    case ICON_CALM: calm(&pen); break;
    case ICON_REPEAT: again(&pen, ink); break;
    case ICON_MORE: STROKE(&pen, 13, {{50, 12}, {50, 88}}); /* fall through */
    case ICON_LESS: STROKE(&pen, 13, {{12, 50}, {88, 50}}); break;
    case ICON_PENCIL: pencil(&pen, ink, ground); break;
    case ICON_DOT:
    case ICON_DOT_NOW:
    case ICON_DOT_AHEAD: dot(&pen, icon, ink, ground); break;
    }
    fill(&pen, ink);
}
