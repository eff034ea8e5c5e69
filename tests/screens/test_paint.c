/* tests/screens/test_paint.c - only what changed is painted, and it gives exactly the pixels of painting all. */
#include "tests/screens/programs.h"

#include <sodium.h>
#include <sys/stat.h>

#include "kiosk/app.h"
#include "tests/screens/pictures.h"

/* ---- frames made by hand ---- */

enum { WIDTH = 640, HEIGHT = 640 };

struct easel {
    struct text *text;
    struct painter *painter;
    struct canvas *canvas;
    struct frame *frame;
    struct damage damage;
};

static int easel_setup(void **state)
{
    struct easel *easel = calloc(1, sizeof(*easel));
    const char *missing = "";
    if (text_open(&easel->text, &missing) != ERR_OK || painter_create(&easel->painter, easel->text) != ERR_OK)
        return -1;
    easel->canvas = black_canvas(WIDTH, HEIGHT);
    easel->frame = calloc(1, sizeof(*easel->frame));
    *state = easel;
    return 0;
}

static int easel_teardown(void **state)
{
    struct easel *easel = *state;
    painter_destroy(easel->painter);
    text_close(easel->text);
    canvas_destroy(easel->canvas);
    free(easel->frame);
    free(easel);
    return 0;
}

static struct item *add_box(struct frame *frame, struct rect bounds, unsigned hex)
{
    struct item *item = frame_add(frame);
    item->drawing = DRAW_BOX;
    item->bounds = bounds;
    item->fill = COLOR_HEX(hex);
    return item;
}

/* Paper and a button with words on it. */
static struct item *begin_picture(struct easel *easel, unsigned button)
{
    frame_begin(easel->frame, "board", "da", WIDTH, HEIGHT);
    add_box(easel->frame, (struct rect){0, 0, WIDTH, HEIGHT}, 0xFBF8F2);
    struct item *item = add_box(easel->frame, (struct rect){200, 200, 150, 80}, button);
    item->radius = 20;
    item->text = frame_text(easel->frame, "Videre", strlen("Videre"));
    item->style = (struct text_style){WEIGHT_SEMIBOLD, 32};
    item->line_height = 80;
    item->align = ALIGN_CENTER;
    item->ink = white;
    return item;
}

static void paint(struct easel *easel)
{
    painter_paint(easel->painter, easel->canvas, easel->frame, look_normal(), &easel->damage);
}

static struct rect damage_bounds(const struct damage *damage)
{
    struct rect all = {0, 0, 0, 0};
    for (size_t at = 0; at < damage->count; at++) all = rect_union(all, damage->rects[at]);
    return all;
}

static void assert_whole(const struct easel *easel)
{
    struct rect all = damage_bounds(&easel->damage);
    assert_memory_equal(&all, &((struct rect){0, 0, WIDTH, HEIGHT}), sizeof(all));
}

static void the_first_frame_is_painted_whole(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    assert_whole(easel);
    assert_int_equal(pixels_changed(easel->canvas, (struct rect){0, 0, WIDTH, HEIGHT}, true), WIDTH * HEIGHT);
}

static void the_same_frame_again_paints_nothing(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    begin_picture(easel, 0x0F6472); /* made anew, with its texts elsewhere in memory */
    paint(easel);
    assert_int_equal(easel->damage.count, 0);
    struct paint_counts counts = painter_counts(easel->painter);
    assert_int_equal(counts.frames, 1);
    assert_int_equal(counts.skipped, 1);
    assert_int_equal(counts.pixels, WIDTH * HEIGHT);
}

static void a_button_that_changes_is_painted_and_little_around_it(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    struct item *button = begin_picture(easel, 0x0A4550);
    paint(easel);
    struct rect changed = damage_bounds(&easel->damage);
    struct rect bounds = button->bounds;
    assert_memory_equal(&((struct rect){bounds.x, bounds.y, bounds.w, bounds.h}),
                        &((struct rect){rect_intersect(changed, bounds).x, rect_intersect(changed, bounds).y,
                                        rect_intersect(changed, bounds).w, rect_intersect(changed, bounds).h}),
                        sizeof(bounds)); /* all of it */
    struct rect near = rect_inset(bounds, -PAINT_CELL_PX);
    assert_true(changed.x >= near.x && changed.y >= near.y && changed.x + changed.w <= near.x + near.w &&
                changed.y + changed.h <= near.y + near.h);
    assert_int_equal(pixel_at(easel->canvas, 202, 240), 0xff0A4550u);
}

static void a_thing_that_moves_leaves_nothing_behind(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    begin_picture(easel, 0x0F6472)->bounds.x = 450;
    paint(easel);
    assert_int_equal(pixel_at(easel->canvas, 202, 240), 0xffFBF8F2u);
    assert_int_equal(pixel_at(easel->canvas, 452, 240), 0xff0F6472u);
}

static void two_things_that_change_places_in_the_pile_are_painted(void **state)
{
    struct easel *easel = *state;
    for (int turn = 0; turn < 2; turn++) {
        frame_begin(easel->frame, "board", "da", WIDTH, HEIGHT);
        add_box(easel->frame, (struct rect){10, 10, 100, 100}, turn == 0 ? 0x111111 : 0x222222);
        add_box(easel->frame, (struct rect){10, 10, 100, 100}, turn == 0 ? 0x222222 : 0x111111);
        paint(easel);
        assert_true(easel->damage.count > 0);
        assert_int_equal(pixel_at(easel->canvas, 50, 50), turn == 0 ? 0xff222222u : 0xff111111u);
    }
}

static void what_is_only_said_is_not_painted(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    begin_picture(easel, 0x0F6472)->label = "Gå videre";
    paint(easel);
    assert_int_equal(easel->damage.count, 0);
}

static void another_look_is_painted_whole(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    painter_paint(easel->painter, easel->canvas, easel->frame, look_high_contrast(), &easel->damage);
    assert_whole(easel);
}

static void a_forgotten_picture_is_painted_whole(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    painter_forget(easel->painter);
    paint(easel);
    assert_whole(easel);
}

static void a_canvas_of_another_size_is_painted_whole(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    struct canvas *other = black_canvas(WIDTH, HEIGHT + 1);
    painter_paint(easel->painter, other, easel->frame, look_normal(), &easel->damage);
    struct rect all = damage_bounds(&easel->damage);
    canvas_destroy(other);
    assert_int_equal(all.h, HEIGHT + 1);
}

static void the_canvas_has_its_whole_clip_again_after_painting(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    assert_memory_equal(&easel->canvas->clip, &((struct rect){0, 0, WIDTH, HEIGHT}), sizeof(struct rect));
}

/* Every second cell changes, more than a list of damage holds: nothing may be left out. */
static void more_damage_than_the_list_holds_is_all_painted(void **state)
{
    struct easel *easel = *state;
    for (unsigned turn = 0; turn < 2; turn++) {
        frame_begin(easel->frame, "board", "da", WIDTH, HEIGHT);
        add_box(easel->frame, (struct rect){0, 0, WIDTH, HEIGHT}, 0xFBF8F2);
        int boxes = 0;
        for (int y = 0; y < HEIGHT; y += PAINT_CELL_PX) {
            for (int x = y / PAINT_CELL_PX % 2 * PAINT_CELL_PX; x < WIDTH; x += 2 * PAINT_CELL_PX) {
                add_box(easel->frame, (struct rect){x + 10, y + 10, 20, 20}, 0x101010u * (turn + 1));
                boxes++;
            }
        }
        paint(easel);
        if (turn == 1) assert_true(boxes > 45 && easel->damage.count <= PAINT_DAMAGE_MAX);
    }
    for (size_t at = 1; at < easel->frame->items_count; at++) {
        struct rect bounds = easel->frame->items[at].bounds;
        assert_int_equal(pixel_at(easel->canvas, bounds.x + 5, bounds.y + 5), 0xff202020u);
    }
}

static void a_stray_item_off_the_screen_harms_nothing(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    add_box(easel->frame, (struct rect){-500, 100, 300, 100}, 0x123456);
    add_box(easel->frame, (struct rect){WIDTH, HEIGHT, 300, 100}, 0x123456);
    add_box(easel->frame, (struct rect){-50, HEIGHT - 10, 100, 100}, 0x123456);
    paint(easel);
    assert_int_equal(pixel_at(easel->canvas, 10, HEIGHT - 5), 0xff123456u);
}

static void a_painter_without_letters_paints_everything_else(void **state)
{
    struct easel *easel = *state;
    begin_picture(easel, 0x0F6472);
    paint(easel);
    int letters = 0;
    for (int x = 225; x < 325; x++) letters += pixel_at(easel->canvas, x, 240) != 0xff0F6472u;
    assert_true(letters > 10);
    painter_leave_out_letters(easel->painter);
    paint(easel); /* the same frame, and yet all of it anew */
    assert_whole(easel);
    for (int x = 225; x < 325; x++) assert_int_equal(pixel_at(easel->canvas, x, 240), 0xff0F6472u);
}

/* ---- a walk through every screen, painted by damage and, beside it, whole ---- */

struct walk {
    struct app *app;
    int64_t now_ms;
    struct canvas *by_damage; /* as on the glass: only what changed is ever painted */
    struct canvas *whole;
    struct text *text;
    struct painter *painter; /* paints whole, with a memory of its own */
    size_t steps, screens;   /* screens: a bit for each name seen */
    const char *mode;
};

static const char *const screen_names[] = {"rest",     "board",  "network", "group",     "notice",
                                           "form",     "review", "thanks",  "not_saved", "help",
                                           "language", "about",  "page",    "search",    "filter"};

enum { SCREENS = sizeof(screen_names) / sizeof(screen_names[0]) };

static void note_screen(struct walk *walk, const char *name)
{
    for (size_t at = 0; at < SCREENS; at++) walk->screens |= (size_t)(strcmp(screen_names[at], name) == 0) << at;
}

/* Paints both, which must not differ in a pixel. */
static void step(struct walk *walk)
{
    struct damage damage;
    app_paint(walk->app, walk->by_damage, &damage);
    size_t pixels = (size_t)walk->whole->width * (size_t)walk->whole->height;
    for (size_t at = 0; at < pixels; at++)
        walk->whole->pixels[at] = 0xff00ff; /* nothing of the screen before may shine through */
    painter_forget(walk->painter);
    painter_paint(walk->painter, walk->whole, app_frame(walk->app), app_look_used(walk->app), &damage);
    walk->steps++;
    note_screen(walk, app_frame(walk->app)->screen);
    if (memcmp(walk->by_damage->pixels, walk->whole->pixels, pixels * sizeof(uint32_t)) == 0) return;
    size_t different = 0;
    size_t first = 0;
    for (size_t at = pixels; at-- > 0;) {
        if (walk->by_damage->pixels[at] == walk->whole->pixels[at]) continue;
        different++;
        first = at;
    }
    fail_msg("%s, step %zu, screen %s: %zu pixels differ, first (%zu, %zu): %08x by damage, %08x whole", walk->mode,
             walk->steps, app_frame(walk->app)->screen, different, first % (size_t)walk->whole->width,
             first / (size_t)walk->whole->width, walk->by_damage->pixels[first], walk->whole->pixels[first]);
}

static void pass(struct walk *walk, int64_t ms)
{
    walk->now_ms += ms;
    app_time(walk->app, walk->now_ms);
    step(walk);
}

static bool find(struct walk *walk, const char *label, int *x, int *y)
{
    const struct frame *frame = app_frame(walk->app);
    for (size_t at = frame->items_count; at-- > 0;) {
        const struct item *item = &frame->items[at];
        char words[256];
        if (item->action.kind == ACTION_NONE || strcmp(item_words(item, words, sizeof(words)), label) != 0) continue;
        struct rect seen = item_visible(item);
        *x = seen.x + seen.w / 2;
        *y = seen.y + seen.h / 2;
        return frame_hit(frame, *x, *y) == item;
    }
    return false;
}

/* Finger down, a picture of the ring, finger up, a picture of the ring's end. */
static void tap(struct walk *walk, const char *label)
{
    int x = 0;
    int y = 0;
    if (!find(walk, label, &x, &y))
        fail_msg("%s: nothing called \"%s\" on %s", walk->mode, label, app_frame(walk->app)->screen);
    app_pointer(walk->app, POINTER_DOWN, x, y, walk->now_ms);
    step(walk);
    pass(walk, 100);
    app_pointer(walk->app, POINTER_UP, x, y, walk->now_ms);
    step(walk);
    pass(walk, 600);
}

static void type(struct walk *walk, const char *text)
{
    app_event(walk->app, &(struct event){.kind = EVENT_TYPE, .now_ms = walk->now_ms, .text = text});
    step(walk);
}

static void drag(struct walk *walk, int percent)
{
    struct rect view = app_frame(walk->app)->scroll_view;
    if (rect_is_empty(view)) return;
    int x = view.x + view.w / 3;
    int y = view.y + view.h / 2;
    app_pointer(walk->app, POINTER_DOWN, x, y, walk->now_ms);
    for (int part = 1; part <= 2; part++) {
        walk->now_ms += 16;
        app_pointer(walk->app, POINTER_MOVE, x, y + view.h * percent * part / 200, walk->now_ms);
        step(walk);
    }
    walk->now_ms += 200; /* it lies still before it is let go of */
    app_pointer(walk->app, POINTER_UP, x, y + view.h * percent / 100, walk->now_ms);
    pass(walk, 600);
}

/* Where the outbox should be lies a folder: nothing can be saved. */
static void block_outbox(const char *data, bool blocked)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/outbox.db", data);
    assert_int_equal(blocked ? mkdir(path, 0700) : rmdir(path), 0);
}

/* Thrown upwards and back, with every picture on the way. */
static void flick(struct walk *walk)
{
    struct rect view = app_frame(walk->app)->scroll_view;
    for (int way = -1; way <= 1; way += 2) {
        int x = view.x + view.w / 3;
        int y = view.y + view.h / 2;
        app_pointer(walk->app, POINTER_DOWN, x, y, walk->now_ms);
        for (int part = 1; part <= 4; part++) {
            walk->now_ms += 16;
            app_pointer(walk->app, POINTER_MOVE, x, y + way * view.h * part / 20, walk->now_ms);
        }
        app_pointer(walk->app, POINTER_UP, x, y + way * view.h / 5, walk->now_ms);
        for (int at = 0; at < 100 && app_frame(walk->app)->moving; at++) pass(walk, app_next_wake_ms(walk->app));
        pass(walk, 600);
    }
    for (int at = 0; at < 3; at++) drag(walk, 100);
}

static void about_and_search(struct walk *walk)
{
    flick(walk);
    tap(walk, "Om netværk");
    tap(walk, "Netværk eller projekt?");
    drag(walk, -40);
    tap(walk, "Om netværk");
    tap(walk, "Alle netværk");
    tap(walk, "Søg");
    type(walk, "arb");
    drag(walk, -40);
    tap(walk, "Slet");
    tap(walk, "Alle netværk");
}

/* The whole screen turned, and back again. */
static void from_the_right(struct walk *walk)
{
    tap(walk, "Sprog");
    tap(walk, "العربية");
    drag(walk, 40);
    tap(walk, "Alle netværk");
    drag(walk, -20);
    tap(walk, "Søg");
    tap(walk, "ب"); /* its keyboard has letters of two scripts */
    tap(walk, "Bogstaver");
    tap(walk, "Slet");
    tap(walk, "Sprog");
    tap(walk, "Dansk");
    tap(walk, "Alle netværk");
    tap(walk, "Frivilligt arbejde");
}

/* A form in steps: two texts, one of them long, a choice, two texts that may be left out. */
static void an_idea(struct walk *walk)
{
    tap(walk, "Har du en idé?");
    type(walk, "Fælles værksted");
    tap(walk, "Videre");
    for (int at = 0; at < 6; at++) type(walk, "Et sted, hvor unge og gamle reparerer cykler. ");
    tap(walk, "Slet");
    tap(walk, "Videre");
    tap(walk, "Borgerne");
    tap(walk, "Tilbage");
    tap(walk, "Videre");
    tap(walk, "Videre");
    tap(walk, "Videre");
    tap(walk, "Videre");
    tap(walk, "Færdig");
    drag(walk, -40);
    tap(walk, "Send til sekretariatet");
}

static void walk_through(struct walk *walk, const char *data, const char *choice)
{
    app_time(walk->app, walk->now_ms);
    step(walk); /* nothing fetched yet */
    app_look(walk->app, walk->now_ms);
    step(walk);
    tap(walk, "Rør ved vandet");
    if (choice != NULL) tap(walk, choice);
    tap(walk, "Slags");
    tap(walk, "Velfærd · 6");
    drag(walk, -40);
    drag(walk, 60);
    tap(walk, "Velfærd");
    tap(walk, "Alle · 12");
    about_and_search(walk);
    tap(walk, "Frivilligt arbejde");
    drag(walk, -50);
    tap(walk, "Rul ned");
    tap(walk, "Hjælp");
    tap(walk, "Tilbage");
    from_the_right(walk);
    tap(walk, "Bliv en del af det");
    drag(walk, -30);
    tap(walk, "Tilbage");
    tap(walk, "Jeg er interesseret");
    drag(walk, -30);
    tap(walk, "Det er fint, videre");
    tap(walk, "Videre"); /* the error of an empty name */
    tap(walk, "G");
    type(walk, "ørild Ærø-Åsen");
    tap(walk, "Tegn");
    tap(walk, "Bogstaver");
    tap(walk, "Store bogstaver");
    tap(walk, "Slet");
    pass(walk, IDLE_REST_MS); /* "Er du der stadig?" */
    pass(walk, 1000);
    tap(walk, "Ja, jeg er her");
    tap(walk, "Videre");
    type(walk, "28123456");
    tap(walk, "Færdig");
    block_outbox(data, true);
    tap(walk, "Send til sekretariatet");
    block_outbox(data, false);
    tap(walk, "Prøv igen");
    tap(walk, "Se flere netværk");
    an_idea(walk);
    pass(walk, IDLE_THANKS_MS);
    pass(walk, IDLE_ANSWER_MS);
    tap(walk, "Kontrast"); /* at rest */
}

static void walk_in(const struct folder *folder, const char *mode, int width, int height, const char *choice)
{
    char data[PATH_MAX];
    char why[512] = "";
    const char *missing = "";
    struct walk walk = {.now_ms = 1000, .mode = mode};
    program_data(folder, "data", data);
    struct app_options options = {.data = data, .lang = "da", .width = width, .height = height};
    assert_int_equal(app_open(&walk.app, &options, why, sizeof(why)), ERR_OK);
    assert_int_equal(text_open(&walk.text, &missing), ERR_OK);
    assert_int_equal(painter_create(&walk.painter, walk.text), ERR_OK);
    walk.by_damage = black_canvas(width, height);
    walk.whole = black_canvas(width, height);
    walk_through(&walk, data, choice);
    assert_int_equal(walk.screens, (1u << SCREENS) - 1); /* it has been everywhere */
    canvas_destroy(walk.by_damage);
    canvas_destroy(walk.whole);
    painter_destroy(walk.painter);
    text_close(walk.text);
    app_close(walk.app);
}

static void an_app_has_a_frame_from_the_beginning(void **state)
{
    const struct folder *folder = *state;
    struct app *app = NULL;
    char why[512] = "";
    struct app_options options = {.data = folder->path, .lang = "da", .width = 540, .height = 960};
    assert_int_equal(app_open(&app, &options, why, sizeof(why)), ERR_OK);
    const char *screen = app_frame(app)->screen;
    app_close(app);
    assert_non_null(screen);
    assert_string_equal(screen, "rest");
}

static void damage_equals_the_whole_in_portrait(void **state)
{
    walk_in(*state, "portrait", 540, 960, NULL);
}

static void damage_equals_the_whole_in_landscape(void **state)
{
    walk_in(*state, "landscape", 960, 540, NULL);
}

static void damage_equals_the_whole_in_large_portrait(void **state)
{
    walk_in(*state, "large portrait", 540, 960, "Større");
}

static void damage_equals_the_whole_in_large_landscape(void **state)
{
    walk_in(*state, "large landscape", 960, 540, "Større");
}

static void damage_equals_the_whole_in_high_contrast_portrait(void **state)
{
    walk_in(*state, "high contrast portrait", 540, 960, "Kontrast");
}

static void damage_equals_the_whole_in_high_contrast_landscape(void **state)
{
    walk_in(*state, "high contrast landscape", 960, 540, "Kontrast");
}

#define easel_test(function) cmocka_unit_test_setup_teardown(function, easel_setup, easel_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        easel_test(the_first_frame_is_painted_whole),
        easel_test(the_same_frame_again_paints_nothing),
        easel_test(a_button_that_changes_is_painted_and_little_around_it),
        easel_test(a_thing_that_moves_leaves_nothing_behind),
        easel_test(two_things_that_change_places_in_the_pile_are_painted),
        easel_test(what_is_only_said_is_not_painted),
        easel_test(another_look_is_painted_whole),
        easel_test(a_forgotten_picture_is_painted_whole),
        easel_test(a_canvas_of_another_size_is_painted_whole),
        easel_test(the_canvas_has_its_whole_clip_again_after_painting),
        easel_test(more_damage_than_the_list_holds_is_all_painted),
        easel_test(a_stray_item_off_the_screen_harms_nothing),
        easel_test(a_painter_without_letters_paints_everything_else),
        folder_test(an_app_has_a_frame_from_the_beginning),
        folder_test(damage_equals_the_whole_in_portrait),
        folder_test(damage_equals_the_whole_in_landscape),
        folder_test(damage_equals_the_whole_in_large_portrait),
        folder_test(damage_equals_the_whole_in_large_landscape),
        folder_test(damage_equals_the_whole_in_high_contrast_portrait),
        folder_test(damage_equals_the_whole_in_high_contrast_landscape),
    };
    if (sodium_init() < 0) return 1;
    return cmocka_run_group_tests_name("paint", tests, NULL, NULL);
}
