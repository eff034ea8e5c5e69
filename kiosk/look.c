#include "kiosk/look.h"

#include <math.h>

#define HEX(hex)                                                                                                       \
    {                                                                                                                  \
        (uint8_t)((hex) >> 16), (uint8_t)((hex) >> 8), (uint8_t)(hex), 255                                             \
    }

static const struct look normal = {
    .water_top = HEX(0x1E6E86),
    .water_middle = HEX(0x0F4A68),
    .water_bottom = HEX(0x0A2F49),
    .foam = HEX(0xD7ECEF),
    .on_water = HEX(0xFFFFFF),
    .on_water_soft = HEX(0xD7ECEF),
    .paper = HEX(0xFBF8F2),
    .card = HEX(0xFFFFFF),
    .hairline = HEX(0xE3DCCF),
    .control_edge = HEX(0x7C8A93),
    .ink = HEX(0x0E2433),
    .muted = HEX(0x4A5C68),
    .act = HEX(0x0F6472),
    .on_act = HEX(0xFFFFFF),
    .act_pressed = HEX(0x0A4550),
    .chosen = HEX(0x0F3F5C),
    .on_chosen = HEX(0xFFFFFF),
    .error = HEX(0xA3261B),
    .sun = HEX(0xFFD27A),
    .keyboard = HEX(0xEBE5DA),
    .key = HEX(0xFFFFFF),
    .key_edge = HEX(0xCFC6B6),
    .side =
        {
            [SIDE_MUNICIPALITY] = {HEX(0x1F7A4D), HEX(0xE4F2EA), HEX(0x1A6A42)},
            /* The orange of the filled petal has 4.1:1 on its tint; words get a darker one, 5.6:1. */
            [SIDE_CITIZENS] = {HEX(0xB9540B), HEX(0xFBEADC), HEX(0x984409)},
            [SIDE_STAFF] = {HEX(0x2556A8), HEX(0xE3ECF9), HEX(0x2556A8)},
        },
};

static const struct look high_contrast = {
    .high_contrast = true,
    .water_top = HEX(0x06202F),
    .water_middle = HEX(0x041824),
    .water_bottom = HEX(0x000D16),
    .foam = HEX(0xFFFFFF),
    .on_water = HEX(0xFFFFFF),
    .on_water_soft = HEX(0xFFFFFF),
    .paper = HEX(0xFFFFFF),
    .card = HEX(0xFFFFFF),
    .hairline = HEX(0x0E2433),
    .control_edge = HEX(0x000000),
    .ink = HEX(0x000000),
    .muted = HEX(0x1C2B35),
    .act = HEX(0x00333C),
    .on_act = HEX(0xFFFFFF),
    .act_pressed = HEX(0x000000),
    .chosen = HEX(0x000000),
    .on_chosen = HEX(0xFFFFFF),
    .error = HEX(0x7D130A),
    .sun = HEX(0xFFD27A),
    .keyboard = HEX(0xE6E6E6),
    .key = HEX(0xFFFFFF),
    .key_edge = HEX(0x000000),
    .side =
        {
            [SIDE_MUNICIPALITY] = {HEX(0x0B5230), HEX(0xFFFFFF), HEX(0x0B5230)},
            [SIDE_CITIZENS] = {HEX(0x7A3400), HEX(0xFFFFFF), HEX(0x7A3400)},
            [SIDE_STAFF] = {HEX(0x163B7A), HEX(0xFFFFFF), HEX(0x163B7A)},
        },
};

const struct look *look_normal(void)
{
    return &normal;
}

const struct look *look_high_contrast(void)
{
    return &high_contrast;
}

static double linear(uint8_t channel)
{
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct color color)
{
    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b);
}

double look_contrast(struct color a, struct color b)
{
    double la = luminance(a);
    double lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

/* Half of what a glass has more than the one all was drawn for (1080 x 1920 design px) goes into size, the other half
 * is room. */
static double grown_by(int width, int height, double scale)
{
    static const double least = 1.1; /* of room: a little more makes no large glass */
    static const double most = 1.5;
    bool portrait = height >= width;
    double across = width / scale / (portrait ? 1080 : 1920);
    double down = height / scale / (portrait ? 1920 : 1080);
    double room = across < down ? across : down;
    if (room < least) return 1.0;
    return sqrt(room) < most ? sqrt(room) : most;
}

struct metrics metrics_make(int width, int height, int mm_width, int distance_mm, bool large)
{
    double px_per_mm = mm_width > 0 ? (double)width / mm_width : 4.03 * (width < height ? width : height) / 1080.0;
    double distance = distance_mm > 0 ? distance_mm : 600;
    double scale = px_per_mm / 4.0 * distance / 600.0;
    double grown = grown_by(width, height, scale);
    scale *= grown;
    return (struct metrics){
        .width = width,
        .height = height,
        .px_per_mm = px_per_mm,
        .distance_mm = distance,
        .grown = grown,
        .scale = scale,
        .text_scale = large ? scale * 1.5 : scale,
        .portrait = height >= width,
        .low = height < width && height < 960 * scale,
    };
}

void metrics_set_reach(struct metrics *metrics, int reach_mm)
{
    int px = (int)lround((reach_mm > 0 ? reach_mm : REACH_MM) * metrics->px_per_mm);
    /* A few millimetres are not worth it. */
    metrics->reach_px = px < metrics->height * 9 / 10 ? px : 0;
}

static struct metrics not_grown(const struct metrics *metrics)
{
    struct metrics plain = *metrics;
    plain.scale /= metrics->grown;
    plain.text_scale /= metrics->grown;
    plain.grown = 1.0;
    return plain;
}

struct metrics metrics_in_reach(const struct metrics *metrics)
{
    if (metrics->reach_px == 0) return *metrics;
    struct metrics reach = not_grown(metrics); /* its height is that of a hand, however large the glass */
    reach.height = metrics->reach_px;
    reach.portrait = reach.height * 5 >= reach.width * 4; /* the narrow one has no room for two columns */
    reach.low = reach.height < (reach.portrait ? 1500 : 960) * reach.scale;
    return reach;
}

static int scaled(double scale, int design_px)
{
    int px = (int)lround(design_px * scale);
    return px == 0 && design_px > 0 ? 1 : px;
}

int metrics_px(const struct metrics *metrics, int design_px)
{
    return scaled(metrics->scale, design_px);
}

int metrics_text_px(const struct metrics *metrics, int design_px)
{
    return scaled(metrics->text_scale, design_px);
}
