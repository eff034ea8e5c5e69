/* tests/unit/test_registry_macs.c - kiosks that ask for pages with a MAC in the place of a signature. */
#include "tests/unit/registry_house.h"

#include "sync/registry/fleet/kiosks.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"

static const char nonce[] = "00112233445566778899aabbccddeeff";

static struct shared_key shared_of(const struct test_kiosk *kiosk)
{
    struct shared_key key;
    assert_int_equal(shared_key_of_kiosk(&key, kiosk->sign_secret, kiosk->content_public), ERR_OK);
    return key;
}

/* As kiosk_http(), with a MAC instead of a signature. */
static void ask_with_mac(struct answer *out, const struct house *house, const struct test_kiosk *kiosk,
                         const struct shared_key *key, const char *method, const char *target, const char *body)
{
    char mac[MAC_TEXT_BYTES];
    char who[160];
    char mac_header[160];
    request_mac(mac, method, target, key);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %.*s", KIOSK_ID_BYTES_MAX, kiosk->id);
    snprintf(mac_header, sizeof(mac_header), "Forhal-Mac: %s", mac);
    http(out, house->url, method, target, body, body != NULL ? strlen(body) : 0,
         (const char *const[]){who, mac_header, NULL});
}

static bool proof_fits(const struct answer *answer, const struct shared_key *key)
{
    char page[256];
    char proof[256];
    answer_header(answer, REQUEST_HEADER_SIGNATURE, page);
    answer_header(answer, FRESHNESS_HEADER, proof);
    return freshness_check_mac(proof, nonce, page, key) == ERR_OK;
}

static void feed_of(char target[160], const struct house *house, const char *more)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    snprintf(target, 160, "/v1/feed?generation=%s&after=%lld&nonce=%s%s", generation, (long long)head, nonce, more);
}

static void a_mac_is_answered_with_a_mac(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    struct shared_key key = shared_of(&kiosk);
    for (int round = 0; round < 2; round++) { /* the second time the key is known */
        AUTO(answer_finish) struct answer answer = {0};
        feed_of(target, house, "");
        ask_with_mac(&answer, house, &kiosk, &key, "GET", target, NULL);
        assert_int_equal(answer.status, 200);
        assert_true(proof_fits(&answer, &key));
    }
    /* Who signs is answered with a signature, as ever. */
    AUTO(answer_finish) struct answer as_ever = {0};
    char proof[256], page[256];
    kiosk_http(&as_ever, house->url, &kiosk, "GET", target, NULL, NULL);
    answer_header(&as_ever, REQUEST_HEADER_SIGNATURE, page);
    answer_header(&as_ever, FRESHNESS_HEADER, proof);
    assert_int_equal(freshness_check(proof, nonce, page, kiosk.content_public), ERR_OK);
}

static void a_wait_that_brings_nothing_ends_with_a_mac(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char target[160];
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    struct shared_key key = shared_of(&kiosk);
    feed_of(target, house, "&wait=1");
    ask_with_mac(&answer, house, &kiosk, &key, "GET", target, NULL);
    assert_int_equal(answer.status, 200);
    assert_true(proof_fits(&answer, &key));
}

static void a_mac_of_another_is_none(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk, other;
    kiosk_make(house, &kiosk);
    kiosk_make(house, &other);
    struct shared_key others = shared_of(&other);
    AUTO(answer_finish) struct answer stolen = {0};
    ask_with_mac(&stolen, house, &kiosk, &others, "GET", "/v1/feed", NULL);
    assert_refused(&stolen, 401, "bad_signature");
    /* A good one over another question. */
    char mac[MAC_TEXT_BYTES], who[160], mac_header[160];
    struct shared_key key = shared_of(&kiosk);
    request_mac(mac, "GET", "/v1/feed?after=1", &key);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %s", kiosk.id);
    snprintf(mac_header, sizeof(mac_header), "Forhal-Mac: %s", mac);
    AUTO(answer_finish) struct answer moved = {0};
    http(&moved, house->url, "GET", "/v1/feed?after=2", NULL, 0, (const char *const[]){who, mac_header, NULL});
    assert_refused(&moved, 401, "bad_signature");
    AUTO(answer_finish) struct answer unknown = {0};
    snprintf(who, sizeof(who), "Forhal-Kiosk: 0123456789abcdef");
    http(&unknown, house->url, "GET", "/v1/feed?after=1", NULL, 0, (const char *const[]){who, mac_header, NULL});
    assert_refused(&unknown, 401, "unknown_kiosk");
}

/* What is given, and who one is, is signed. */
static void nothing_but_pages_has_a_mac(void **state)
{
    static const char *const others[][2] = {
        {"POST", "/v1/entries"},   {"POST", "/v1/turn"},       {"POST", "/v1/key"},
        {"POST", "/v1/heartbeat"}, {"GET", "/v1/pictures/00"},
    };
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    struct shared_key key = shared_of(&kiosk);
    for (size_t at = 0; at < sizeof(others) / sizeof(others[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        bool posts = strcmp(others[at][0], "POST") == 0;
        ask_with_mac(&answer, house, &kiosk, &key, others[at][0], others[at][1], posts ? "{}" : NULL);
        assert_int_equal(answer.status / 100, 4);
        if (strcmp(others[at][1], "/v1/key") != 0) assert_refused(&answer, 401, "bad_signature");
    }
}

static void a_mac_ends_with_the_kiosk_and_with_the_content_key(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    static const bool content_alone[KEY_KIND_COUNT] = {[KEY_CONTENT] = true};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    struct shared_key key = shared_of(&kiosk);
    AUTO(answer_finish) struct answer before = {0};
    AUTO(answer_finish) struct answer after = {0};
    AUTO(answer_finish) struct answer signed_one = {0};
    AUTO(answer_finish) struct answer revoked = {0};
    ask_with_mac(&before, house, &kiosk, &key, "GET", "/v1/feed", NULL);
    assert_int_equal(before.status, 200);
    assert_int_equal(registry_rotate_keys(house->registry, content_alone), ERR_OK);
    ask_with_mac(&after, house, &kiosk, &key, "GET", "/v1/feed", NULL);
    assert_refused(&after, 401, "bad_signature");
    kiosk_http(&signed_one, house->url, &kiosk, "GET", "/v1/feed", NULL, NULL);
    assert_int_equal(signed_one.status, 200);
    memcpy(kiosk.content_public, house->registry->keys.content_public, sizeof(kiosk.content_public));
    key = shared_of(&kiosk);
    assert_int_equal(kiosk_revoke(house->registry, kiosk.id), ERR_OK);
    ask_with_mac(&revoked, house, &kiosk, &key, "GET", "/v1/feed", NULL);
    assert_refused(&revoked, 403, "revoked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_mac_is_answered_with_a_mac),
        house_test(a_wait_that_brings_nothing_ends_with_a_mac),
        house_test(a_mac_of_another_is_none),
        house_test(nothing_but_pages_has_a_mac),
        house_test(a_mac_ends_with_the_kiosk_and_with_the_content_key),
    };
    return cmocka_run_group_tests_name("registry macs", tests, house_begin, NULL);
}
