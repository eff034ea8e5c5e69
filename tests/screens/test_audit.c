/* tests/screens/test_audit.c - frames that are bad on purpose: for every rule of the audit one that breaks it and no
 * other, and beside it one that does not. */
#include "tests/screens/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/audit.h"
#include "sync/base/str.h"

enum { WIDTH = 1080, HEIGHT = 1920, MM_WIDTH = 268, SIZE = 42, BAR_Y = 1780 };

struct desk {
    struct text *text;
    struct audit *audit;
    struct frame frame;
    struct metrics metrics;
    const struct look *look;
    struct str out;
};

static int desk_setup(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    const char *missing = "";
    if (desk == NULL || text_open(&desk->text, &missing) != ERR_OK) return -1;
    if (audit_create(&desk->audit, desk->text) != ERR_OK) return -1;
    desk->metrics = metrics_make(WIDTH, HEIGHT, MM_WIDTH, 600, false);
    desk->look = look_normal();
    str_init(&desk->out, 64 * 1024);
    *state = desk;
    return 0;
}

static int desk_teardown(void **state)
{
    struct desk *desk = *state;
    audit_destroy(desk->audit);
    text_close(desk->text);
    str_finish(&desk->out);
    free(desk);
    return 0;
}

/* ---- pieces of a frame ---- */

static struct item *put(struct desk *desk, enum role role, struct rect bounds)
{
    struct item *item = frame_add(&desk->frame);
    item->role = role;
    item->bounds = bounds;
    return item;
}

static struct item *put_box(struct desk *desk, enum role role, struct rect bounds, struct color fill, struct color edge)
{
    struct item *item = put(desk, role, bounds);
    item->drawing = DRAW_BOX;
    item->fill = fill;
    item->edge = edge;
    item->edge_width = 3;
    return item;
}

static struct item *put_text(struct desk *desk, enum role role, int x, int y, const char *words)
{
    struct text_style style = {WEIGHT_REGULAR, SIZE};
    struct item *item =
        put(desk, role, (struct rect){x, y, text_width(desk->text, style, words, strlen(words)), SIZE * 5 / 4});
    item->text = words;
    item->style = style;
    item->line_height = item->bounds.h;
    item->ink = desk->look->ink;
    return item;
}

static struct item *put_icon(struct desk *desk, int x, int y, enum icon icon)
{
    struct item *item = put(desk, ROLE_DECORATION, (struct rect){x, y, 40, 40});
    item->drawing = DRAW_ICON;
    item->icon = icon;
    item->ink = desk->look->ink;
    item->fill = desk->look->paper;
    return item;
}

/* A place that can be pressed, without an edge of its own. */
static struct item *put_target(struct desk *desk, struct rect bounds, const char *label, enum action_kind kind)
{
    struct item *item = put(desk, ROLE_BUTTON, bounds);
    item->label = label;
    item->action.kind = kind;
    return item;
}

static struct item *put_button(struct desk *desk, struct rect bounds, bool filled, const char *label,
                               enum action_kind kind)
{
    struct item *item = put_target(desk, bounds, label, kind);
    item->drawing = DRAW_BOX;
    item->fill = filled ? desk->look->act : desk->look->card;
    item->edge = desk->look->act;
    item->edge_width = 4;
    return item;
}

/* Paper, a way back, a text, and help in the bar. */
static void begin(struct desk *desk)
{
    frame_begin(&desk->frame, "test", "da", WIDTH, HEIGHT);
    put_box(desk, ROLE_DECORATION, (struct rect){0, 0, WIDTH, HEIGHT}, desk->look->paper, desk->look->paper);
    put_target(desk, (struct rect){44, 40, 240, 96}, "Tilbage", ACTION_BACK);
    put_text(desk, ROLE_TEXT, 64, 200, "Hvad er i gang?");
    put_target(desk, (struct rect){0, BAR_Y, 270, HEIGHT - BAR_Y}, "Hjælp", ACTION_HELP);
}

static size_t look_at(struct desk *desk)
{
    str_clear(&desk->out);
    return audit_frame(desk->audit, &desk->frame, &desk->metrics, desk->look, &desk->out);
}

/* ---- a frame for every rule ---- */

static void full(struct desk *desk, bool bad)
{
    desk->frame.cut = bad;
}

static void capital(struct desk *desk, bool bad)
{
    put_text(desk, ROLE_TEXT, 64, 400, "Velfærd")->style.size_px = bad ? 40 : 41;
}

static void text_contrast(struct desk *desk, bool bad)
{
    /* 4.4:1 and 4.6:1 on the paper. */
    put_text(desk, ROLE_TEXT, 64, 400, "Velfærd")->ink = bad ? COLOR_HEX(0x747474) : COLOR_HEX(0x717171);
    desk->frame.items[desk->frame.items_count - 1].style.size_px = 41;
}

static void text_cut(struct desk *desk, bool bad)
{
    struct item *text = put_text(desk, ROLE_TEXT, 64, 400, "Velfærd");
    text->clip = (struct rect){64, 390, bad ? text->bounds.w - 9 : text->bounds.w, 80};
}

static void text_wide(struct desk *desk, bool bad)
{
    struct item *text = put_text(desk, ROLE_TEXT, 164, 400, "Velfærd");
    text->align = ALIGN_CENTER;
    text->bounds.w -= bad ? 4 : 0;
}

static void word_parted(struct desk *desk, bool bad)
{
    put_text(desk, ROLE_TEXT, 164, 400, "Velfærd")->parted = bad;
}

static void text_overlap(struct desk *desk, bool bad)
{
    put_text(desk, ROLE_TEXT, 64, 400, "Velfærd");
    put_text(desk, ROLE_TEXT, 100, bad ? 430 : 440, "Læring");
}

static void text_covered(struct desk *desk, bool bad)
{
    struct rect box = {40, 380, 400, 120};
    if (!bad) put_box(desk, ROLE_DECORATION, box, desk->look->card, desk->look->card);
    put_text(desk, ROLE_TEXT, 64, 400, "Velfærd");
    if (bad) put_box(desk, ROLE_DECORATION, box, desk->look->card, desk->look->card);
}

static void text_edge(struct desk *desk, bool bad)
{
    struct rect box = {40, 380, bad ? 150 : 400, 120};
    put_box(desk, ROLE_DECORATION, box, desk->look->card, desk->look->card);
    put_text(desk, ROLE_TEXT, 64, 400, "Velfærd");
}

static void text_strange(struct desk *desk, bool bad)
{
    put_button(desk, (struct rect){40, 380, 400, 120}, false, "Velfærd", ACTION_SEARCH);
    put_text(desk, bad ? ROLE_TEXT : ROLE_DECORATION, 64, 400, "Velfærd");
}

static void off_screen(struct desk *desk, bool bad)
{
    struct item *text = put_text(desk, ROLE_TEXT, 64, 400, "Velfærd");
    text->bounds.x = WIDTH - text->bounds.w + (bad ? 2 : 0);
}

static void target_off_screen(struct desk *desk, bool bad)
{
    put_target(desk, (struct rect){WIDTH - 200, 400, bad ? 201 : 200, 96}, "Søg", ACTION_SEARCH);
}

static void target_size(struct desk *desk, bool bad)
{
    put_target(desk, (struct rect){64, 400, 300, bad ? 45 : 47}, "Søg", ACTION_SEARCH);
}

static void target_gap(struct desk *desk, bool bad)
{
    put_target(desk, (struct rect){64, 400, 300, 96}, "Søg", ACTION_SEARCH);
    put_target(desk, (struct rect){364 + (bad ? 7 : 8), 400, 300, 96}, "Om netværk", ACTION_ABOUT);
}

static void target_overlap(struct desk *desk, bool bad)
{
    put_target(desk, (struct rect){64, 400, 300, 96}, "Søg", ACTION_SEARCH);
    put_target(desk, (struct rect){bad ? 360 : 380, 400, 300, 96}, "Om netværk", ACTION_ABOUT);
}

static void target_reach(struct desk *desk, bool bad)
{
    struct rect small = {100, 420, 200, 80};
    struct rect large = {64, 400, 600, 200};
    put_target(desk, bad ? small : large, "Søg", ACTION_SEARCH);
    put_target(desk, bad ? large : small, "Om netværk", ACTION_ABOUT);
}

static void main_height(struct desk *desk, bool bad)
{
    put_button(desk, (struct rect){64, 1500, 952, bad ? 79 : 80}, true, "Videre", ACTION_NEXT);
}

static void main_one(struct desk *desk, bool bad)
{
    put_button(desk, (struct rect){64, 1500, 400, 132}, bad, "Se flere netværk", ACTION_OPEN_BOARD);
    put_button(desk, (struct rect){500, 1500, 400, 132}, true, "Færdig", ACTION_FINISH);
}

static void main_place(struct desk *desk, bool bad)
{
    put_button(desk, (struct rect){64, 1300, 952, 132}, bad, "Se flere netværk", ACTION_OPEN_BOARD);
    put_button(desk, (struct rect){64, 1500, 952, 132}, !bad, "Færdig", ACTION_FINISH);
}

static void main_in_its_row(struct desk *desk, bool bad)
{
    put_button(desk, (struct rect){64, 1500, 400, 132}, bad, "Se flere netværk", ACTION_OPEN_BOARD);
    put_button(desk, (struct rect){500, 1500, 400, 132}, !bad, "Færdig", ACTION_FINISH);
}

static void label(struct desk *desk, bool bad)
{
    put_target(desk, (struct rect){64, 400, 300, 96}, bad ? NULL : "Søg", ACTION_SEARCH);
}

static void label_same(struct desk *desk, bool bad)
{
    put_target(desk, (struct rect){64, 400, 300, 96}, "Se alt om det", ACTION_SEARCH);
    put_target(desk, (struct rect){64, 600, 300, 96}, "Se alt\nom det", bad ? ACTION_ABOUT : ACTION_SEARCH);
}

static void label_seen(struct desk *desk, bool bad)
{
    put_button(desk, (struct rect){40, 380, 400, 120}, false, bad ? "Find et netværk" : "Søg i netværk", ACTION_SEARCH);
    put_text(desk, ROLE_DECORATION, 64, 400, "Søg i\nnetværk")->style.size_px = 41;
}

static size_t upside_down(const struct frame *frame, size_t out[FRAME_ITEMS_MAX])
{
    size_t count = 0;
    for (size_t at = frame->items_count; at > 0; at--) {
        if (frame->items[at - 1].action.kind != ACTION_NONE) out[count++] = at - 1;
    }
    return count;
}

static size_t nothing(const struct frame *frame, size_t out[FRAME_ITEMS_MAX])
{
    (void)frame;
    (void)out;
    return 0;
}

static void order_up(struct desk *desk, bool bad)
{
    audit_use_order(desk->audit, bad ? upside_down : NULL);
}

static void order_forgets(struct desk *desk, bool bad)
{
    audit_use_order(desk->audit, bad ? nothing : NULL);
}

static struct item *help_of(struct desk *desk)
{
    for (size_t at = 0; at < desk->frame.items_count; at++) {
        if (desk->frame.items[at].action.kind == ACTION_HELP) return &desk->frame.items[at];
    }
    fail_msg("there is no help");
    return NULL;
}

/* One frame has been seen before, with help in its place. */
static void help_moves(struct desk *desk, bool bad)
{
    help_of(desk)->bounds.y -= bad;
}

static void help_is_gone(struct desk *desk, bool bad)
{
    if (bad) help_of(desk)->action.kind = ACTION_ABOUT;
}

static void way_back(struct desk *desk, bool bad)
{
    for (size_t at = 0; at < desk->frame.items_count; at++) {
        struct item *item = &desk->frame.items[at];
        if (item->action.kind == ACTION_BACK && bad) item->action.kind = ACTION_SEARCH;
    }
}

static void edge_contrast(struct desk *desk, bool bad)
{
    struct item *button = put_button(desk, (struct rect){64, 400, 400, 120}, false, "Søg", ACTION_SEARCH);
    button->radius = 60;
    button->edge = bad ? desk->look->hairline : desk->look->control_edge;
}

static void graphic_contrast(struct desk *desk, bool bad)
{
    put_icon(desk, 64, 400, ICON_SEARCH)->ink = bad ? COLOR_HEX(0x999999) : COLOR_HEX(0x888888);
}

static struct item *put_flower(struct desk *desk, int size)
{
    static const struct petal petals[] = {{.side = SIDE_CITIZENS, .created = true},
                                          {.side = SIDE_CITIZENS},
                                          {.side = SIDE_CITIZENS, .created = true},
                                          {.side = SIDE_CITIZENS}};
    struct item *flower = put(desk, ROLE_IMAGE, (struct rect){64, 400, size, size});
    flower->drawing = DRAW_FLOWER;
    flower->label = "Blomst";
    flower->petals = petals;
    flower->petals_count = 4;
    flower->edge = desk->look->paper;
    return flower;
}

static void petal_contrast(struct desk *desk, bool bad)
{
    put_flower(desk, 300)->edge = bad ? COLOR_HEX(0xc08040) : desk->look->paper;
}

/* The bad one says that it is chosen, but is seen only by its tint. */
static void choice_by_color(struct desk *desk, bool bad)
{
    struct item *one = put_button(desk, (struct rect){64, 400, 400, 120}, false, "Borger", ACTION_CHOOSE);
    struct item *other = put_button(desk, (struct rect){64, 600, 400, 120}, false, "Forening", ACTION_CHOOSE);
    one->action.value = 1;
    other->fill = bad ? desk->look->side[SIDE_CITIZENS].tint : desk->look->chosen;
    other->description = "valgt";
}

static void choice_not_said(struct desk *desk, bool bad)
{
    choice_by_color(desk, false);
    if (bad) desk->frame.items[desk->frame.items_count - 1].description = NULL;
}

static void side_by_color(struct desk *desk, bool bad)
{
    put_text(desk, ROLE_TEXT, 124, 400, "Klubhuset")->ink = desk->look->side[SIDE_CITIZENS].solid;
    put_icon(desk, 64, 406, bad ? ICON_HOUSE : ICON_PERSON);
}

static void error_by_color(struct desk *desk, bool bad)
{
    put_text(desk, ROLE_ALERT, 124, 400, "Der mangler et tal")->ink = desk->look->error;
    if (!bad) put_icon(desk, 64, 406, ICON_WARNING);
}

static void field_by_color(struct desk *desk, bool bad)
{
    struct item *field =
        put_box(desk, ROLE_FIELD, (struct rect){64, 500, 952, 110}, desk->look->card, desk->look->error);
    field->label = "Telefon";
    field->action.kind = ACTION_FOCUS_FIELD;
    if (!bad) error_by_color(desk, false);
}

static void flower_by_color(struct desk *desk, bool bad)
{
    put_flower(desk, 900);
    if (!bad) put_icon(desk, 64, 1400, ICON_PERSON);
}

static void flower_with_few_marks(struct desk *desk, bool bad)
{
    put_flower(desk, 900);
    for (int at = 0; at < (bad ? 3 : 4); at++) put_icon(desk, 300 + at * 60, 600, ICON_PERSON)->ink = COLOR_HEX(0);
}

static const struct {
    enum audit_rule rule;
    void (*build)(struct desk *desk, bool bad);
} cases[] = {
    {AUDIT_FRAME_FULL, full},
    {AUDIT_CAPITAL, capital},
    {AUDIT_TEXT_CONTRAST, text_contrast},
    {AUDIT_TEXT_CUT, text_cut},
    {AUDIT_TEXT_WIDE, text_wide},
    {AUDIT_TEXT_WIDE, word_parted},
    {AUDIT_TEXT_OVERLAP, text_overlap},
    {AUDIT_TEXT_COVERED, text_covered},
    {AUDIT_TEXT_EDGE, text_edge},
    {AUDIT_TEXT_STRANGE, text_strange},
    {AUDIT_OFF_SCREEN, off_screen},
    {AUDIT_OFF_SCREEN, target_off_screen},
    {AUDIT_TARGET_SIZE, target_size},
    {AUDIT_TARGET_GAP, target_gap},
    {AUDIT_TARGET_OVERLAP, target_overlap},
    {AUDIT_TARGET_REACH, target_reach},
    {AUDIT_MAIN_HEIGHT, main_height},
    {AUDIT_MAIN_ONE, main_one},
    {AUDIT_MAIN_PLACE, main_place},
    {AUDIT_MAIN_PLACE, main_in_its_row},
    {AUDIT_LABEL, label},
    {AUDIT_LABEL_SAME, label_same},
    {AUDIT_LABEL_SEEN, label_seen},
    {AUDIT_ORDER, order_up},
    {AUDIT_ORDER, order_forgets},
    {AUDIT_HELP, help_moves},
    {AUDIT_HELP, help_is_gone},
    {AUDIT_WAY_BACK, way_back},
    {AUDIT_EDGE_CONTRAST, edge_contrast},
    {AUDIT_GRAPHIC_CONTRAST, graphic_contrast},
    {AUDIT_GRAPHIC_CONTRAST, petal_contrast},
    {AUDIT_COLOR_CHOICE, choice_by_color},
    {AUDIT_COLOR_CHOICE, choice_not_said},
    {AUDIT_COLOR_SIDE, side_by_color},
    {AUDIT_COLOR_ERROR, error_by_color},
    {AUDIT_COLOR_ERROR, field_by_color},
    {AUDIT_COLOR_FLOWER, flower_by_color},
    {AUDIT_COLOR_FLOWER, flower_with_few_marks},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void every_rule_has_a_frame_that_breaks_it(void **state)
{
    (void)state;
    for (int rule = 0; rule < AUDIT_RULE_COUNT; rule++) {
        bool has = false;
        for (size_t at = 0; at < CASES; at++) has = has || cases[at].rule == (enum audit_rule)rule;
        if (!has) fail_msg("no frame breaks %s", audit_rule_name((enum audit_rule)rule));
    }
}

static void a_bad_frame_breaks_its_rule_and_no_other(void **state)
{
    struct desk *desk = *state;
    begin(desk);
    assert_int_equal(look_at(desk), 0);
    for (size_t at = 0; at < CASES; at++) {
        const char *name = audit_rule_name(cases[at].rule);
        begin(desk);
        cases[at].build(desk, true);
        size_t findings = look_at(desk);
        size_t its = audit_count(desk->audit, cases[at].rule);
        if (its == 0 || its != findings) {
            fail_msg("case %zu: %zu findings of %s, %zu in all:\n%s", at, its, name, findings, str_text(&desk->out));
        }
        begin(desk);
        cases[at].build(desk, false);
        if (look_at(desk) > 0) fail_msg("case %zu (%s), the good one:\n%s", at, name, str_text(&desk->out));
    }
}

/* ---- more than the rules ---- */

static void a_finding_names_screen_language_rule_item_and_what_to_do(void **state)
{
    struct desk *desk = *state;
    begin(desk);
    put_target(desk, (struct rect){64, 400, 300, 40}, "Søg\ni netværk", ACTION_SEARCH);
    assert_int_equal(look_at(desk), 1);
    assert_string_equal(str_text(&desk->out), "test (da): target-size: button \"Søg i netværk\": is 74.4 x 9.9 mm, "
                                              "needs 11.47: make it larger\n");
}

static void nearer_the_eye_things_may_be_smaller(void **state)
{
    struct desk *desk = *state;
    begin(desk);
    capital(desk, true);
    put_target(desk, (struct rect){64, 600, 300, 45}, "Søg", ACTION_SEARCH);
    desk->metrics = metrics_make(WIDTH, HEIGHT, MM_WIDTH, 500, false);
    if (look_at(desk) > 0) fail_msg("%s", str_text(&desk->out));
    desk->metrics = metrics_make(WIDTH, HEIGHT, MM_WIDTH, 600, false);
    assert_int_equal(look_at(desk), 2);
}

static void high_contrast_asks_for_more(void **state)
{
    struct desk *desk = *state;
    desk->look = look_high_contrast();
    begin(desk);
    struct item *text = put_text(desk, ROLE_TEXT, 64, 400, "Velfærd");
    text->ink = COLOR_HEX(0x5f5f5f); /* 6.4:1 */
    struct item *card = put_box(desk, ROLE_CARD, (struct rect){64, 600, 900, 200}, desk->look->card, desk->look->card);
    card->label = "Velfærd";
    card->action.kind = ACTION_OPEN_NETWORK;
    if (look_at(desk) != 2) fail_msg("%s", str_text(&desk->out));
    assert_int_equal(audit_count(desk->audit, AUDIT_TEXT_CONTRAST), 1);
    assert_int_equal(audit_count(desk->audit, AUDIT_EDGE_CONTRAST), 1);
    text->ink = COLOR_HEX(0x565656);
    card->edge = desk->look->control_edge;
    assert_int_equal(look_at(desk), 0);
}

/* Only what changed is painted again: the ground of a text that stayed is looked at anew. */
static void each_frame_is_seen_as_it_is(void **state)
{
    struct desk *desk = *state;
    for (int round = 0; round < 3; round++) {
        begin(desk);
        if (round == 1) {
            put_box(desk, ROLE_DECORATION, (struct rect){40, 180, 600, 100}, desk->look->ink, desk->look->ink);
            put_text(desk, ROLE_TEXT, 64, 200, "Hvad er i gang?");
            desk->frame.items[2].text = NULL;
        }
        size_t findings = look_at(desk);
        assert_int_equal(findings, audit_count(desk->audit, AUDIT_TEXT_CONTRAST));
        assert_int_equal(findings, round == 1);
    }
}

static void what_is_scrolled_away_is_no_finding(void **state)
{
    struct desk *desk = *state;
    begin(desk);
    struct rect view = {0, 300, WIDTH, 1000};
    desk->frame.scroll_view = view;
    desk->frame.scroll_max = 2000;
    for (int y = 270; y < 3000; y += 200) {
        put_text(desk, ROLE_TEXT, 64, y, "Velfærd")->clip = view;
        put_target(desk, (struct rect){400, y, 300, 96}, "Søg", ACTION_SEARCH)->clip = view;
    }
    if (look_at(desk) > 0) fail_msg("%s", str_text(&desk->out));
    desk->frame.scroll_max = 0; /* now nothing leads to them */
    look_at(desk);
    assert_true(audit_count(desk->audit, AUDIT_OFF_SCREEN) > 0);
    assert_true(audit_count(desk->audit, AUDIT_TEXT_CUT) > 0);
}

static void only_rest_thanks_and_board_need_no_way_back(void **state)
{
    static const char *const screens[] = {"rest", "thanks", "board", "network"};
    struct desk *desk = *state;
    for (size_t at = 0; at < 4; at++) {
        begin(desk);
        way_back(desk, true);
        desk->frame.screen = screens[at];
        assert_int_equal(look_at(desk), at == 3);
    }
}

static void help_may_stand_elsewhere_in_another_size(void **state)
{
    struct desk *desk = *state;
    begin(desk);
    assert_int_equal(look_at(desk), 0);
    desk->metrics = metrics_make(WIDTH, HEIGHT, MM_WIDTH, 600, true);
    for (int round = 0; round < 2; round++) {
        begin(desk);
        help_of(desk)->bounds.y -= 40 + round;
        assert_int_equal(look_at(desk), round);
    }
}

static void a_frame_as_full_as_can_be_is_gone_through(void **state)
{
    struct desk *desk = *state;
    begin(desk);
    static char many[40 * 100];
    memset(many, '\0', sizeof(many));
    for (int at = 0; at < 2 * 39; at++) many[at] = at % 2 == 0 ? 'a' : '\n';
    for (int at = 0; at < FRAME_ITEMS_MAX; at++) put_text(desk, ROLE_TEXT, 64, 200, many);
    assert_true(desk->frame.cut);
    assert_true(look_at(desk) > 0);
    assert_int_equal(audit_count(desk->audit, AUDIT_FRAME_FULL), 1);
}

#define desk_test(function) cmocka_unit_test_setup_teardown(function, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        desk_test(every_rule_has_a_frame_that_breaks_it),
        desk_test(a_bad_frame_breaks_its_rule_and_no_other),
        desk_test(a_finding_names_screen_language_rule_item_and_what_to_do),
        desk_test(nearer_the_eye_things_may_be_smaller),
        desk_test(high_contrast_asks_for_more),
        desk_test(each_frame_is_seen_as_it_is),
        desk_test(what_is_scrolled_away_is_no_finding),
        desk_test(only_rest_thanks_and_board_need_no_way_back),
        desk_test(help_may_stand_elsewhere_in_another_size),
        desk_test(a_frame_as_full_as_can_be_is_gone_through),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
