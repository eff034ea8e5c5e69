/* tests/unit/openapi_kiosks.h - a part of test_openapi.c: what kiosks ask, asked for real. */
#pragma once

#include "tests/unit/openapi_asker.h"

#include "sync/base/file.h"
#include "sync/model/picture.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/pending.h"
#include "sync/wire/fingerprint.h"
#include "sync/wire/freshness.h"
#include "sync/wire/rotation.h"
#include "sync/wire/turn.h"

static void enrolment_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    struct test_kiosk kiosk = {0};
    char code[KIOSK_CODE_TEXT_BYTES];
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    assert_int_equal(kiosk_invite(asker.house->registry, "Foyer", 15, code), ERR_OK);
    AUTO(answer_finish) struct answer done = {0};
    kiosk_asks(&done, asker.house, &kiosk, code);
    expect(&asker, &done, "POST", "/v1/enrol", 200);
    AUTO(answer_finish) struct answer used = {0};
    kiosk_asks(&used, asker.house, &asker.kiosk, code);
    expect(&asker, &used, "POST", "/v1/enrol", 403);
    for (int at = 0; at < ENROL_FAILURES_PER_MINUTE_MAX - 1; at++) {
        AUTO(answer_finish) struct answer wrong = {0};
        kiosk_asks(&wrong, asker.house, &kiosk, "AAAA-BBBB-CCCC");
        expect(&asker, &wrong, "POST", "/v1/enrol", 403);
    }
    AUTO(answer_finish) struct answer slow = {0};
    kiosk_asks(&slow, asker.house, &kiosk, "AAAA-BBBB-CCCC");
    expect(&asker, &slow, "POST", "/v1/enrol", 429);
    staff_expect(&asker, false, "POST", "/v1/enrol", "/v1/enrol", "{}", 400);
}

static void asks_without_a_code(struct asker *asker, const struct test_kiosk *kiosk, long status)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char header[160];
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(json_auto) json_t *json = json_pack("{s:o}", "key", json_from_bytes(kiosk->sign_public, SIGN_PUBLIC_BYTES));
    char *body = json_dumps(json, JSON_COMPACT);
    request_sign(signature, SIGN_ENROL, "POST", "/v1/enrol", body, strlen(body), kiosk->sign_secret);
    snprintf(header, sizeof(header), "Forhal-Signature: %s", signature);
    check_body(asker, "POST", "/v1/enrol", body);
    http(&answer, asker->house->url, "POST", "/v1/enrol", body, strlen(body), (const char *const[]){header, NULL});
    free(body);
    expect(asker, &answer, "POST", "/v1/enrol", status);
}

static void asking_to_be_accepted_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    struct registry *registry = asker.house->registry;
    struct test_kiosk kiosk = {0}, late = {0};
    struct kiosk found;
    enum pending_decision decision;
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    sign_make_keys(late.sign_public, late.sign_secret);
    fingerprint_code(code, kiosk.sign_public);
    asks_without_a_code(&asker, &kiosk, 202);
    assert_int_equal(pending_refuse(registry, code, &decision, &found), ERR_OK);
    asks_without_a_code(&asker, &kiosk, 403);
    assert_int_equal(pending_accept(registry, code, "Foyer", &decision, &found), ERR_OK);
    asks_without_a_code(&asker, &kiosk, 200);
    for (unsigned char at = 0; at < PENDING_MAX; at++) {
        unsigned char key[SIGN_PUBLIC_BYTES] = {'k', at};
        char peer[16];
        enum pending_answer answer;
        bool is_new = false;
        snprintf(peer, sizeof(peer), "10.0.0.%u", (unsigned)at);
        assert_int_equal(pending_ask(registry, key, peer, true, &answer, &is_new, &found), ERR_OK);
    }
    asks_without_a_code(&asker, &late, 429);
}

/* {"before","now"} and, with a list, {"entries"} (taken over). The caller frees. */
static char *body_with_turn(const struct turn *turn, json_t *list)
{
    AUTO(json_auto) json_t *json = json_object();
    assert_int_equal(turn_to_json(turn, json), ERR_OK);
    if (list != NULL) json_object_set_new(json, "entries", list);
    return json_dumps(json, JSON_COMPACT);
}

static void takes_turn(struct asker *asker, const struct turn *turn, long status)
{
    char *body = body_with_turn(turn, NULL);
    kiosk_expects(asker, "POST", "/v1/turn", "/v1/turn", body, NULL, status);
    free(body);
}

static void turns_are_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    struct turn turn = {.before = {0}}, copy = {.before = {0}};
    struct entry entry;
    asker_begin(&asker, *state);
    turn_next(&turn);
    turn_next(&copy);
    takes_turn(&asker, &turn, 200);
    takes_turn(&asker, &turn, 200); /* the answer was lost */
    assert_int_equal(kiosk_demand_rotation(asker.house->registry, asker.kiosk.id), ERR_OK);
    turn_next(&turn);
    entry_of(&entry, &asker.kiosk, "network-0");
    char *body = body_with_turn(&turn, json_pack("[o]", entry_to_json(&entry)));
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", body, NULL, 200); /* with "turn" and "rotate" */
    free(body);
    char *without = entries_body((json_t *const[]){entry_to_json(&entry)}, 1);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", without, NULL, 400);
    free(without);
    kiosk_expects(&asker, "POST", "/v1/turn", "/v1/turn", "{}", NULL, 400);
    takes_turn(&asker, &copy, 403);
    body = body_with_turn(&copy, json_pack("[o]", entry_to_json(&entry)));
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", body, NULL, 403);
    free(body);
    entry_finish(&entry);
}

static void puts_key(struct asker *asker, const struct test_kiosk *next, const struct turn *turn, long status)
{
    AUTO(json_auto)
    json_t *json = rotation_to_json(asker->kiosk.id, asker->kiosk.sign_public, next->sign_public, next->sign_secret);
    if (turn != NULL) assert_int_equal(turn_to_json(turn, json), ERR_OK);
    char *body = json_dumps(json, JSON_COMPACT);
    kiosk_expects(asker, "POST", "/v1/key", "/v1/key", body, NULL, status);
    free(body);
}

static void a_new_key_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    struct test_kiosk other, next, third;
    asker_begin(&asker, *state);
    kiosk_make(asker.house, &other);
    sign_make_keys(next.sign_public, next.sign_secret);
    sign_make_keys(third.sign_public, third.sign_secret);
    struct turn turn = {.now = {0}}, copy = {.now = {0}};
    turn_next(&turn);
    turn_next(&copy);
    puts_key(&asker, &other, NULL, 403); /* somebody's */
    puts_key(&asker, &next, &turn, 200);
    puts_key(&asker, &next, &turn, 200); /* the answer was lost */
    puts_key(&asker, &next, &copy, 403); /* forked */
    puts_key(&asker, &next, NULL, 400);
    puts_key(&asker, &third, NULL, 401);
    kiosk_expects(&asker, "POST", "/v1/key", "/v1/key", "{\"key\":1}", NULL, 400);
    kiosk_expects(&asker, "GET", "/v1/feed", "/v1/feed", NULL, NULL, 401);
}

static void feed_and_keys_are_as_described(void **state)
{
    static const bool all[KEY_KIND_COUNT] = {true, true, true};
    AUTO(asker_finish) struct asker asker;
    char target[200], nonce[NONCE_TEXT_BYTES];
    asker_begin(&asker, *state);
    nonce_make(nonce);
    snprintf(target, sizeof(target), "/v1/feed?generation=&after=0&nonce=%s", nonce);
    kiosk_expects(&asker, "GET", "/v1/feed", target, NULL, NULL, 200);
    house_import(asker.house, 1); /* tombstones */
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(asker.house->registry, generation, &head), ERR_OK);
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=1&nonce=%s", generation, nonce);
    kiosk_expects(&asker, "GET", "/v1/feed", target, NULL, NULL, 200);
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", generation, (long long)head + 1);
    kiosk_expects(&asker, "GET", "/v1/feed", target, NULL, NULL, 409);
    kiosk_expects(&asker, "GET", "/v1/feed", "/v1/feed?after=x", NULL, NULL, 400);
    assert_int_equal(registry_rotate_keys(asker.house->registry, all), ERR_OK);
    kiosk_expects(&asker, "GET", "/v1/keys", "/v1/keys?after=1", NULL, NULL, 200);
    kiosk_expects(&asker, "GET", "/v1/keys", "/v1/keys", NULL, NULL, 400);
    assert_int_equal(kiosk_revoke(asker.house->registry, asker.kiosk.id), ERR_OK);
    kiosk_expects(&asker, "GET", "/v1/feed", "/v1/feed", NULL, NULL, 403);
}

static void pictures_are_as_described(void **state)
{
    static const unsigned char bytes[] = {0x89, 'P', 'N', 'G', 1, 2, 3, 4};
    AUTO(asker_finish) struct asker asker;
    char name[PICTURE_NAME_BYTES], target[PATH_BYTES];
    asker_begin(&asker, *state);
    picture_name(name, bytes, sizeof(bytes));
    assert_int_equal(db_run(asker.house->registry->db, "INSERT INTO picture (name, bytes) VALUES (?, ?)", "tb", name,
                            bytes, sizeof(bytes)),
                     ERR_OK);
    snprintf(target, sizeof(target), "/v1/pictures/%s", name);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", target, NULL, NULL, 200);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", target, NULL, "Range: bytes=2-3", 206);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", target, NULL, "Range: bytes=99-", 416);
    kiosk_expects(&asker, "GET", "/v1/pictures/{name}", "/v1/pictures/none", NULL, NULL, 404);
}

static void send_entries(struct asker *asker)
{
    struct submission submission;
    struct entry entries[3];
    json_t *list[4];
    submission_make(&submission, "network-0");
    submission.order = 1;
    submission.given_at_s = HOUSE_NOW_S - 60;
    entry_with(&entries[0], &asker->kiosk, &submission);
    idea_make(&submission);
    submission.order = 2;
    submission.clock_doubtful = true;
    entry_with(&entries[1], &asker->kiosk, &submission);
    submission_make(&submission, "no-such-network");
    entry_with(&entries[2], &asker->kiosk, &submission);
    for (size_t at = 0; at < 3; at++) list[at] = entry_to_json(&entries[at]);
    list[3] = entry_to_json(&entries[0]);
    char *body = entries_body(list, 4);
    kiosk_expects(asker, "POST", "/v1/entries", "/v1/entries", body, NULL, 200);
    free(body);
    for (size_t at = 0; at < 3; at++) entry_finish(&entries[at]);
}

static void entries_are_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    send_entries(&asker);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", "{\"entries\":[]}", NULL, 400);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", "{", NULL, 400);
    kiosk_expects(&asker, "POST", "/v1/entries", "/v1/entries", "[[[[[[[[[[1]]]]]]]]]]", NULL, 400);
}
