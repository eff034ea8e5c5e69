/* tests/window/test_window.c - the kiosk in a real window: real clicks and keys in, pixels, files and
 * memory looked at from outside.
 *
 * FORHAL_BUILD (build) says whose forhal-kiosk and make-data; run from the root of the project. */
#define _GNU_SOURCE /* unshare, nftw */
#include <SDL_ttf.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"
#include "tests/window/display.h"
#include "tests/window/kiosk.h"
#include "tests/window/process.h"

/* Letters that no program has for other reasons, no two neighbours alike; longer than the words of the
 * screens that come after it, which would else lie over it by chance. */
static const char name_typed[] = "Bragwin Hyldotskefmup Vazokribex Thylmandrovistegun Polgerika";
static const char phone_typed[] = "31728495";
static const char network[] = "frivilligt-arbejde";

enum {
    WIDTH = 1920,
    HEIGHT = 1080,
    WAIT_MS = 4000,
    SETTLED_MS = 400, /* a picture that long the same: the ring of a touch is gone after 250 */
    STILL_MS = 5000,  /* how long the still screen is watched */
    WAKES_A_SECOND_MAX = 2,
    TRACE_MIN = 6, /* so many letters of the name in a row are a trace of it */
    FILE_BYTES_MAX = 8 * 1024 * 1024,
    DISK_BYTES = 512 * 1024,
};

/* What all tests share, made once. */
struct house {
    struct display display;
    const char *out;
    char work[64];
    int folders;
};

/* What each test has. */
struct visit {
    struct house *house;
    struct kiosk kiosk;
    char data[96];
    bool mounted;
};

/* ---- set up ---- */

static int house_setup(void **state)
{
    struct house *house = calloc(1, sizeof(*house));
    if (house == NULL || sodium_init() < 0) return -1;
    const char *out = getenv("FORHAL_BUILD");
    house->out = out != NULL ? out : "build";
    snprintf(house->work, sizeof(house->work), "/tmp/forhal-window-XXXXXX");
    *state = house;
    return mkdtemp(house->work) != NULL && display_open(&house->display, WIDTH, HEIGHT) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static int house_teardown(void **state)
{
    struct house *house = *state;
    display_close(&house->display);
    int code = nftw(house->work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(house);
    return code;
}

static int visit_setup(void **state)
{
    struct house *house = *state;
    struct visit *visit = calloc(1, sizeof(*visit));
    if (visit == NULL) return -1;
    visit->house = house;
    visit->kiosk.pid = -1;
    snprintf(visit->data, sizeof(visit->data), "%s/%d", house->work, ++house->folders);
    display_release(&house->display, WIDTH / 2, 0); /* a failed test may have left the button down */
    *state = visit;
    return 0;
}

static int visit_teardown(void **state)
{
    struct visit *visit = *state;
    (void)kiosk_stop(&visit->kiosk);
    if (visit->mounted) (void)umount2(visit->data, MNT_DETACH);
    free(visit);
    return 0;
}

#define visit_test(function) cmocka_unit_test_setup_teardown(function, visit_setup, visit_teardown)

static void make_data(struct visit *visit)
{
    assert_true(kiosk_make_data(visit->house->out, "assets/content/albertslund-2014.json", visit->data));
}

static void start(struct visit *visit, const char *const *more)
{
    assert_true(kiosk_start(&visit->kiosk, &visit->house->display, visit->house->out, visit->data, more));
}

static const char *data_path(const struct visit *visit, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", visit->data, name);
    return out;
}

/* ---- a visit ---- */

static void assert_screen(struct visit *visit, const char *screen)
{
    json_t *frame = kiosk_wait_screen(&visit->kiosk, screen);
    assert_non_null(frame);
    json_decref(frame);
}

static void tap(struct visit *visit, const char *action, const char *target, const char *then)
{
    assert_true(kiosk_tap(&visit->kiosk, action, target));
    assert_screen(visit, then);
}

static void go_to_network(struct visit *visit)
{
    assert_screen(visit, "rest");
    tap(visit, "open_board", NULL, "board");
    tap(visit, "open_network", network, "network");
}

static void go_to_form(struct visit *visit)
{
    go_to_network(visit);
    tap(visit, "start_interest", NULL, "notice");
    tap(visit, "accept_notice", NULL, "interest");
}

static void type(struct visit *visit, const char *text)
{
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    assert_true(kiosk_type(&visit->kiosk, frame, text));
}

static void fill_in(struct visit *visit)
{
    type(visit, name_typed);
    assert_true(kiosk_tap(&visit->kiosk, "next", NULL));
    type(visit, phone_typed);
    tap(visit, "next", NULL, "review");
}

static int64_t entries(struct visit *visit)
{
    char path[PATH_MAX];
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, data_path(visit, "outbox.db", path)), ERR_OK);
    struct outbox_counts counts;
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.set_aside, 0);
    return counts.waiting;
}

/* Only the town hall's key opens it, and then it is what was typed. */
static void assert_entry_is_ours(struct visit *visit)
{
    char path[PATH_MAX];
    AUTO(json_auto) json_t *keys = json_load_file(data_path(visit, "registry-keys.json", path), 0, NULL);
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    assert_int_equal(json_bytes_at(keys, "seal_public", seal_public, sizeof(seal_public)), ERR_OK);
    assert_int_equal(json_bytes_at(keys, "seal_secret", seal_secret, sizeof(seal_secret)), ERR_OK);
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, data_path(visit, "outbox.db", path)), ERR_OK);
    struct entry entry;
    size_t count = 0;
    assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
    assert_int_equal(count, 1);
    unsigned char *plain = NULL;
    size_t plain_bytes = 0;
    assert_int_equal(entry_open(&plain, &plain_bytes, &entry, seal_public, seal_secret), ERR_OK);
    struct submission submission;
    assert_int_equal(submission_from_json(&submission, (const char *)plain, plain_bytes), ERR_OK);
    assert_string_equal(submission.name, name_typed);
    assert_non_null(strstr(submission.contact, phone_typed));
    assert_string_equal(submission.network, network);
    submission_finish(&submission);
    free(plain);
    entry_finish(&entry);
}

static bool holds(const struct str *bytes, const char *text)
{
    return bytes->length > 0 && memmem(bytes->data, bytes->length, text, strlen(text)) != NULL;
}

/* Any six letters of the name in a row, or the number, in the raw bytes of the file. */
static void assert_not_in_file(const char *path)
{
    AUTO(str_finish) struct str bytes = {0};
    assert_int_equal(file_read(&bytes, path, FILE_BYTES_MAX), ERR_OK);
    assert_false(holds(&bytes, phone_typed));
    for (size_t at = 0; at + TRACE_MIN < sizeof(name_typed); at++) {
        char part[TRACE_MIN + 1] = {0};
        memcpy(part, name_typed + at, TRACE_MIN);
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
    make_data(visit);
    start(visit, NULL);
    go_to_form(visit);
    fill_in(visit);
    json_t *review = kiosk_frame(&visit->kiosk);
    assert_true(frame_says(review, name_typed));
    assert_true(frame_says(review, phone_typed));
    json_decref(review);
    assert_int_equal(entries(visit), 0);
    tap(visit, "send", NULL, "thanks");
    assert_int_equal(entries(visit), 1);
    assert_entry_is_ours(visit);
    char path[PATH_MAX];
    assert_not_in_file(data_path(visit, "outbox.db", path));
    assert_not_in_file(data_path(visit, "outbox.db-wal", path));
    assert_not_in_file(data_path(visit, "outbox.db-shm", path));
    assert_int_equal(ftw(visit->data, assert_not_in_one, 16), 0);
    assert_not_in_file(visit->kiosk.log);
    tap(visit, "finish", NULL, "rest");
    assert_int_equal(kiosk_stop(&visit->kiosk), 0);
    assert_int_equal(ftw(visit->data, assert_not_in_one, 16), 0);
    assert_int_equal(entries(visit), 1);
}

/* ---- looking ---- */

static const struct area whole = {0, 0, WIDTH, HEIGHT};

static struct picture look(struct visit *visit, struct area area)
{
    struct picture picture;
    assert_true(display_picture(&visit->house->display, visit->house->display.root, area, &picture));
    return picture;
}

/* Until it has stayed the same for a while. The caller finishes the picture. */
static struct picture look_settled(struct visit *visit, struct area area)
{
    struct picture last = look(visit, area);
    int64_t since = now_us();
    int64_t until = since + WAIT_MS * 1000;
    while (now_us() - since < SETTLED_MS * 1000 && now_us() < until) {
        sleep_ms(20);
        struct picture now = look(visit, area);
        if (!picture_equal(&now, &last)) since = now_us();
        picture_finish(&last);
        last = now;
    }
    return last;
}

/* Until the area looks like `picture` (or, with `like` false, differently). */
static bool comes_to_look(struct visit *visit, struct area area, const struct picture *picture, bool like)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    bool equal;
    do {
        struct picture now = look(visit, area);
        equal = picture_equal(&now, picture);
        picture_finish(&now);
        if (equal != like) sleep_ms(5);
    } while (equal != like && now_us() < until);
    return equal == like;
}

/* ---- stillness ---- */

static json_int_t count_in(const json_t *frame, const char *name)
{
    return json_integer_value(json_object_get(frame, name));
}

static void a_still_screen_sleeps(void **state)
{
    struct visit *visit = *state;
    make_data(visit);
    start(visit, NULL);
    struct picture picture = look_settled(visit, whole);
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
    print_message("    at rest for %d s: %lld wake-ups, %lld threads put to sleep\n", STILL_MS / 1000, (long long)wakes,
                  (long long)slept);
    assert_int_equal(count_in(after, "painted"), count_in(before, "painted"));
    assert_true(wakes <= WAKES_A_SECOND_MAX * STILL_MS / 1000);
    assert_true(slept <= WAKES_A_SECOND_MAX * STILL_MS / 1000);
}

/* ---- pressing ---- */

static void a_press_is_seen_and_sliding_off_cancels(void **state)
{
    struct visit *visit = *state;
    struct display *display = &visit->house->display;
    make_data(visit);
    start(visit, NULL);
    go_to_network(visit);
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    const json_t *button = frame_action(frame, "start_interest", NULL);
    assert_non_null(button);
    struct area area = item_area(button);
    struct picture idle = look_settled(visit, area);

    display_press(display, area.x + area.w / 2, area.y + area.h / 2);
    assert_true(comes_to_look(visit, area, &idle, false));
    struct picture held = look_settled(visit, area); /* the ring of the touch is gone, the press is not */
    assert_false(picture_equal(&held, &idle));
    display_move(display, WIDTH / 2, 2);
    assert_true(comes_to_look(visit, area, &idle, true));
    display_move(display, area.x + area.w / 2, area.y + area.h / 2); /* back on it: pressed again */
    assert_true(comes_to_look(visit, area, &idle, false));
    display_move(display, WIDTH / 2, 2);
    assert_true(comes_to_look(visit, area, &idle, true));
    display_release(display, WIDTH / 2, 2);
    /* Help and back again: had the release counted, the notice would be underneath. */
    tap(visit, "help", NULL, "help");
    tap(visit, "back", NULL, "network");
    /* And a press that ends where it began does count. */
    tap(visit, "start_interest", NULL, "notice");
    picture_finish(&idle);
    picture_finish(&held);
}

static void a_key_is_seen_while_it_is_held(void **state)
{
    struct visit *visit = *state;
    make_data(visit);
    start(visit, NULL);
    go_to_form(visit);
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    const json_t *key = frame_action(frame, "key", "7");
    assert_non_null(key);
    struct area area = item_area(key);
    struct picture idle = look_settled(visit, area);
    display_press(&visit->house->display, area.x + area.w / 2, area.y + area.h / 2);
    assert_true(comes_to_look(visit, area, &idle, false));
    struct picture held = look_settled(visit, area);
    assert_false(picture_equal(&held, &idle));
    display_release(&visit->house->display, area.x + area.w / 2, area.y + area.h / 2);
    assert_true(comes_to_look(visit, area, &idle, true));
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

static void assert_says(struct visit *visit, const char *text)
{
    json_t *frame = kiosk_wait(&visit->kiosk, frame_says, text);
    assert_non_null(frame);
    json_decref(frame);
}

static void a_real_keyboard_works_in_the_form(void **state)
{
    struct visit *visit = *state;
    struct display *display = &visit->house->display;
    make_data(visit);
    start(visit, NULL);
    go_to_form(visit);
    press_keys(visit, "Annx");
    assert_true(display_key(display, "BackSpace"));
    press_keys(visit, "a");
    assert_says(visit, "Anna");
    assert_true(display_key(display, "Tab"));
    press_keys(visit, "55512345");
    assert_says(visit, "55512345");
    assert_true(display_key(display, "Tab")); /* around to the name */
    press_keys(visit, "B");
    assert_says(visit, "AnnaB");
    assert_true(display_key(display, "Tab"));
    assert_true(display_key(display, "Return"));
    assert_screen(visit, "review");
    assert_true(display_key(display, "Escape"));
    assert_screen(visit, "interest");
    assert_true(display_key(display, "Tab"));
    assert_true(display_key(display, "Return"));
    assert_screen(visit, "review");
    assert_true(display_key(display, "Return"));
    assert_screen(visit, "thanks");
    assert_int_equal(entries(visit), 1);
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
    make_data(visit);
    start(visit, (const char *const[]){"--window", "--size", "1000x700", NULL});
    const struct area area = {0, 0, 1000, 700};
    Window window = find_window(visit);
    XMoveWindow(display->x, window, 0, 0);
    XSync(display->x, False);
    struct picture wanted = look_settled(visit, area);
    assert_int_equal(kiosk_stop(&visit->kiosk), 0);

    start(visit, (const char *const[]){"--window", "--size", "1400x900", NULL});
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
    make_data(visit);
    start(visit, NULL);
    const struct area area = {100, 100, 600, 400};
    struct picture wanted = look_settled(visit, area);
    Window cover = XCreateSimpleWindow(display->x, display->root, area.x, area.y, (unsigned)area.w, (unsigned)area.h, 0,
                                       0, 0xff00ff);
    XMapRaised(display->x, cover);
    XSync(display->x, False);
    assert_true(comes_to_look(visit, area, &wanted, false));
    XDestroyWindow(display->x, cover);
    XSync(display->x, False);
    assert_true(comes_to_look(visit, area, &wanted, true));
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
    data_path(visit, "kiosk.bell", bell);
    make_data(visit);
    for (int round = 0; round < 2; round++) { /* the second finds the bell of the first */
        start(visit, NULL);
        assert_true(bell_answers(bell));
        go_to_network(visit);
        assert_int_equal(kiosk_stop(&visit->kiosk), 0);
        assert_false(bell_answers(bell));
        assert_true(display_window(&visit->house->display, "Forhal") == None);
    }
}

/* ---- damage ---- */

static void overwrite(const char *path, off_t from)
{
    unsigned char garbage[16384];
    randombytes_buf(garbage, sizeof(garbage));
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    for (off_t at = from; at < info.st_size; at += (off_t)sizeof(garbage)) {
        size_t bytes = (size_t)(info.st_size - at) < sizeof(garbage) ? (size_t)(info.st_size - at) : sizeof(garbage);
        assert_int_equal(pwrite(fd, garbage, bytes, at), (ssize_t)bytes);
    }
    close(fd);
}

static bool comes_to_be(const char *path)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    while (access(path, F_OK) != 0 && now_us() < until) sleep_ms(5);
    return access(path, F_OK) == 0;
}

/* Garbage from byte `from` on while `screen` is shown. */
static void damage_is_survived(struct visit *visit, off_t from, bool on_board)
{
    char content[PATH_MAX];
    char suspect[PATH_MAX];
    char bell[PATH_MAX];
    make_data(visit);
    start(visit, NULL);
    if (on_board) tap(visit, "open_board", NULL, "board");
    struct picture picture = look_settled(visit, whole);
    AUTO(json_auto) json_t *before = kiosk_frame(&visit->kiosk);
    overwrite(data_path(visit, "content.db", content), from);
    doorbell_ring(data_path(visit, "kiosk.bell", bell));
    assert_true(comes_to_be(data_path(visit, "content.suspect", suspect)));
    AUTO(json_auto) json_t *after = kiosk_frame(&visit->kiosk);
    assert_true(json_equal(json_object_get(before, "items"), json_object_get(after, "items")));
    assert_true(comes_to_look(visit, whole, &picture, true));
    doorbell_ring(bell); /* once more: nothing is worse than before */
    tap(visit, "help", NULL, "help");
    picture_finish(&picture);
}

static void content_of_garbage_changes_nothing(void **state)
{
    damage_is_survived(*state, 0, false);
}

static void content_with_a_good_head_and_garbage_changes_nothing(void **state)
{
    damage_is_survived(*state, 4096, true);
}

/* ---- a full disk ---- */

static bool mount_small_disk(struct visit *visit)
{
    char options[64];
    snprintf(options, sizeof(options), "size=%d,mode=700", DISK_BYTES);
    if (mkdir(visit->data, 0700) != 0 || unshare(CLONE_NEWNS) != 0) return false;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return false;
    visit->mounted = mount("tmpfs", visit->data, "tmpfs", 0, options) == 0;
    return visit->mounted;
}

static void fill_disk(const char *path)
{
    static const char zeros[4096];
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    while (write(fd, zeros, sizeof(zeros)) > 0) continue;
    close(fd);
}

static void a_full_disk_is_said_and_then_tried_again(void **state)
{
    struct visit *visit = *state;
    if (!mount_small_disk(visit)) {
        print_message("    SKIPPED: no private mount namespace here, so no small disk to fill\n");
        skip();
    }
    make_data(visit);
    start(visit, NULL);
    go_to_form(visit);
    fill_in(visit);
    char filler[PATH_MAX];
    struct picture review = look_settled(visit, whole);
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    struct area send = item_area(frame_action(frame, "send", NULL));
    fill_disk(data_path(visit, "filler", filler));
    display_tap(&visit->house->display, send.x + send.w / 2, send.y + send.h / 2);
    assert_true(comes_to_look(visit, whole, &review, false));
    picture_finish(&review);
    /* With the disk full not even frame.json can be written: look at it once there is room again. */
    struct picture settled = look_settled(visit, whole);
    picture_finish(&settled);
    assert_int_equal(unlink(filler), 0);
    assert_says(visit, "Det blev ikke gemt");
    assert_int_equal(entries(visit), 0);
    tap(visit, "send", NULL, "thanks"); /* "Prøv igen" */
    assert_int_equal(entries(visit), 1);
    assert_entry_is_ours(visit);
}

/* ---- nothing is left in memory ---- */

/* Prints where `symbols` are still found, and says at how many places. `text` are the same as letters. */
static size_t count_traces(pid_t pid, const struct symbols *symbols, size_t count_min, const char *text)
{
    struct traces traces;
    assert_true(process_find(pid, symbols, count_min, &traces));
    for (size_t at = 0; at < traces.count && at < TRACES_MAX; at++) {
        const struct trace *trace = &traces.list[at];
        print_message("    \"%.*s\" as %s at %llx in %s: %s\n", (int)trace->count, text + trace->first,
                      encoding_name(trace->encoding), (unsigned long long)trace->address,
                      trace->mapping[0] != '\0' ? trace->mapping : "unnamed memory", trace->around);
    }
    return traces.count;
}

static size_t count_letters(pid_t pid)
{
    struct symbols name = symbols_of(name_typed);
    struct symbols phone = symbols_of(phone_typed);
    return count_traces(pid, &name, TRACE_MIN, name_typed) + count_traces(pid, &phone, phone.count, phone_typed);
}

/* The name as the numbers its glyphs have in a font: whoever has the font can read it. */
static size_t count_glyphs(pid_t pid, const char *font_path)
{
    TTF_Font *font = TTF_OpenFont(font_path, 20);
    assert_non_null(font);
    struct symbols glyphs = symbols_of(name_typed);
    for (size_t at = 0; at < glyphs.count; at++) {
        glyphs.list[at] = (uint32_t)TTF_GlyphIsProvided32(font, glyphs.list[at]);
    }
    TTF_CloseFont(font);
    return count_traces(pid, &glyphs, TRACE_MIN, name_typed);
}

static void assert_forgotten(pid_t pid)
{
    assert_int_equal(TTF_Init(), 0);
    size_t count = count_letters(pid);
    count += count_glyphs(pid, "/usr/share/fonts/opentype/inter/Inter-Regular.otf");
    count += count_glyphs(pid, "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf");
    TTF_Quit();
    assert_int_equal(count, 0);
}

static void skip_unless_readable(pid_t pid)
{
#ifdef __SANITIZE_ADDRESS__
    (void)pid;
    print_message("    SKIPPED: AddressSanitizer keeps what was freed; the release build is looked through\n");
    skip();
#else
    struct traces ignored;
    struct symbols symbols = symbols_of(name_typed);
    if (process_find(pid, &symbols, TRACE_MIN, &ignored)) return;
    print_message("    SKIPPED: the kiosk's memory can't be read from here\n");
    skip();
#endif
}

static void point(struct visit *visit, const char *action, struct area *out)
{
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    const json_t *item = frame_action(frame, action, NULL);
    assert_non_null(item);
    *out = item_area(item);
}

static void touch(struct visit *visit, struct area area)
{
    display_tap(&visit->house->display, area.x + area.w / 2, area.y + area.h / 2);
}

static bool comes_to_have_entries(struct visit *visit, int64_t count)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    while (entries(visit) != count && now_us() < until) sleep_ms(10);
    return entries(visit) == count;
}

/* frame.json passes through the kiosk's memory too, so while the name is on the screen nobody asks for
 * it: another visitor goes first and shows where the buttons are. */
static void after_finishing_memory_holds_nothing(void **state)
{
    struct visit *visit = *state;
    struct area next;
    struct area send;
    struct area finish;
    make_data(visit);
    start(visit, NULL);
    skip_unless_readable(visit->kiosk.pid);
    go_to_form(visit);
    AUTO(json_auto) json_t *keys = kiosk_frame(&visit->kiosk);
    point(visit, "next", &next);
    assert_true(kiosk_type(&visit->kiosk, keys, "Ida"));
    touch(visit, next);
    assert_true(kiosk_type(&visit->kiosk, keys, "20406080"));
    touch(visit, next);
    assert_screen(visit, "review");
    point(visit, "send", &send);
    tap(visit, "send", NULL, "thanks");
    point(visit, "finish", &finish);
    tap(visit, "finish", NULL, "rest");

    go_to_form(visit);
    assert_true(kiosk_type(&visit->kiosk, keys, name_typed));
    touch(visit, next);
    assert_true(kiosk_type(&visit->kiosk, keys, phone_typed));
    touch(visit, next);
    struct traces traces; /* the search finds it while it is there */
    struct symbols phone = symbols_of(phone_typed);
    int64_t until = now_us() + WAIT_MS * 1000;
    do {
        assert_true(process_find(visit->kiosk.pid, &phone, phone.count, &traces));
    } while (traces.count == 0 && now_us() < until);
    assert_true(traces.count > 0);
    touch(visit, send);
    assert_true(comes_to_have_entries(visit, 2));
    touch(visit, finish);
    assert_screen(visit, "rest");
    assert_forgotten(visit->kiosk.pid);
}

/* One letter a line, so that the script itself does not hold the name. */
static void write_script(const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("tap \"Rør ved vandet\"\ntap \"Frivilligt arbejde\"\ntap \"Jeg er interesseret\"\ntap \"Det er fint, "
          "videre\"\n",
          file);
    for (const char *at = name_typed; *at != '\0'; at++) fprintf(file, "type \"%c\"\n", *at);
    fputs("tap \"Videre\"\n", file);
    for (const char *at = phone_typed; *at != '\0'; at++) fprintf(file, "type \"%c\"\n", *at);
    fputs("tap \"Færdig\"\nshot review\nwait 125s\nexpect \"Rør ved vandet\"\nshot rest\nframe idle\nhalt\n", file);
    fclose(file);
}

/* A pipe that takes nothing more: who writes to it stops there. */
static void full_pipe(int fds[2])
{
    static const char zeros[4096];
    assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
    while (write(fds[1], zeros, sizeof(zeros)) > 0) continue;
    while (write(fds[1], zeros, 1) > 0) continue;
    assert_int_equal(fcntl(fds[1], F_SETFL, 0), 0);
}

/* The virtual clock, since the window would need two minutes. The script's last line is none, so
 * the kiosk wants to complain, about a pipe that is full: there it stands still to be looked at. */
static void after_the_idle_time_memory_holds_nothing(void **state)
{
    struct visit *visit = *state;
    char script[PATH_MAX];
    char idle[PATH_MAX];
    char log[PATH_MAX];
    int fds[2];
    make_data(visit);
    write_script(data_path(visit, "visit.script", script));
    full_pipe(fds);
    snprintf(log, sizeof(log), "/proc/self/fd/%d", fds[1]);
    char program[PATH_MAX];
    snprintf(program, sizeof(program), "%s/forhal-kiosk", visit->house->out);
    visit->kiosk.pid = display_run(&visit->house->display,
                                   (const char *const[]){program, "--data", visit->data, "--script", script, "--shots",
                                                         visit->data, "--size", "1920x1080", NULL},
                                   log);
    assert_true(visit->kiosk.pid > 0);
    assert_true(comes_to_be(data_path(visit, "idle.json", idle)));
    int64_t until = now_us() + WAIT_MS * 1000;
    while (process_state(visit->kiosk.pid) != 'S' && now_us() < until) sleep_ms(1);
    skip_unless_readable(visit->kiosk.pid);
    assert_forgotten(visit->kiosk.pid);
    kill(visit->kiosk.pid, SIGKILL); /* it is in the middle of a write */
    close(fds[0]);
    close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(touched_from_rest_to_thanks),
        visit_test(a_still_screen_sleeps),
        visit_test(a_press_is_seen_and_sliding_off_cancels),
        visit_test(a_key_is_seen_while_it_is_held),
        visit_test(a_real_keyboard_works_in_the_form),
        visit_test(a_resized_window_is_painted_whole),
        visit_test(an_uncovered_window_is_painted_again),
        visit_test(told_to_stop_it_stops),
        visit_test(content_of_garbage_changes_nothing),
        visit_test(content_with_a_good_head_and_garbage_changes_nothing),
        visit_test(after_finishing_memory_holds_nothing),
        visit_test(after_the_idle_time_memory_holds_nothing),
        visit_test(a_full_disk_is_said_and_then_tried_again), /* last: it moves into a namespace of its own */
    };
    return cmocka_run_group_tests_name("window", tests, house_setup, house_teardown);
}
