/* tests/unit/test_client_ahead.c - the page that is asked for before the one in front of it is stored (client.h): it is
 * taken when it is the one that is wanted, proved by its own nonce, and whole; otherwise the registry is asked anew. */
#include "tests/unit/folder.h"

#include <curl/curl.h>
#include <sodium.h>

#include "sync/agent/client.h"
#include "sync/base/json.h"
#include "sync/store/identity.h"
#include "sync/wire/freshness.h"
#include "tests/unit/fake_server.h"

enum mood { HONEST, BROKEN, UNSIGNED, OTHER_NONCE };

enum { ASKED_MAX = 8, TARGET_BYTES = 256 };

struct hall {
    struct fake_server server;
    struct identity identity;
    unsigned char content_secret[SIGN_SECRET_BYTES];
    enum mood mood; /* of the first answer; the others are honest */
    char asked[ASKED_MAX][TARGET_BYTES];
    atomic_int count;
    struct client *client;
};

static void value_of(const char *target, const char *name, char *out, size_t out_bytes)
{
    const char *at = strstr(target, name);
    out[0] = '\0';
    if (at == NULL) return;
    at += strlen(name);
    snprintf(out, out_bytes, "%.*s", (int)strcspn(at, "& "), at);
}

/* An empty page from where it was asked for, in the generation that was asked for. */
static enum fake_end answer(void *context, const struct fake_request *request, struct str *out)
{
    struct hall *hall = context;
    char after[24], generation[40], nonce[NONCE_TEXT_BYTES];
    int number = atomic_fetch_add(&hall->count, 1);
    enum mood mood = number == 0 ? hall->mood : HONEST;
    if (number < ASKED_MAX) {
        snprintf(hall->asked[number], TARGET_BYTES, "%.*s", (int)strcspn(request->target, " "), request->target);
    }
    value_of(request->target, "after=", after, sizeof(after));
    value_of(request->target, "generation=", generation, sizeof(generation));
    value_of(request->target, "nonce=", nonce, sizeof(nonce));
    json_int_t from = strtoll(after, NULL, 10);
    AUTO(json_auto)
    json_t *page = json_pack("{s:s, s:I, s:I, s:I, s:[]}", "generation", generation, "from", from, "to", from, "head",
                             from, "items");
    char *text = json_dumps(page, JSON_COMPACT);
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    char proof[FEED_SIGNATURE_TEXT_BYTES];
    char header[256];
    feed_sign(signature, text, strlen(text), hall->content_secret);
    if (mood == OTHER_NONCE) nonce[0] = nonce[0] == '0' ? '1' : '0';
    freshness_sign(proof, nonce, signature, hall->content_secret);
    if (mood == UNSIGNED) signature[10] = signature[10] == 'A' ? 'B' : 'A';
    snprintf(header, sizeof(header), "Forhal-Signature: %s\r\nForhal-Fresh: %s\r\n", signature, proof);
    fake_add(out, mood == BROKEN ? 503 : 200, header, text, strlen(text));
    free(text);
    return FAKE_KEEP;
}

static int hall_setup(void **state)
{
    struct hall *hall = calloc(1, sizeof(*hall));
    if (hall == NULL || fake_start(&hall->server, answer, hall) != 0) return -1;
    identity_make(&hall->identity, hall->server.url);
    snprintf(hall->identity.kiosk_id, sizeof(hall->identity.kiosk_id), "k1");
    sign_make_keys(hall->identity.content_public, hall->content_secret);
    const struct http_options options = {.base_url = hall->server.url};
    if (client_open(&hall->client, &hall->identity, &options) != ERR_OK) return -1;
    *state = hall;
    return 0;
}

static int hall_teardown(void **state)
{
    struct hall *hall = *state;
    client_close(hall->client);
    fake_stop(&hall->server);
    free(hall);
    return 0;
}

static struct feed_cursor cursor_of(const char *generation, int64_t sequence)
{
    struct feed_cursor cursor = {.sequence = sequence};
    snprintf(cursor.generation, sizeof(cursor.generation), "%s", generation);
    return cursor;
}

/* Asks for the page behind `ahead`, and then wants that behind `wanted`, which must come, proved. Gives how many
 * questions came to the registry: one that is given up may not have been sent. */
static int want(struct hall *hall, const struct feed_cursor *ahead, const struct feed_cursor *wanted)
{
    struct feed_page page;
    client_feed_ahead(hall->client, ahead);
    assert_int_equal(client_feed(hall->client, wanted, &page), ERR_OK);
    assert_string_equal(page.generation, wanted->generation);
    assert_int_equal(page.from, wanted->sequence);
    assert_true(page.fresh);
    feed_page_finish(&page);
    return atomic_load(&hall->count);
}

static void what_was_asked_for_ahead_is_taken(void **state)
{
    struct hall *hall = *state;
    struct feed_page page;
    const struct feed_cursor cursor = cursor_of("3-abc", 5);
    assert_int_equal(want(hall, &cursor, &cursor), 1);
    /* And once only: what comes after is asked for. */
    assert_int_equal(client_feed(hall->client, &cursor, &page), ERR_OK);
    feed_page_finish(&page);
    assert_int_equal(atomic_load(&hall->count), 2);
    assert_string_not_equal(hall->asked[0], hall->asked[1]); /* each has a nonce of its own */
}

/* What is stored may have ended elsewhere than was thought: at an item that was refused, say. */
static void a_page_from_elsewhere_is_not_taken(void **state)
{
    const struct feed_cursor ahead = cursor_of("3-abc", 5);
    const struct feed_cursor wanted = cursor_of("3-abc", 4);
    assert_in_range(want(*state, &ahead, &wanted), 1, 2);
}

static void a_page_of_another_generation_is_not_taken(void **state)
{
    const struct feed_cursor ahead = cursor_of("3-abc", 5);
    const struct feed_cursor wanted = cursor_of("4-def", 5);
    assert_in_range(want(*state, &ahead, &wanted), 1, 2);
}

static void what_is_wrong_with_it_is_asked_for_once_more(void **state)
{
    struct hall *hall = *state;
    const struct feed_cursor cursor = cursor_of("3-abc", 5);
    static const enum mood moods[] = {BROKEN, UNSIGNED};
    for (size_t at = 0; at < sizeof(moods) / sizeof(moods[0]); at++) {
        hall->mood = moods[at];
        atomic_store(&hall->count, 0);
        assert_int_equal(want(hall, &cursor, &cursor), 2);
        assert_string_equal(client_problem(hall->client), "");
        assert_string_equal(client_code(hall->client), "");
    }
}

/* A proof for another question is none: somebody may have kept the page. */
static void a_proof_for_another_question_proves_nothing(void **state)
{
    struct hall *hall = *state;
    struct feed_page page;
    const struct feed_cursor cursor = cursor_of("3-abc", 5);
    hall->mood = OTHER_NONCE;
    client_feed_ahead(hall->client, &cursor);
    assert_int_equal(client_feed(hall->client, &cursor, &page), ERR_OK);
    assert_int_equal(atomic_load(&hall->count), 1);
    assert_false(page.fresh);
    feed_page_finish(&page);
}

/* Whatever is asked meanwhile gives it up, and its line. */
static void a_question_in_between_gives_it_up(void **state)
{
    struct hall *hall = *state;
    struct feed_page page;
    const struct feed_cursor cursor = cursor_of("3-abc", 5);
    const struct feed_cursor other = cursor_of("3-abc", 9);
    client_feed_ahead(hall->client, &cursor);
    assert_int_equal(client_wait(hall->client, &other, NULL, &page), ERR_OK);
    assert_int_equal(page.from, 9);
    feed_page_finish(&page);
    int asked = atomic_load(&hall->count);
    assert_int_equal(client_feed(hall->client, &cursor, &page), ERR_OK);
    assert_int_equal(page.from, 5);
    assert_true(page.fresh);
    feed_page_finish(&page);
    assert_int_equal(atomic_load(&hall->count), asked + 1);
}

static int begin(void **state)
{
    (void)state;
    return sodium_init() >= 0 && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, hall_setup, hall_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        hall_test(what_was_asked_for_ahead_is_taken),
        hall_test(a_page_from_elsewhere_is_not_taken),
        hall_test(a_page_of_another_generation_is_not_taken),
        hall_test(what_is_wrong_with_it_is_asked_for_once_more),
        hall_test(a_proof_for_another_question_proves_nothing),
        hall_test(a_question_in_between_gives_it_up),
    };
    return cmocka_run_group_tests_name("client ahead", tests, begin, NULL);
}
