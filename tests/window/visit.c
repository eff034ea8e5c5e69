#define _GNU_SOURCE /* nftw */
#include "tests/window/visit.h"

#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "sync/base/json.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"

enum { SETTLED_MS = 400 }; /* a picture that long the same: the ring of a touch is gone after 250 */

static const char network[] = "frivilligt-arbejde";

/* ---- set up ---- */

int house_setup(void **state)
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

int house_teardown(void **state)
{
    struct house *house = *state;
    display_close(&house->display);
    int code = nftw(house->work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(house);
    return code;
}

int visit_setup(void **state)
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

int visit_teardown(void **state)
{
    struct visit *visit = *state;
    (void)kiosk_stop(&visit->kiosk);
    if (visit->mounted) (void)umount2(visit->data, MNT_DETACH);
    free(visit);
    return 0;
}

/* ---- a visit ---- */

void visit_make_data(struct visit *visit)
{
    assert_true(kiosk_make_data(visit->house->out, "assets/content/albertslund-2014.json", visit->data));
}

void visit_start(struct visit *visit, const char *const *more)
{
    assert_true(kiosk_start(&visit->kiosk, &visit->house->display, visit->house->out, visit->data, more));
}

const char *visit_path(const struct visit *visit, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", visit->data, name);
    return out;
}

void visit_comes_to(struct visit *visit, const char *screen)
{
    json_t *frame = kiosk_wait_screen(&visit->kiosk, screen);
    assert_non_null(frame);
    json_decref(frame);
}

void visit_tap(struct visit *visit, const char *action, const char *target, const char *then)
{
    assert_true(kiosk_tap(&visit->kiosk, action, target));
    visit_comes_to(visit, then);
}

void visit_go_to_network(struct visit *visit)
{
    visit_comes_to(visit, "rest");
    visit_tap(visit, "open_board", NULL, "board");
    visit_tap(visit, "open_network", network, "network");
}

void visit_go_to_form(struct visit *visit)
{
    visit_go_to_network(visit);
    visit_tap(visit, "start", NULL, "notice");
    visit_tap(visit, "accept_notice", NULL, "form");
}

void visit_type(struct visit *visit, const char *text)
{
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    assert_true(kiosk_type(&visit->kiosk, frame, text));
}

void visit_fill_in(struct visit *visit)
{
    visit_type(visit, NAME_TYPED);
    assert_true(kiosk_tap(&visit->kiosk, "next", NULL));
    visit_type(visit, PHONE_TYPED);
    visit_tap(visit, "next", NULL, "review");
}

int64_t visit_entries(struct visit *visit)
{
    char path[PATH_MAX];
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, visit_path(visit, "outbox.db", path)), ERR_OK);
    struct outbox_counts counts;
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.set_aside, 0);
    return counts.waiting;
}

/* Only the town hall's key opens it, and then it is what was typed. */
void visit_check_entry(struct visit *visit)
{
    char path[PATH_MAX];
    AUTO(json_auto) json_t *keys = json_load_file(visit_path(visit, "registry-keys.json", path), 0, NULL);
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    assert_int_equal(json_bytes_at(keys, "seal_public", seal_public, sizeof(seal_public)), ERR_OK);
    assert_int_equal(json_bytes_at(keys, "seal_secret", seal_secret, sizeof(seal_secret)), ERR_OK);
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, visit_path(visit, "outbox.db", path)), ERR_OK);
    struct entry entry;
    size_t count = 0;
    assert_int_equal(outbox_batch(outbox, &entry, 1, &count), ERR_OK);
    assert_int_equal(count, 1);
    unsigned char *plain = NULL;
    size_t plain_bytes = 0;
    assert_int_equal(entry_open(&plain, &plain_bytes, &entry, seal_public, seal_secret), ERR_OK);
    struct submission submission;
    assert_int_equal(submission_from_json(&submission, (const char *)plain, plain_bytes), ERR_OK);
    assert_string_equal(submission.name, NAME_TYPED);
    assert_non_null(strstr(submission.contact, PHONE_TYPED));
    assert_string_equal(submission.network, network);
    submission_finish(&submission);
    free(plain);
    entry_finish(&entry);
}

void visit_comes_to_say(struct visit *visit, const char *text)
{
    json_t *frame = kiosk_wait(&visit->kiosk, frame_says, text);
    assert_non_null(frame);
    json_decref(frame);
}

/* ---- looking ---- */

struct picture visit_look(struct visit *visit, struct area area)
{
    struct picture picture;
    assert_true(display_picture(&visit->house->display, visit->house->display.root, area, &picture));
    return picture;
}

/* Until it has stayed the same for a while. The caller finishes the picture. */
struct picture visit_look_settled(struct visit *visit, struct area area)
{
    struct picture last = visit_look(visit, area);
    int64_t since = now_us();
    int64_t until = since + WAIT_MS * 1000;
    while (now_us() - since < SETTLED_MS * 1000 && now_us() < until) {
        sleep_ms(20);
        struct picture now = visit_look(visit, area);
        if (!picture_equal(&now, &last)) since = now_us();
        picture_finish(&last);
        last = now;
    }
    return last;
}

/* Until the area looks like `picture` (or, with `like` false, differently). */
bool visit_comes_to_look(struct visit *visit, struct area area, const struct picture *picture, bool like)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    bool equal;
    do {
        struct picture now = visit_look(visit, area);
        equal = picture_equal(&now, picture);
        picture_finish(&now);
        if (equal != like) sleep_ms(5);
    } while (equal != like && now_us() < until);
    return equal == like;
}

bool file_comes_to_be(const char *path)
{
    int64_t until = now_us() + 4 * WAIT_MS * 1000; /* a whole visit may come before it, on a busy machine */
    while (access(path, F_OK) != 0 && now_us() < until) sleep_ms(5);
    return access(path, F_OK) == 0;
}
