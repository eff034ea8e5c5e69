/* tests/unit/test_stolen_keys.c - what a thief can do with each of the keys, and what not: the table of
 * sync/PROTOCOL.md, "Who can do what". */
#include "tests/unit/registry_house.h"

#include "sync/wire/freshness.h"
#include "sync/wire/key_statement.h"

static const char page[] = "{\"generation\":\"9-f\",\"from\":0,\"to\":0,\"head\":0,\"items\":[]}";

static enum err page_passes(const unsigned char signed_with[SIGN_SECRET_BYTES], const struct test_kiosk *at)
{
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    struct feed_page read;
    feed_sign(signature, page, strlen(page), signed_with);
    enum err err = feed_page_read(&read, page, strlen(page), signature, at->content_public);
    if (err == ERR_OK) feed_page_finish(&read);
    return err;
}

static enum err receipt_passes(const unsigned char signed_with[SIGN_SECRET_BYTES], const struct test_kiosk *at)
{
    unsigned char hash[ENTRY_HASH_BYTES];
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    entry_of(&entry, at, "network-0");
    entry_hash(hash, &entry);
    receipt_make(&receipt, &entry, VERDICT_CREATED, NULL, "1-00", at->id, signed_with);
    return receipt_check(&receipt, entry.id, hash, at->id, at->receipt_public);
}

static enum err box_opens(const unsigned char public_key[SEAL_PUBLIC_BYTES], const unsigned char secret_key[],
                          const struct test_kiosk *at)
{
    AUTO(entry_finish) struct entry entry = {0};
    unsigned char *plain = NULL;
    size_t bytes = 0;
    entry_of(&entry, at, "network-0");
    enum err err = entry_open(&plain, &bytes, &entry, public_key, secret_key);
    free(plain);
    return err;
}

/* Makes statement 2 with keys of the thief's own. */
static struct key_statement statement_of_a_thief(const unsigned char before[SIGN_SECRET_BYTES])
{
    struct key_statement statement = {.number = 2};
    unsigned char own[SIGN_SECRET_BYTES], unused[SIGN_SECRET_BYTES];
    sign_make_keys(statement.content_public, own);
    sign_make_keys(statement.receipt_public, unused);
    seal_make_keys(statement.seal_public, unused);
    key_statement_sign(&statement, before, own);
    return statement;
}

static void the_content_key_shows_what_it_wants_and_takes_nothing(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    const struct keys *keys = &house->registry->keys;
    assert_int_equal(page_passes(keys->content_secret, &kiosk), ERR_OK);
    assert_int_equal(receipt_passes(keys->content_secret, &kiosk), ERR_UNTRUSTED);
    assert_int_equal(box_opens(keys->seal_public, keys->content_secret, &kiosk), ERR_UNTRUSTED);
    /* It can lead kiosks to other keys, as long as they have not gone on to newer ones. */
    struct key_statement forged = statement_of_a_thief(keys->content_secret);
    assert_int_equal(key_statement_follows(&forged, 1, kiosk.content_public), ERR_OK);
}

static void a_rotation_ends_what_a_stolen_content_key_can_do(void **state)
{
    static const bool all[KEY_KIND_COUNT] = {true, true, true};
    struct house *house = *state;
    struct test_kiosk kiosk;
    unsigned char stolen[SIGN_SECRET_BYTES];
    memcpy(stolen, house->registry->keys.content_secret, sizeof(stolen));
    assert_int_equal(registry_rotate_keys(house->registry, all), ERR_OK);
    kiosk_make(house, &kiosk); /* knows number 2, as one that walked there */
    assert_int_equal(page_passes(stolen, &kiosk), ERR_UNTRUSTED);
    struct key_statement forged = statement_of_a_thief(stolen);
    assert_int_equal(key_statement_follows(&forged, 2, kiosk.content_public), ERR_CONFLICT);
    forged.number = 3;
    key_statement_sign(&forged, stolen, stolen);
    assert_int_equal(key_statement_follows(&forged, 2, kiosk.content_public), ERR_UNTRUSTED);
}

static void the_receipt_key_makes_receipts_and_nothing_else(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    const struct keys *keys = &house->registry->keys;
    assert_int_equal(receipt_passes(keys->receipt_secret, &kiosk), ERR_OK);
    assert_int_equal(page_passes(keys->receipt_secret, &kiosk), ERR_UNTRUSTED);
    assert_int_equal(box_opens(keys->seal_public, keys->receipt_secret, &kiosk), ERR_UNTRUSTED);
    struct key_statement forged = statement_of_a_thief(keys->receipt_secret);
    assert_int_equal(key_statement_follows(&forged, 1, kiosk.content_public), ERR_UNTRUSTED);
}

static void the_seal_key_reads_what_it_gets_hold_of(void **state)
{
    static const bool seal[KEY_KIND_COUNT] = {[KEY_SEAL] = true};
    struct house *house = *state;
    struct test_kiosk kiosk, after;
    unsigned char stolen_public[SEAL_PUBLIC_BYTES], stolen[SEAL_SECRET_BYTES];
    kiosk_make(house, &kiosk);
    memcpy(stolen_public, house->registry->keys.seal_public, sizeof(stolen_public));
    memcpy(stolen, house->registry->keys.seal_secret, sizeof(stolen));
    assert_int_equal(box_opens(stolen_public, stolen, &kiosk), ERR_OK);
    assert_int_equal(registry_rotate_keys(house->registry, seal), ERR_OK);
    kiosk_make(house, &after);
    assert_int_equal(box_opens(stolen_public, stolen, &after), ERR_UNTRUSTED);
}

static void the_kiosk_key_speaks_as_that_kiosk_until_it_is_revoked(void **state)
{
    struct house *house = *state;
    struct test_kiosk thief, other;
    struct receipt receipt;
    AUTO(entry_finish) struct entry made = {0};
    AUTO(entry_finish) struct entry foreign = {0};
    house_import(house, 1);
    kiosk_make(house, &thief); /* its card was copied */
    kiosk_make(house, &other);
    entry_of(&made, &thief, "network-0");
    send_one(house, &thief, &made, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    /* Not as another one … */
    entry_of(&foreign, &other, "network-0");
    send_one(house, &thief, &foreign, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_REJECTED);
    assert_string_equal(receipt.reason, "bad_signature");
    /* … nor read what is sealed, nor sign for the registry. */
    assert_int_equal(box_opens(thief.seal_public, thief.sign_secret, &other), ERR_UNTRUSTED);
    assert_int_equal(page_passes(thief.sign_secret, &other), ERR_UNTRUSTED);
    assert_int_equal(receipt_passes(thief.sign_secret, &other), ERR_UNTRUSTED);
    assert_int_equal(kiosk_revoke(house->registry, thief.id), ERR_OK);
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_http(&answer, house->url, &thief, "GET", "/v1/feed?after=0", NULL, NULL);
    assert_refused(&answer, 403, "revoked");
}

/* Who has the machine without the keys, or the disk below keys/. */
static void the_registry_without_its_keys_signs_nothing(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    unsigned char own_public[SIGN_PUBLIC_BYTES], own[SIGN_SECRET_BYTES];
    char nonce[NONCE_TEXT_BYTES], proof[FEED_SIGNATURE_TEXT_BYTES], signature[FEED_SIGNATURE_TEXT_BYTES];
    kiosk_make(house, &kiosk);
    sign_make_keys(own_public, own);
    assert_int_equal(page_passes(own, &kiosk), ERR_UNTRUSTED);
    assert_int_equal(receipt_passes(own, &kiosk), ERR_UNTRUSTED);
    struct key_statement forged = statement_of_a_thief(own);
    assert_int_equal(key_statement_follows(&forged, 1, kiosk.content_public), ERR_UNTRUSTED);
    nonce_make(nonce); /* a page it has kept is real; that it is of now it can't prove */
    feed_sign(signature, page, strlen(page), house->registry->keys.content_secret);
    freshness_sign(proof, nonce, signature, own);
    assert_int_equal(freshness_check(proof, nonce, signature, kiosk.content_public), ERR_UNTRUSTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(the_content_key_shows_what_it_wants_and_takes_nothing),
        house_test(a_rotation_ends_what_a_stolen_content_key_can_do),
        house_test(the_receipt_key_makes_receipts_and_nothing_else),
        house_test(the_seal_key_reads_what_it_gets_hold_of),
        house_test(the_kiosk_key_speaks_as_that_kiosk_until_it_is_revoked),
        house_test(the_registry_without_its_keys_signs_nothing),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
