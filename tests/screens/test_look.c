/* tests/screens/test_look.c - contrast against WCAG's own figures, both looks, and the measures of a screen. */
#include "tests/screens/pictures.h"

#include "kiosk/look.h"

/* Figures as published: WCAG 2.x's range, and the greys and primaries every checker is tried on. */
static void contrast_agrees_with_reference_values(void **state)
{
    (void)state;
    static const struct {
        unsigned a, b;
        double contrast;
    } known[] = {
        {0x000000, 0xFFFFFF, 21.0},   {0x777777, 0xFFFFFF, 4.478}, {0x767676, 0xFFFFFF, 4.542},
        {0x949494, 0xFFFFFF, 3.033},  {0x595959, 0xFFFFFF, 7.005}, {0xFF0000, 0xFFFFFF, 3.998},
        {0x0000FF, 0xFFFFFF, 8.592},  {0x008000, 0xFFFFFF, 5.137}, {0x0000FF, 0x000000, 2.444},
        {0xFFFF00, 0x000000, 19.556},
    };
    for (size_t at = 0; at < sizeof(known) / sizeof(known[0]); at++) {
        assert_near(look_contrast(COLOR_HEX(known[at].a), COLOR_HEX(known[at].b)), known[at].contrast, 0.005);
    }
}

static void contrast_does_not_depend_on_the_order(void **state)
{
    (void)state;
    for (unsigned grey = 0; grey < 256; grey += 5) {
        struct color a = COLOR_HEX(grey * 0x010101u);
        struct color b = COLOR_HEX(0x1E6E86);
        assert_near(look_contrast(a, b), look_contrast(b, a), 0.0);
    }
}

static void a_colour_has_no_contrast_with_itself(void **state)
{
    (void)state;
    assert_near(look_contrast(COLOR_HEX(0x0F6472), COLOR_HEX(0x0F6472)), 1.0, 1e-9);
}

struct pair {
    const char *name;
    struct color ink, ground;
};

static void assert_pairs(const struct pair *pairs, size_t count, double least)
{
    for (size_t at = 0; at < count; at++) {
        double contrast = look_contrast(pairs[at].ink, pairs[at].ground);
        if (contrast < least) fail_msg("%s: %.2f:1, needs %.1f:1", pairs[at].name, contrast, least);
    }
}

/* Every colour that letters have, on every ground they stand on somewhere in kiosk/screens/, ui.c and keyboard.c. */
static void assert_texts(const struct look *look, double least)
{
    struct color pressed_card = color_mix(look->card, look->act, 40);
    const struct pair pairs[] = {
        {"ink on paper", look->ink, look->paper},
        {"ink on card", look->ink, look->card},
        {"ink on a pressed card", look->ink, pressed_card},
        {"muted on paper", look->muted, look->paper},
        {"muted on card", look->muted, look->card},
        {"muted on a pressed card", look->muted, pressed_card},
        {"act on paper", look->act, look->paper},
        {"act on card", look->act, look->card},
        {"act on a pressed card", look->act, pressed_card},
        {"pressed act on paper", look->act_pressed, look->paper},
        {"on_act on act", look->on_act, look->act},
        {"on_act on pressed act", look->on_act, look->act_pressed},
        {"on_act on a disabled button", look->on_act, look->muted},
        {"on_chosen on chosen", look->on_chosen, look->chosen},
        {"error on paper", look->error, look->paper},
        {"error on card", look->error, look->card},
        {"ink on a key", look->ink, look->key},
        {"on_water on the top", look->on_water, look->water_top},
        {"on_water on the middle", look->on_water, look->water_middle},
        {"on_water on the bottom", look->on_water, look->water_bottom},
        {"soft on the top", look->on_water_soft, look->water_top},
        {"soft on the middle", look->on_water_soft, look->water_middle},
        {"soft on the bottom", look->on_water_soft, look->water_bottom},
    };
    assert_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), least);
    for (int side = 0; side < SIDE_COUNT; side++) {
        const struct side_colors *colors = &look->side[side];
        const struct pair petals[] = {
            {"words on an expected petal", colors->on_tint, colors->tint},
            {"words on a created petal", look->on_act, colors->solid},
            {"a side's name on paper", colors->solid, look->paper},
            {"a side's name on card", colors->solid, look->card},
        };
        assert_pairs(petals, sizeof(petals) / sizeof(petals[0]), least);
    }
}

static void every_text_of_the_ordinary_look_has_4_5(void **state)
{
    (void)state;
    assert_texts(look_normal(), 4.5);
}

static void every_text_of_high_contrast_has_7(void **state)
{
    (void)state;
    assert_texts(look_high_contrast(), 7.0);
}

static void controls_and_petals_have_3_to_their_ground(void **state)
{
    (void)state;
    const struct look *looks[] = {look_normal(), look_high_contrast()};
    for (size_t at = 0; at < 2; at++) {
        const struct look *look = looks[at];
        const struct pair pairs[] = {
            {"a field's edge on paper", look->control_edge, look->paper},
            {"a field's edge on card", look->control_edge, look->card},
            {"the caret", look->act, look->card},
            {"a button on paper", look->act, look->paper},
            {"a button's edge on the keyboard", look->act, look->keyboard},
            {"an error's edge", look->error, look->card},
            {"a chosen filter on paper", look->chosen, look->paper},
        };
        assert_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), 3.0);
        for (int side = 0; side < SIDE_COUNT; side++) {
            const struct pair petals[] = {
                {"a created petal on paper", look->side[side].solid, look->paper},
                {"an expected petal's edge", look->side[side].solid, look->side[side].tint},
            };
            assert_pairs(petals, sizeof(petals) / sizeof(petals[0]), 3.0);
        }
    }
}

static void the_looks_say_which_they_are(void **state)
{
    (void)state;
    assert_false(look_normal()->high_contrast);
    assert_true(look_high_contrast()->high_contrast);
}

static void a_known_screen_is_measured_by_its_millimetres(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(1080, 1920, 270, 0, false);
    assert_near(metrics.px_per_mm, 4.0, 1e-9);
    assert_near(metrics.scale, 1.0, 1e-9);
    assert_near(metrics.distance_mm, 600.0, 0.0);
    assert_int_equal(metrics_px(&metrics, 42), 42);
    assert_true(metrics.portrait);
}

static void an_unknown_screen_counts_as_21_inches(void **state)
{
    (void)state;
    struct metrics portrait = metrics_make(1080, 1920, 0, 0, false);
    struct metrics landscape = metrics_make(1920, 1080, 0, 0, false);
    struct metrics sharp = metrics_make(3840, 2160, 0, 0, false);
    assert_near(portrait.px_per_mm, 4.03, 1e-9);
    assert_near(landscape.px_per_mm, 4.03, 1e-9);
    assert_near(sharp.px_per_mm, 8.06, 1e-9);
    assert_false(landscape.portrait);
}

static void a_screen_further_away_shows_all_larger(void **state)
{
    (void)state;
    struct metrics near = metrics_make(1080, 1920, 270, 600, false);
    struct metrics far = metrics_make(1080, 1920, 270, 1200, false);
    assert_int_equal(metrics_px(&far, 100), 2 * metrics_px(&near, 100));
    assert_int_equal(metrics_text_px(&far, 42), 2 * metrics_text_px(&near, 42));
}

static void large_letters_grow_by_half_and_nothing_else_does(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(1080, 1920, 270, 600, true);
    assert_int_equal(metrics_text_px(&metrics, 42), 63);
    assert_int_equal(metrics_px(&metrics, 42), 42);
}

/* 0.7 degrees of sight (ACCESSIBILITY 1): 7.33 mm at 600 mm, from the smallest letters, 41 design pixels. */
static void the_smallest_capitals_are_high_enough(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(1080, 1920, 268, 600, false);
    double mm = metrics_text_px(&metrics, 41) * (TEXT_CAPITAL_PER_MILLE / 1000.0) / metrics.px_per_mm;
    assert_true(mm >= 7.33 * 0.985);
}

static void what_is_not_zero_is_at_least_one_pixel(void **state)
{
    (void)state;
    struct metrics metrics = metrics_make(320, 480, 2000, 600, false);
    assert_int_equal(metrics_px(&metrics, 1), 1);
    assert_int_equal(metrics_px(&metrics, 0), 0);
    assert_int_equal(metrics_text_px(&metrics, 2), 1);
}

/* 43": nearly twice as wide and as high as what all was drawn for. Half of that goes into size, half is room. */
static void a_large_glass_shows_all_larger_and_has_more_room(void **state)
{
    (void)state;
    struct metrics usual = metrics_make(1920, 1080, 476, 600, false);
    struct metrics large = metrics_make(3840, 2160, 953, 600, false);
    assert_near(usual.grown, 1.0, 0.0);
    assert_near(large.grown, 1.41, 0.01);
    assert_near(large.scale / large.px_per_mm, 1.41 / 4.0, 0.01);
    assert_near(large.width / large.scale, 2700.0, 20.0);
    assert_false(large.low);
    assert_near(metrics_make(1080, 1920, 260, 600, false).grown, 1.0, 0.0);  /* hardly larger */
    assert_near(metrics_make(1280, 800, 217, 400, false).grown, 1.0, 0.0);   /* smaller */
    assert_near(metrics_make(7680, 4320, 1900, 600, false).grown, 1.5, 0.0); /* no larger than that */
    /* Far away all is large already. */
    assert_true(metrics_make(3840, 2160, 953, 900, false).grown < large.grown);
}

/* The part in reach is as high as before: all in it is as large as it must be. */
static void low_reach_on_a_large_glass_does_not_grow(void **state)
{
    (void)state;
    struct metrics large = metrics_make(3840, 2160, 953, 600, true);
    metrics_set_reach(&large, 0);
    struct metrics reach = metrics_in_reach(&large);
    assert_near(reach.grown, 1.0, 0.0);
    assert_near(reach.scale, large.px_per_mm / 4.0, 1e-9);
    assert_near(reach.text_scale, reach.scale * 1.5, 1e-9);
    assert_false(reach.low);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_agrees_with_reference_values),
        cmocka_unit_test(contrast_does_not_depend_on_the_order),
        cmocka_unit_test(a_colour_has_no_contrast_with_itself),
        cmocka_unit_test(every_text_of_the_ordinary_look_has_4_5),
        cmocka_unit_test(every_text_of_high_contrast_has_7),
        cmocka_unit_test(controls_and_petals_have_3_to_their_ground),
        cmocka_unit_test(the_looks_say_which_they_are),
        cmocka_unit_test(a_known_screen_is_measured_by_its_millimetres),
        cmocka_unit_test(an_unknown_screen_counts_as_21_inches),
        cmocka_unit_test(a_screen_further_away_shows_all_larger),
        cmocka_unit_test(large_letters_grow_by_half_and_nothing_else_does),
        cmocka_unit_test(the_smallest_capitals_are_high_enough),
        cmocka_unit_test(what_is_not_zero_is_at_least_one_pixel),
        cmocka_unit_test(a_large_glass_shows_all_larger_and_has_more_room),
        cmocka_unit_test(low_reach_on_a_large_glass_does_not_grow),
    };
    return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}
