/* tests/window/test_window.c - the kiosk in a real window: real clicks and keys in, pixels, files and
 * processes looked at from outside. */
#define _GNU_SOURCE /* memmem */
#include "tests/window/visit.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "tests/window/process.h"

enum {
    STILL_MS = 5000, /* how long the still screen is watched */
    WAKES_A_SECOND_MAX = 2,
    FRAMES_A_SECOND_MAX = 30,
    WAIT_FOR_MORE_MS = 500, /* longer than anything that would come of a second press */
    FILE_BYTES_MAX = 8 * 1024 * 1024,
};

/* The water stands still, so that pictures of the resting screen can be compared. */
static const char *const quiet[] = {"--quiet", NULL};

/* ---- a visit, and what of it is on the disk ---- */

static bool holds(const struct str *bytes, const char *text)
{
    return bytes->length > 0 && memmem(bytes->data, bytes->length, text, strlen(text)) != NULL;
}

/* Any six letters of the name in a row, or the number, in the raw bytes of the file. */
static void assert_not_in_file(const char *path)
{
    AUTO(str_finish) struct str bytes = {0};
    assert_int_equal(file_read(&bytes, path, FILE_BYTES_MAX), ERR_OK);
    assert_false(holds(&bytes, PHONE_TYPED));
    assert_false(holds(&bytes, PHONE_READ_BACK));
    for (size_t at = 0; at + TRACE_MIN < sizeof(NAME_TYPED); at++) {
        char part[TRACE_MIN + 1] = {0};
        memcpy(part, &NAME_TYPED[at], TRACE_MIN);
        if (holds(&bytes, part)) fail_msg("\"%s\" of the name is in %s", part, path);
    }
}

static int assert_not_in_one(const char *path, const struct stat *info, int type)
{
    (void)info;
    if (type == FTW_F && S_ISREG(info->st_mode)) assert_not_in_file(path);
    return 0;
}

static void touched_from_rest_to_thanks(void **state)
{
    struct visit *visit = *state;
    visit_make_data(visit);
    visit_start(visit, NULL);
    visit_go_to_form(visit);
    visit_fill_in(visit);
    json_t *review = kiosk_frame(&visit->kiosk);
    assert_true(frame_says(review, NAME_TYPED));
    assert_true(frame_says(review, PHONE_READ_BACK));
    json_decref(review);
    assert_int_equal(visit_entries(visit), 0);
    visit_tap(visit, "send", NULL, "thanks");
    assert_int_equal(visit_entries(visit), 1);
    visit_check_entry(visit);
    char path[PATH_MAX];
    assert_not_in_file(visit_path(visit, "outbox.db", path));
    assert_not_in_file(visit_path(visit, "outbox.db-wal", path));
    assert_not_in_file(visit_path(visit, "outbox.db-shm", path));
    assert_int_equal(ftw(visit->data, assert_not_in_one, 16), 0);
    assert_not_in_file(visit->kiosk.log);
    visit_tap(visit, "finish", NULL, "rest");
    assert_int_equal(kiosk_stop(&visit->kiosk), 0);
    assert_int_equal(ftw(visit->data, assert_not_in_one, 16), 0);
    assert_int_equal(visit_entries(visit), 1);
}

/* ---- stillness ---- */

static json_int_t count_in(const json_t *frame, const char *name)
{
    return json_integer_value(json_object_get(frame, name));
}

static void a_quiet_screen_sleeps(void **state)
{
    struct visit *visit = *state;
    visit_make_data(visit);
    visit_start(visit, quiet);
    struct picture picture = visit_look_settled(visit, whole);
    picture_finish(&picture);
    AUTO(json_auto) json_t *before = kiosk_frame(&visit->kiosk);
    assert_true(frame_is(before, "rest"));
    sleep_ms(50); /* what the signal woke goes to sleep again */
    struct process_tree tree;
    process_tree(visit->kiosk.pid, &tree);
    int64_t slept = process_switches(&tree).voluntary;
    sleep_ms(STILL_MS);
    slept = process_switches(&tree).voluntary - slept;
    AUTO(json_auto) json_t *after = kiosk_frame(&visit->kiosk);
    json_int_t wakes = count_in(after, "wakes") - count_in(before, "wakes") - 1; /* one is our question */
    print_message("    quiet for %d s: %lld wake-ups, %lld threads put to sleep\n", STILL_MS / 1000, (long long)wakes,
                  (long long)slept);
    assert_int_equal(count_in(after, "painted"), count_in(before, "painted"));
    assert_true(wakes <= WAKES_A_SECOND_MAX * STILL_MS / 1000);
    assert_true(slept <= WAKES_A_SECOND_MAX * STILL_MS / 1000);
}

static void a_moving_screen_paints_no_more_than_it_may(void **state)
{
    struct visit *visit = *state;
    visit_make_data(visit);
    visit_start(visit, NULL);
    AUTO(json_auto) json_t *before = kiosk_frame(&visit->kiosk);
    assert_true(frame_is(before, "rest"));
    sleep_ms(STILL_MS);
    AUTO(json_auto) json_t *after = kiosk_frame(&visit->kiosk);
    json_int_t painted = count_in(after, "painted") - count_in(before, "painted");
    json_int_t wakes = count_in(after, "wakes") - count_in(before, "wakes");
    print_message("    moving for %d s: %lld frames, %lld wake-ups\n", STILL_MS / 1000, (long long)painted,
                  (long long)wakes);
    assert_true(painted > 0 && painted <= FRAMES_A_SECOND_MAX * STILL_MS / 1000);
    assert_true(wakes <= (FRAMES_A_SECOND_MAX + WAKES_A_SECOND_MAX) * STILL_MS / 1000);
    /* A touch on a drop opens the board and presses nothing else. */
    const json_t *water = frame_action(after, "open_board", NULL);
    assert_non_null(water);
    struct area area = item_area(water);
    display_tap(&visit->house->display, area.x + area.w * 2 / 3, area.y + area.h / 3);
    visit_comes_to(visit, "board");
    sleep_ms(WAIT_FOR_MORE_MS);
    visit_comes_to(visit, "board");
    /* And there nothing moves any more. */
    AUTO(json_auto) json_t *board = kiosk_frame(&visit->kiosk);
    sleep_ms(1000);
    AUTO(json_auto) json_t *later = kiosk_frame(&visit->kiosk);
    assert_int_equal(count_in(board, "painted"), count_in(later, "painted"));
}

/* ---- pressing ---- */

static void a_press_is_seen_and_sliding_off_cancels(void **state)
{
    struct visit *visit = *state;
    struct display *display = &visit->house->display;
    visit_make_data(visit);
    visit_start(visit, NULL);
    visit_go_to_network(visit);
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    const json_t *button = frame_action(frame, "start", NULL);
    assert_non_null(button);
    struct area area = item_area(button);
    struct picture idle = visit_look_settled(visit, area);

    display_press(display, area.x + area.w / 2, area.y + area.h / 2);
    assert_true(visit_comes_to_look(visit, area, &idle, false));
    struct picture held = visit_look_settled(visit, area); /* the ring of the touch is gone, the press is not */
    assert_false(picture_equal(&held, &idle));
    display_move(display, WIDTH / 2, 2);
    assert_true(visit_comes_to_look(visit, area, &idle, true));
    display_move(display, area.x + area.w / 2, area.y + area.h / 2); /* back on it: pressed again */
    assert_true(visit_comes_to_look(visit, area, &idle, false));
    display_move(display, WIDTH / 2, 2);
    assert_true(visit_comes_to_look(visit, area, &idle, true));
    display_release(display, WIDTH / 2, 2);
    /* Help and back again: had the release counted, the notice would be underneath. */
    visit_tap(visit, "help", NULL, "help");
    visit_tap(visit, "back", NULL, "network");
    /* And a press that ends where it began does count. */
    visit_tap(visit, "start", NULL, "notice");
    picture_finish(&idle);
    picture_finish(&held);
}

static void a_key_is_seen_while_it_is_held(void **state)
{
    struct visit *visit = *state;
    visit_make_data(visit);
    visit_start(visit, NULL);
    visit_go_to_form(visit);
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    const json_t *key = frame_action(frame, "key", "7");
    assert_non_null(key);
    struct area area = item_area(key);
    struct picture idle = visit_look_settled(visit, area);
    display_press(&visit->house->display, area.x + area.w / 2, area.y + area.h / 2);
    assert_true(visit_comes_to_look(visit, area, &idle, false));
    struct picture held = visit_look_settled(visit, area);
    assert_false(picture_equal(&held, &idle));
    display_release(&visit->house->display, area.x + area.w / 2, area.y + area.h / 2);
    assert_true(visit_comes_to_look(visit, area, &idle, true));
    picture_finish(&idle);
    picture_finish(&held);
}

/* ---- a real keyboard ---- */

static void press_keys(struct visit *visit, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const char key[2] = {*letters, '\0'};
        assert_true(display_key(&visit->house->display, key));
    }
}

static void a_real_keyboard_works_in_the_form(void **state)
{
    struct visit *visit = *state;
    struct display *display = &visit->house->display;
    visit_make_data(visit);
    visit_start(visit, NULL);
    visit_go_to_form(visit);
    press_keys(visit, "Annx");
    assert_true(display_key(display, "BackSpace"));
    press_keys(visit, "a");
    visit_comes_to_say(visit, "Anna");
    assert_true(display_key(display, "Tab"));
    press_keys(visit, "55512345");
    visit_comes_to_say(visit, "55512345");
    assert_true(display_key(display, "Tab")); /* around to the name */
    press_keys(visit, "B");
    visit_comes_to_say(visit, "AnnaB");
    assert_true(display_key(display, "Tab"));
    assert_true(display_key(display, "Return"));
    visit_comes_to(visit, "review");
    assert_true(display_key(display, "Escape"));
    visit_comes_to(visit, "form"); /* where it was left: in the last field */
    assert_true(display_key(display, "Return"));
    visit_comes_to(visit, "review");
    sleep_ms(600); /* at once it would be a double strike */
    assert_true(display_key(display, "Return"));
    visit_comes_to(visit, "thanks");
    assert_int_equal(visit_entries(visit), 1);
}

/* ---- the window ---- */

static Window find_window(struct visit *visit)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    Window window = None;
    while (window == None && now_us() < until) window = display_window(&visit->house->display, "Forhal");
    assert_true(window != None);
    return window;
}

static bool is_sized(const json_t *frame, const char *size)
{
    char is[32];
    snprintf(is, sizeof(is), "%lldx%lld", (long long)count_in(frame, "width"), (long long)count_in(frame, "height"));
    return strcmp(is, size) == 0;
}

static bool window_comes_to_look(struct visit *visit, Window window, struct area area, const struct picture *picture)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    bool equal = false;
    while (!equal && now_us() < until) {
        struct picture now;
        assert_true(display_picture(&visit->house->display, window, area, &now));
        equal = picture_equal(&now, picture);
        picture_finish(&now);
        if (!equal) sleep_ms(5);
    }
    return equal;
}

/* After a change of size the window looks as one that had this size from the start. */
static void a_resized_window_is_painted_whole(void **state)
{
    struct visit *visit = *state;
    struct display *display = &visit->house->display;
    visit_make_data(visit);
    visit_start(visit, (const char *const[]){"--window", "--quiet", "--size", "1000x700", NULL});
    const struct area area = {0, 0, 1000, 700};
    Window window = find_window(visit);
    XMoveWindow(display->x, window, 0, 0);
    XSync(display->x, False);
    struct picture wanted = visit_look_settled(visit, area);
    assert_int_equal(kiosk_stop(&visit->kiosk), 0);

    visit_start(visit, (const char *const[]){"--window", "--quiet", "--size", "1400x900", NULL});
    window = find_window(visit);
    XMoveWindow(display->x, window, 0, 0);
    XResizeWindow(display->x, window, 1000, 700);
    XSync(display->x, False);
    json_t *frame = kiosk_wait(&visit->kiosk, is_sized, "1000x700");
    assert_non_null(frame);
    json_decref(frame);
    assert_true(window_comes_to_look(visit, window, area, &wanted));

    XResizeWindow(display->x, window, 700, 1000); /* upright */
    XSync(display->x, False);
    frame = kiosk_wait(&visit->kiosk, is_sized, "700x1000");
    assert_non_null(frame);
    json_decref(frame);
    XResizeWindow(display->x, window, 1000, 700);
    XSync(display->x, False);
    assert_true(window_comes_to_look(visit, window, area, &wanted));
    picture_finish(&wanted);
}

/* Something lay over it and goes away: the server keeps nothing, the window must be painted again. */
static void an_uncovered_window_is_painted_again(void **state)
{
    struct visit *visit = *state;
    struct display *display = &visit->house->display;
    visit_make_data(visit);
    visit_start(visit, quiet);
    const struct area area = {100, 100, 600, 400};
    struct picture wanted = visit_look_settled(visit, area);
    Window cover = XCreateSimpleWindow(display->x, display->root, area.x, area.y, (unsigned)area.w, (unsigned)area.h, 0,
                                       0, 0xff00ff);
    XMapRaised(display->x, cover);
    XSync(display->x, False);
    assert_true(visit_comes_to_look(visit, area, &wanted, false));
    XDestroyWindow(display->x, cover);
    XSync(display->x, False);
    assert_true(visit_comes_to_look(visit, area, &wanted, true));
    picture_finish(&wanted);
}

/* Is someone listening at the doorbell? */
static bool bell_answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool answers = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    close(fd);
    return answers;
}

static void told_to_stop_it_stops(void **state)
{
    struct visit *visit = *state;
    char bell[PATH_MAX];
    visit_path(visit, "kiosk.bell", bell);
    visit_make_data(visit);
    for (int round = 0; round < 2; round++) { /* the second finds the bell of the first */
        visit_start(visit, NULL);
        assert_true(bell_answers(bell));
        visit_go_to_network(visit);
        assert_int_equal(kiosk_stop(&visit->kiosk), 0);
        assert_false(bell_answers(bell));
        assert_true(display_window(&visit->house->display, "Forhal") == None);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(touched_from_rest_to_thanks),
        visit_test(a_quiet_screen_sleeps),
        visit_test(a_moving_screen_paints_no_more_than_it_may),
        visit_test(a_press_is_seen_and_sliding_off_cancels),
        visit_test(a_key_is_seen_while_it_is_held),
        visit_test(a_real_keyboard_works_in_the_form),
        visit_test(a_resized_window_is_painted_whole),
        visit_test(an_uncovered_window_is_painted_again),
        visit_test(told_to_stop_it_stops),
    };
    return cmocka_run_group_tests_name("window", tests, house_setup, house_teardown);
}
