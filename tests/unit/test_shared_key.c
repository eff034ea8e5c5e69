/* tests/unit/test_shared_key.c - the key a kiosk and its registry share, and MACs under it: what fits and what must
 * not. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/registry/keys/shared_keys.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"
#include "sync/wire/shared_key.h"

struct pair {
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
};

static struct pair pair_make(void)
{
    struct pair pair = {{0}, {0}};
    sign_make_keys(pair.public_key, pair.secret_key);
    return pair;
}

static struct shared_key shared_of(const struct pair *kiosk, const struct pair *content)
{
    struct shared_key key;
    assert_int_equal(shared_key_of_kiosk(&key, kiosk->secret_key, content->public_key), ERR_OK);
    return key;
}

static bool is_same(const struct shared_key *one, const struct shared_key *other)
{
    return memcmp(one->bytes, other->bytes, SHARED_KEY_BYTES) == 0;
}

static void both_make_the_same_and_nobody_else_does(void **state)
{
    (void)state;
    struct pair kiosk = pair_make(), other = pair_make(), content = pair_make(), newer = pair_make();
    struct shared_key ours = shared_of(&kiosk, &content);
    struct shared_key theirs;
    assert_int_equal(shared_key_of_registry(&theirs, content.secret_key, kiosk.public_key), ERR_OK);
    assert_true(is_same(&ours, &theirs));
    struct shared_key of_other = shared_of(&other, &content);
    struct shared_key of_newer = shared_of(&kiosk, &newer);
    assert_false(is_same(&ours, &of_other));
    assert_false(is_same(&ours, &of_newer));
    /* The two ends are not one another's: a kiosk's key is none of a registry's. */
    struct shared_key turned = shared_of(&content, &kiosk);
    assert_false(is_same(&ours, &turned));
}

/* With such a key of the other end everybody could make what is shared with it. */
static void a_key_that_hides_nothing_is_refused(void **state)
{
    (void)state;
    static const unsigned char weak[][SIGN_PUBLIC_BYTES] = {
        {0}, /* no point at all */
        {1}, /* the neutral one */
        {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, /* order 2 */
    };
    struct pair own = pair_make();
    struct shared_key key;
    for (size_t at = 0; at < sizeof(weak) / sizeof(weak[0]); at++) {
        assert_int_equal(shared_key_of_kiosk(&key, own.secret_key, weak[at]), ERR_UNTRUSTED);
        assert_int_equal(shared_key_of_registry(&key, own.secret_key, weak[at]), ERR_UNTRUSTED);
    }
}

static void a_mac_fits_one_question(void **state)
{
    (void)state;
    struct pair kiosk = pair_make(), other = pair_make(), content = pair_make();
    struct shared_key key = shared_of(&kiosk, &content), others = shared_of(&other, &content);
    char mac[MAC_TEXT_BYTES];
    request_mac(mac, "GET", "/v1/feed?after=3", &key);
    assert_int_equal(strlen(mac), MAC_TEXT_BYTES - 1);
    assert_int_equal(request_check_mac(mac, "GET", "/v1/feed?after=3", &key), ERR_OK);
    assert_int_equal(request_check_mac(mac, "GET", "/v1/feed?after=4", &key), ERR_UNTRUSTED);
    assert_int_equal(request_check_mac(mac, "POST", "/v1/feed?after=3", &key), ERR_UNTRUSTED);
    assert_int_equal(request_check_mac(mac, "GE", "T/v1/feed?after=3", &key), ERR_UNTRUSTED);
    assert_int_equal(request_check_mac(mac, "GET", "/v1/feed?after=3", &others), ERR_UNTRUSTED);
    assert_int_equal(request_check_mac(NULL, "GET", "/v1/feed?after=3", &key), ERR_UNTRUSTED);
    assert_int_equal(request_check_mac("", "GET", "/v1/feed?after=3", &key), ERR_UNTRUSTED);
    for (size_t at = 0; at < MAC_TEXT_BYTES - 1; at++) {
        char wrong[MAC_TEXT_BYTES + 1];
        memcpy(wrong, mac, sizeof(mac));
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        assert_int_equal(request_check_mac(wrong, "GET", "/v1/feed?after=3", &key), ERR_UNTRUSTED);
        wrong[at] = '\0'; /* cut off */
        assert_int_equal(request_check_mac(wrong, "GET", "/v1/feed?after=3", &key), ERR_UNTRUSTED);
    }
    char longer[MAC_TEXT_BYTES + 1];
    snprintf(longer, sizeof(longer), "%sA", mac);
    assert_int_equal(request_check_mac(longer, "GET", "/v1/feed?after=3", &key), ERR_UNTRUSTED);
}

static void a_proof_by_mac_fits_one_question_and_page(void **state)
{
    (void)state;
    struct pair kiosk = pair_make(), other = pair_make(), content = pair_make();
    struct shared_key key = shared_of(&kiosk, &content), others = shared_of(&other, &content);
    char nonce[NONCE_TEXT_BYTES], later[NONCE_TEXT_BYTES];
    char proof[FRESHNESS_TEXT_BYTES];
    nonce_make(nonce);
    nonce_make(later);
    freshness_mac(proof, nonce, "page", &key);
    assert_int_equal(freshness_check_mac(proof, nonce, "page", &key), ERR_OK);
    assert_int_equal(freshness_check_mac(proof, later, "page", &key), ERR_UNTRUSTED);
    assert_int_equal(freshness_check_mac(proof, nonce, "newer", &key), ERR_UNTRUSTED);
    assert_int_equal(freshness_check_mac(proof, nonce, "page", &others), ERR_UNTRUSTED);
    assert_int_equal(freshness_check_mac(proof + 1, nonce, "page", &key), ERR_UNTRUSTED);
    assert_int_equal(freshness_check_mac("", nonce, "page", &key), ERR_UNTRUSTED);
    /* Neither kind passes for the other. */
    assert_int_equal(freshness_check(proof, nonce, "page", content.public_key), ERR_UNTRUSTED);
    freshness_sign(proof, nonce, "page", content.secret_key);
    assert_int_equal(freshness_check_mac(proof, nonce, "page", &key), ERR_UNTRUSTED);
    /* Nor what a kiosk says for what a registry says. */
    char mac[MAC_TEXT_BYTES];
    request_mac(mac, nonce, "page", &key);
    snprintf(proof, sizeof(proof), "~%s", mac);
    assert_int_equal(freshness_check_mac(proof, nonce, "page", &key), ERR_UNTRUSTED);
}

static void kept_keys_are_those_of_now(void **state)
{
    enum { KIOSKS = 600 };
    (void)state;
    struct shared_keys *shared = NULL;
    struct keys keys = {0};
    struct pair before = pair_make(), now = pair_make();
    static struct pair kiosks[KIOSKS];
    assert_int_equal(shared_keys_create(&shared), ERR_OK);
    memcpy(keys.content_public, before.public_key, sizeof(keys.content_public));
    memcpy(keys.content_secret, before.secret_key, sizeof(keys.content_secret));
    for (size_t at = 0; at < KIOSKS; at++) kiosks[at] = pair_make();
    for (int round = 0; round < 2; round++) {
        for (size_t at = 0; at < KIOSKS; at++) { /* so many that some take each other's place */
            struct shared_key key = shared_of(&kiosks[at], &before);
            const struct shared_key *kept = shared_keys_get(shared, &keys, kiosks[at].public_key);
            assert_non_null(kept);
            assert_true(is_same(kept, &key));
        }
    }
    memcpy(keys.content_public, now.public_key, sizeof(keys.content_public));
    memcpy(keys.content_secret, now.secret_key, sizeof(keys.content_secret));
    struct shared_key key = shared_of(&kiosks[0], &now);
    assert_true(is_same(shared_keys_get(shared, &keys, kiosks[0].public_key), &key));
    assert_null(shared_keys_get(shared, &keys, (const unsigned char[SIGN_PUBLIC_BYTES]){1}));
    shared_keys_destroy(shared);
    shared_keys_destroy(NULL);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_make_the_same_and_nobody_else_does),
        cmocka_unit_test(a_key_that_hides_nothing_is_refused),
        cmocka_unit_test(a_mac_fits_one_question),
        cmocka_unit_test(a_proof_by_mac_fits_one_question_and_page),
        cmocka_unit_test(kept_keys_are_those_of_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
