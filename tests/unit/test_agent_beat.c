/* tests/unit/test_agent_beat.c - when an agent tells how its kiosk is, what it tells, and how it carries pictures. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/agent/beat.h"
#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/outbox.h"
#include "sync/wire/request.h"
#include "tests/unit/fake_server.h"

#define LOOK_ID "0123456789abcdef"

struct hall {
    struct folder *folder;
    struct fake_server server;
    struct data_dir dir;
    struct run_dir run;
    struct identity identity;
    struct client *client;
    struct beat beat;
    int64_t now_ms;
    int64_t wall_s;
    /* The registry's side. */
    atomic_int status; /* 0: hangs up */
    const char *answer;
    char target[128];
    struct str body;
    bool body_is_signed;
    unsigned char kiosk_public[SIGN_PUBLIC_BYTES];
};

static enum fake_end answer_hall(void *context, const struct fake_request *request, struct str *out)
{
    struct hall *hall = context;
    const char *signature = strcasestr(request->head, "\r\nForhal-Signature: ");
    char text[REQUEST_SIGNATURE_TEXT_BYTES] = "";
    if (signature != NULL) {
        snprintf(text, sizeof(text), "%.*s", (int)strcspn(signature + 20, "\r"), signature + 20);
    }
    snprintf(hall->target, sizeof(hall->target), "%.*s", (int)strcspn(request->target, " "), request->target);
    str_clear(&hall->body);
    str_add_bytes(&hall->body, request->body, request->body_bytes);
    hall->body_is_signed = request_check(text, SIGN_REQUEST, "POST", hall->target, request->body, request->body_bytes,
                                         hall->kiosk_public) == ERR_OK;
    int status = atomic_load(&hall->status);
    if (status == 0) return FAKE_CLOSE;
    fake_add(out, status, "", hall->answer, strlen(hall->answer));
    return FAKE_KEEP;
}

static int64_t hall_monotonic_ms(void *context)
{
    return ((struct hall *)context)->now_ms;
}

static int64_t hall_wall_s(void *context)
{
    return ((struct hall *)context)->wall_s;
}

static int setup(void **state)
{
    struct hall *hall = calloc(1, sizeof(*hall));
    void *folder = NULL;
    if (hall == NULL || folder_setup(&folder) != 0) return -1;
    hall->folder = folder;
    hall->now_ms = 500000;
    hall->wall_s = 1795244400;
    hall->answer = "{}";
    atomic_init(&hall->status, 200);
    str_init(&hall->body, 1 << 20);
    if (fake_start(&hall->server, answer_hall, hall) != 0) return -1;
    if (data_dir_init(&hall->dir, hall->folder->path) != ERR_OK) return -1;
    if (run_dir_init(&hall->run, hall->folder->path, "unused") != ERR_OK) return -1;
    sign_make_keys(hall->identity.sign_public, hall->identity.sign_secret);
    memcpy(hall->kiosk_public, hall->identity.sign_public, sizeof(hall->kiosk_public));
    snprintf(hall->identity.kiosk_id, sizeof(hall->identity.kiosk_id), "k1");
    hall->identity.enrolled = true;
    const struct http_options options = {.base_url = hall->server.url, .stall_s = 2};
    if (client_open(&hall->client, &hall->identity, &options) != ERR_OK) return -1;
    beat_begin(&hall->beat, &hall->dir, &hall->run, (struct clock){hall_monotonic_ms, hall_wall_s, hall});
    hall->beat.root = hall->folder->path; /* a machine that tells nothing */
    *state = hall;
    return 0;
}

static int teardown(void **state)
{
    struct hall *hall = *state;
    void *folder = hall->folder;
    client_close(hall->client);
    fake_stop(&hall->server);
    run_dir_finish(&hall->run);
    data_dir_finish(&hall->dir);
    str_finish(&hall->body);
    free(hall);
    return folder_teardown(&folder);
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static void screen_tells(struct hall *hall, int64_t at_ms, int64_t sequence)
{
    struct screen_state screen;
    screen_state_clear(&screen);
    screen.at_ms = at_ms;
    screen.sequence = sequence;
    snprintf(screen.shown, sizeof(screen.shown), "rest");
    assert_int_equal(screen_state_write(&screen, hall->run.screen), ERR_OK);
}

static void read_sent(struct hall *hall, struct heartbeat *out)
{
    assert_true(hall->body_is_signed);
    assert_string_equal(hall->target, "/v1/heartbeat");
    assert_int_equal(heartbeat_read(out, str_text(&hall->body), hall->body.length), ERR_OK);
}

static void it_beats_once_a_minute_and_at_once_for_news(void **state)
{
    struct hall *hall = *state;
    struct heartbeat sent;
    assert_true(beat_is_due(&hall->beat)); /* at first */
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_OK);
    read_sent(hall, &sent);
    assert_false(sent.has_screen);
    assert_int_equal(sent.waiting, 0);
    assert_int_equal(sent.beats, 1);
    assert_int_equal(sent.wall_s, hall->wall_s);
    assert_int_equal(sent.certificate_days, FACT_UNKNOWN);
    print_message("    a heartbeat without a screen: %zu bytes\n", hall->body.length);
    hall->now_ms += BEAT_LEAST_MS;
    assert_false(beat_is_due(&hall->beat));
    screen_tells(hall, hall->now_ms - 3000, 7);
    assert_true(beat_is_due(&hall->beat)); /* a screen has come */
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_OK);
    read_sent(hall, &sent);
    assert_true(sent.has_screen);
    assert_int_equal(sent.screen_age_s, 3);
    assert_int_equal(sent.screen.sequence, 7);
    assert_int_equal(sent.up_s, BEAT_LEAST_MS / 1000);
    static const char doubtful[] = "{\"clock\":\"doubtful\"}";
    assert_int_equal(file_replace(hall->dir.agent_state, doubtful, sizeof(doubtful) - 1, 0600), ERR_OK);
    hall->now_ms += BEAT_LEAST_MS - 1;
    assert_false(beat_is_due(&hall->beat)); /* not more often */
    hall->now_ms += 1;
    assert_true(beat_is_due(&hall->beat));
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_OK);
    hall->now_ms += BEAT_INTERVAL_MS - 1;
    assert_false(beat_is_due(&hall->beat));
    hall->now_ms += 1;
    assert_true(beat_is_due(&hall->beat));
}

/* Whoever published it waits to hear that it is shown, however shortly after the last time. */
static void what_is_shown_is_told_at_once(void **state)
{
    struct hall *hall = *state;
    screen_tells(hall, hall->now_ms, 7);
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_OK);
    assert_false(beat_is_due(&hall->beat));
    screen_tells(hall, hall->now_ms, 8);
    assert_true(beat_is_due(&hall->beat));
    atomic_store(&hall->status, 500); /* and a registry that can't hear it is not asked at every turn */
    assert_int_not_equal(beat_send(&hall->beat, hall->client), ERR_OK);
    assert_false(beat_is_due(&hall->beat));
    hall->now_ms += BEAT_LEAST_MS;
    assert_true(beat_is_due(&hall->beat));
}

/* What an earlier life of the machine left is not believed. */
static void an_old_screen_is_none(void **state)
{
    struct hall *hall = *state;
    struct heartbeat now;
    screen_tells(hall, hall->now_ms + 1, 7);
    beat_gather(&hall->beat, &now);
    assert_false(now.has_screen);
    assert_int_equal(now.screen.sequence, FACT_UNKNOWN);
    screen_tells(hall, hall->now_ms - 600000, 7); /* one that hangs is told as it is */
    hall->now_ms += 1000;
    beat_gather(&hall->beat, &now);
    assert_false(now.has_screen); /* before this machine began */
    hall->now_ms += 700000;
    screen_tells(hall, hall->now_ms - 600000, 7);
    beat_gather(&hall->beat, &now);
    assert_true(now.has_screen);
    assert_int_equal(now.screen_age_s, 600);
}

static void what_the_wire_knows_comes_along(void **state)
{
    struct hall *hall = *state;
    struct heartbeat now;
    static const char text[] =
        "{\"link\":\"good\",\"good_at\":1,\"problem\":null,\"certificate_days\":61,\"clock\":\"doubtful\"}";
    assert_int_equal(file_replace(hall->dir.agent_state, text, sizeof(text) - 1, 0600), ERR_OK);
    beat_gather(&hall->beat, &now);
    assert_string_equal(now.link, "good");
    assert_string_equal(now.clock, CLOCK_DOUBTFUL);
    assert_int_equal(now.certificate_days, 61);
    assert_int_equal(file_replace(hall->dir.agent_state, "{\"clock\":\"Half past two\"}", 25, 0600), ERR_OK);
    beat_gather(&hall->beat, &now);
    assert_string_equal(now.clock, "");
}

static void a_registry_without_heartbeats_is_left_alone(void **state)
{
    struct hall *hall = *state;
    hall->answer = "{\"error\":{\"code\":\"not_found\",\"message\":\"There is nothing at this address.\"}}";
    atomic_store(&hall->status, 404);
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_INVALID);
    hall->now_ms += BEAT_UNKNOWN_MS - 1;
    assert_false(beat_is_due(&hall->beat));
    hall->now_ms += 1;
    assert_true(beat_is_due(&hall->beat));
    atomic_store(&hall->status, 0); /* and one that isn't there is asked again in its time */
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_UNAVAILABLE);
    assert_false(beat_is_due(&hall->beat));
    hall->now_ms += BEAT_INTERVAL_MS;
    assert_true(beat_is_due(&hall->beat));
    atomic_store(&hall->status, 200);
    hall->answer = "<html>Log in</html>";
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_UNTRUSTED);
}

/* ---- pictures ---- */

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void a_question_reaches_the_screen(void **state)
{
    struct hall *hall = *state;
    AUTO(str_finish) struct str asked;
    int bell = -1;
    assert_int_equal(doorbell_open(&bell, hall->dir.kiosk_bell), ERR_OK);
    hall->answer = "{\"look\":\"" LOOK_ID "\"}";
    assert_int_equal(beat_send(&hall->beat, hall->client), ERR_OK);
    assert_true(doorbell_drain(bell));
    assert_int_equal(file_read(&asked, hall->run.look_asked, 64), ERR_OK);
    assert_string_equal(str_text(&asked), LOOK_ID);
    unlink(hall->run.look_asked);
    static const char *const nonsense[] = {"{\"look\":7}", "{\"look\":\"../x\"}", "{\"look\":\"" LOOK_ID "0\"}"};
    for (size_t at = 0; at < 3; at++) {
        hall->answer = nonsense[at];
        assert_int_equal(beat_send(&hall->beat, hall->client), ERR_OK);
        assert_false(is_there(hall->run.look_asked));
    }
    assert_false(doorbell_drain(bell));
    close(bell);
}

static void leave(const char *path, const char *text)
{
    assert_int_equal(file_replace(path, text, strlen(text), 0600), ERR_OK);
}

static void what_the_screen_leaves_is_handed_in(void **state)
{
    struct hall *hall = *state;
    assert_false(beat_has_look(&hall->beat));
    leave(hall->run.look_picture, "PNG, perhaps");
    leave(hall->run.look_told, "{\"look\":\"" LOOK_ID "\"}");
    assert_true(beat_has_look(&hall->beat));
    atomic_store(&hall->status, 0); /* no line: it stays */
    assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_UNAVAILABLE);
    assert_true(beat_has_look(&hall->beat));
    atomic_store(&hall->status, 200);
    assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_OK);
    assert_string_equal(hall->target, "/v1/look?id=" LOOK_ID);
    assert_string_equal(str_text(&hall->body), "PNG, perhaps");
    assert_true(hall->body_is_signed);
    assert_false(is_there(hall->run.look_told) || is_there(hall->run.look_picture));
    /* A refusal carries no picture, even if one lies there. */
    leave(hall->run.look_picture, "PNG, perhaps");
    leave(hall->run.look_told, "{\"look\":\"" LOOK_ID "\",\"refused\":\"private\"}");
    assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_OK);
    assert_string_equal(str_text(&hall->body), "{\"refused\":\"private\"}");
    assert_false(is_there(hall->run.look_told) || is_there(hall->run.look_picture));
}

static void what_makes_no_sense_is_not_handed_in(void **state)
{
    struct hall *hall = *state;
    static const char *const nonsense[] = {"", "{", "{}", "{\"look\":\"0123\"}",
                                           "{\"look\":\"0123456789abcdef\",\"refused\":\"Anna Hansen\"}"};
    for (size_t at = 0; at < sizeof(nonsense) / sizeof(nonsense[0]); at++) {
        leave(hall->run.look_told, nonsense[at]);
        assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_DAMAGED);
        assert_false(beat_has_look(&hall->beat));
    }
    leave(hall->run.look_told, "{\"look\":\"" LOOK_ID "\"}"); /* without its picture */
    assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_NOT_FOUND);
    assert_int_equal(atomic_load(&hall->server.requests), 0);
    /* And one that nobody takes is not kept for ever. */
    leave(hall->run.look_picture, "PNG, perhaps");
    leave(hall->run.look_told, "{\"look\":\"" LOOK_ID "\"}");
    atomic_store(&hall->status, 0);
    assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_UNAVAILABLE);
    hall->now_ms += BEAT_LOOK_KEPT_MS;
    assert_int_equal(beat_give_look(&hall->beat, hall->client), ERR_UNAVAILABLE);
    assert_false(is_there(hall->run.look_told) || is_there(hall->run.look_picture));
}

static int begin(void **state)
{
    (void)state;
    return sodium_init() >= 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        hall_test(it_beats_once_a_minute_and_at_once_for_news),
        hall_test(what_is_shown_is_told_at_once),
        hall_test(an_old_screen_is_none),
        hall_test(what_the_wire_knows_comes_along),
        hall_test(a_registry_without_heartbeats_is_left_alone),
        hall_test(a_question_reaches_the_screen),
        hall_test(what_the_screen_leaves_is_handed_in),
        hall_test(what_makes_no_sense_is_not_handed_in),
    };
    return cmocka_run_group_tests_name("agent beat", tests, begin, NULL);
}
