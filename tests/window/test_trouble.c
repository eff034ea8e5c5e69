/* tests/window/test_trouble.c - the screen while its content is spoilt and its disk is full. */
#define _GNU_SOURCE /* unshare */
#include "tests/window/visit.h"

#include <fcntl.h>
#include <sched.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/base/doorbell.h"
#include "sync/base/json.h"

enum { DISK_BYTES = 3 * 1024 * 1024 };

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

/* Garbage from byte `from` on while `screen` is shown. */
static void damage_is_survived(struct visit *visit, off_t from, bool on_board)
{
    char content[PATH_MAX];
    char suspect[PATH_MAX];
    char bell[PATH_MAX];
    visit_make_data(visit);
    visit_start(visit, (const char *const[]){"--quiet", NULL});
    if (on_board) visit_tap(visit, "open_board", NULL, "board");
    struct picture picture = visit_look_settled(visit, whole);
    AUTO(json_auto) json_t *before = kiosk_frame(&visit->kiosk);
    overwrite(visit_path(visit, "content.db", content), from);
    doorbell_ring(visit_path(visit, "kiosk.bell", bell));
    assert_true(file_comes_to_be(visit_path(visit, "content.suspect", suspect)));
    AUTO(json_auto) json_t *after = kiosk_frame(&visit->kiosk);
    assert_true(json_equal(json_object_get(before, "items"), json_object_get(after, "items")));
    assert_true(visit_comes_to_look(visit, whole, &picture, true));
    doorbell_ring(bell); /* once more: nothing is worse than before */
    visit_tap(visit, "help", NULL, "help");
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
    visit_make_data(visit);
    visit_start(visit, NULL);
    visit_go_to_form(visit);
    visit_fill_in(visit);
    char filler[PATH_MAX];
    struct picture review = visit_look_settled(visit, whole);
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    struct area send = item_area(frame_action(frame, "send", NULL));
    fill_disk(visit_path(visit, "filler", filler));
    display_tap(&visit->house->display, send.x + send.w / 2, send.y + send.h / 2);
    assert_true(visit_comes_to_look(visit, whole, &review, false));
    picture_finish(&review);
    /* With the disk full not even frame.json can be written: look at it once there is room again. */
    struct picture settled = visit_look_settled(visit, whole);
    picture_finish(&settled);
    assert_int_equal(unlink(filler), 0);
    visit_comes_to_say(visit, "Det blev ikke gemt");
    assert_int_equal(visit_entries(visit), 0);
    visit_tap(visit, "send", NULL, "thanks"); /* "Prøv igen" */
    assert_int_equal(visit_entries(visit), 1);
    visit_check_entry(visit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(content_of_garbage_changes_nothing),
        visit_test(content_with_a_good_head_and_garbage_changes_nothing),
        visit_test(a_full_disk_is_said_and_then_tried_again), /* last: it moves into a namespace of its own */
    };
    return cmocka_run_group_tests_name("trouble", tests, house_setup, house_teardown);
}
