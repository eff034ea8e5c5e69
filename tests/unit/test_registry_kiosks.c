/* tests/unit/test_registry_kiosks.c - the data folder, enrolling, and who is asking. */
#include "tests/unit/registry_house.h"

#include <sys/stat.h>

#include "sync/base/file.h"

static void the_folder_is_private_and_made_once(void **state)
{
    struct house *house = *state;
    const char *const files[] = {house_on_postgres() ? "database" : "registry.db", "keys/content.json",
                                 "keys/receipt.json", "keys/seal.json"};
    struct stat info;
    char path[PATH_MAX];
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) {
        snprintf(path, sizeof(path), "%s/%s", house->folder->path, "registry");
        char *file = file_join(path, files[at]);
        assert_int_equal(stat(file, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
        free(file);
    }
    assert_int_equal(stat(house->data, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    char *problem = NULL;
    const char *url = house_on_postgres() ? house->db_url : NULL;
    assert_int_equal(registry_init_at(house->data, url, &problem), ERR_EXISTS);
}

static void a_folder_without_a_registry_is_not_opened(void **state)
{
    struct house *house = *state;
    struct registry *registry = NULL;
    assert_int_equal(registry_open(&registry, house->folder->path, house_clock(house)), ERR_NOT_FOUND);
    assert_int_equal(registry_open(&registry, "/nowhere/at/all", house_clock(house)), ERR_NOT_FOUND);
    assert_null(registry);
}

static void missing_or_mixed_up_keys_are_found(void **state)
{
    struct house *house = *state;
    struct registry *registry = NULL;
    char content[PATH_MAX];
    char receipt[PATH_MAX];
    folder_path(house->folder, "registry/keys/content.json", content);
    folder_path(house->folder, "registry/keys/receipt.json", receipt);
    AUTO(str_finish) struct str text = {0};
    assert_int_equal(file_read(&text, content, 4096), ERR_OK);
    char *secret = strstr(text.data, "secret");
    assert_non_null(secret);
    char *letter = &secret[sizeof("secret\": \"") + 2];
    *letter = *letter == 'A' ? 'B' : 'A'; /* still base64, but of another seed */
    assert_int_equal(file_write(content, text.data, text.length, 0600), ERR_OK);
    assert_int_equal(registry_open(&registry, house->data, house_clock(house)), ERR_DAMAGED);
    assert_int_equal(unlink(receipt), 0);
    assert_int_equal(registry_open(&registry, house->data, house_clock(house)), ERR_DAMAGED);
    assert_null(registry);
}

/* ---- enrolling ---------------------------------------------------------------------------- */

static void new_key(struct test_kiosk *out)
{
    *out = (struct test_kiosk){0};
    sign_make_keys(out->sign_public, out->sign_secret);
}

static void the_same_key_gets_the_same_kiosk(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    new_key(&kiosk);
    assert_int_equal(kiosk_invite(house->registry, "Foyer øst", 15, code), ERR_OK);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    kiosk_asks(&first, house, &kiosk, code);
    assert_int_equal(first.status, 200);
    answer_check_headers(&first);
    assert_string_equal(json_text_at(first.json, "name"), "Foyer øst");
    /* Long after the code's end: it is the lost answer that counts, not the time. */
    atomic_fetch_add(&house->wall_s, 3600);
    kiosk_asks(&second, house, &kiosk, code);
    assert_int_equal(second.status, 200);
    assert_true(json_equal(first.json, second.json));
    int64_t kiosks = 0;
    assert_int_equal(db_int(house->registry->db, &kiosks, "SELECT count(*) FROM kiosk WHERE id <> 'web'", ""), ERR_OK);
    assert_int_equal(kiosks, 1);
}

static void another_key_is_refused(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk other;
    char code[KIOSK_CODE_TEXT_BYTES];
    new_key(&kiosk);
    new_key(&other);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    kiosk_asks(&first, house, &kiosk, code);
    assert_int_equal(first.status, 200);
    kiosk_asks(&second, house, &other, code);
    assert_refused(&second, 403, "code_used");
}

static void a_code_ends_on_time(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    new_key(&kiosk);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    atomic_fetch_add(&house->wall_s, 15 * 60);
    AUTO(answer_finish) struct answer late = {0};
    kiosk_asks(&late, house, &kiosk, code);
    assert_refused(&late, 403, "code_expired");
    atomic_fetch_sub(&house->wall_s, 1);
    AUTO(answer_finish) struct answer just = {0};
    kiosk_asks(&just, house, &kiosk, code);
    assert_int_equal(just.status, 200);
}

static void a_code_is_read_as_people_type_it(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    char typed[40];
    size_t length = 0;
    new_key(&kiosk);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    for (const char *at = code; *at != '\0'; at++) {
        if (*at == '-') continue;
        char letter = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        typed[length++] = letter == '0' ? 'o' : letter == '1' ? 'l' : letter;
        typed[length++] = ' ';
    }
    typed[length] = '\0';
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_asks(&answer, house, &kiosk, typed);
    assert_int_equal(answer.status, 200);
}

static void a_wrong_code_is_unknown(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    new_key(&kiosk);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    code[0] = code[0] == 'A' ? 'B' : 'A';
    static const char *const others[] = {"", "ABCD", "ABCD-EFGH-JKMN-P", "UUUU-UUUU-UUUU"};
    for (size_t at = 0; at < sizeof(others) / sizeof(others[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_asks(&answer, house, &kiosk, others[at]);
        assert_refused(&answer, 403, "code_unknown");
    }
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_asks(&answer, house, &kiosk, code);
    assert_refused(&answer, 403, "code_unknown");
}

static void guessing_codes_is_slowed_down(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    char wait[256];
    new_key(&kiosk);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    for (int at = 0; at < 10; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_asks(&answer, house, &kiosk, "0000-0000-0000");
        assert_refused(&answer, 403, "code_unknown");
    }
    atomic_fetch_add(&house->monotonic_ms, 20 * 1000);
    AUTO(answer_finish) struct answer held = {0};
    kiosk_asks(&held, house, &kiosk, code);
    assert_refused(&held, 429, "too_many_attempts");
    assert_string_equal(answer_header(&held, "Retry-After", wait), "40");
    atomic_fetch_add(&house->monotonic_ms, 40 * 1000);
    AUTO(answer_finish) struct answer free_again = {0};
    kiosk_asks(&free_again, house, &kiosk, code);
    assert_int_equal(free_again.status, 200);
}

static void only_the_holder_of_a_key_enrols_it(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk other;
    char code[KIOSK_CODE_TEXT_BYTES];
    new_key(&kiosk);
    new_key(&other);
    memcpy(kiosk.sign_secret, other.sign_secret, sizeof(kiosk.sign_secret));
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_asks(&answer, house, &kiosk, code);
    assert_refused(&answer, 401, "bad_signature");
}

static void a_new_code_renames_a_known_key(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    kiosk_make(house, &kiosk);
    assert_int_equal(kiosk_invite(house->registry, "Biblioteket", 15, code), ERR_OK);
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_asks(&answer, house, &kiosk, code);
    assert_int_equal(answer.status, 200);
    assert_string_equal(json_text_at(answer.json, "kiosk"), kiosk.id);
    assert_string_equal(json_text_at(answer.json, "name"), "Biblioteket");
}

static void an_invitation_is_held_to_its_limits(void **state)
{
    struct house *house = *state;
    char code[KIOSK_CODE_TEXT_BYTES];
    char name[KIOSK_NAME_BYTES_MAX + 2];
    memset(name, 'x', sizeof(name));
    name[KIOSK_NAME_BYTES_MAX + 1] = '\0';
    assert_int_equal(kiosk_invite(house->registry, name, 15, code), ERR_INVALID);
    assert_int_equal(kiosk_invite(house->registry, name + 1, 15, code), ERR_OK);
    assert_int_equal(kiosk_invite(house->registry, "", 15, code), ERR_INVALID);
    assert_int_equal(kiosk_invite(house->registry, "two\nlines", 15, code), ERR_INVALID);
    assert_int_equal(kiosk_invite(house->registry, "not \xff utf-8", 15, code), ERR_INVALID);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 0, code), ERR_INVALID);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", KIOSK_INVITATION_MINUTES_MAX + 1, code), ERR_INVALID);
    int64_t plain = -1;
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    assert_int_equal(db_int(house->registry->db, &plain, "SELECT count(*) FROM invitation WHERE code_hash = ?", "b",
                            code, strlen(code)),
                     ERR_OK);
    assert_int_equal(plain, 0);
}

static void invitations_are_counted_and_forgotten(void **state)
{
    struct house *house = *state;
    char code[KIOSK_CODE_TEXT_BYTES];
    assert_int_equal(db_begin(house->registry->db), ERR_OK);
    for (int at = 0; at < KIOSK_INVITATIONS_MAX; at++) {
        unsigned char hash[32];
        randombytes_buf(hash, sizeof(hash));
        assert_int_equal(db_run(house->registry->db,
                                "INSERT INTO invitation (code_hash, name, expires_s) VALUES (?, 'x', ?)", "bi", hash,
                                sizeof(hash), (int64_t)HOUSE_NOW_S),
                         ERR_OK);
    }
    assert_int_equal(db_commit(house->registry->db), ERR_OK);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_FULL);
    atomic_fetch_add(&house->wall_s, KIOSK_INVITATION_KEPT_DAYS * 24 * 3600 + 1);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
}

/* ---- who is asking ------------------------------------------------------------------------ */

static void strangers_learn_nothing(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    struct test_kiosk stranger = kiosk;
    AUTO(answer_finish) struct answer none = {0};
    http(&none, house->url, "GET", "/v1/feed", NULL, 0, NULL);
    assert_refused(&none, 401, "unknown_kiosk");

    snprintf(stranger.id, sizeof(stranger.id), "0123456789abcdef");
    AUTO(answer_finish) struct answer unknown = {0};
    kiosk_http(&unknown, house->url, &stranger, "GET", "/v1/feed", NULL, NULL);
    assert_refused(&unknown, 401, "unknown_kiosk");

    stranger = kiosk;
    sign_make_keys(stranger.sign_public, stranger.sign_secret);
    AUTO(answer_finish) struct answer forged = {0};
    kiosk_http(&forged, house->url, &stranger, "POST", "/v1/entries", "{\"entries\":[]}", NULL);
    assert_refused(&forged, 401, "bad_signature");

    char who[160];
    snprintf(who, sizeof(who), "Forhal-Kiosk: %s", kiosk.id);
    AUTO(answer_finish) struct answer bare = {0};
    http(&bare, house->url, "GET", "/v1/feed", NULL, 0, (const char *const[]){who, NULL});
    assert_refused(&bare, 401, "bad_signature");
}

static void a_signature_is_for_one_target_and_body(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char who[160];
    char signed_by[160];
    kiosk_make(house, &kiosk);
    request_sign(signature, SIGN_REQUEST, "GET", "/v1/feed?after=1", NULL, 0, kiosk.sign_secret);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %s", kiosk.id);
    snprintf(signed_by, sizeof(signed_by), "Forhal-Signature: %s", signature);
    AUTO(answer_finish) struct answer same = {0};
    AUTO(answer_finish) struct answer other = {0};
    http(&same, house->url, "GET", "/v1/feed?after=1", NULL, 0, (const char *const[]){who, signed_by, NULL});
    http(&other, house->url, "GET", "/v1/feed?after=2", NULL, 0, (const char *const[]){who, signed_by, NULL});
    assert_int_equal(same.status, 200);
    assert_refused(&other, 401, "bad_signature");
}

static void a_revoked_kiosk_is_refused_for_good(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    assert_int_equal(kiosk_revoke(house->registry, "nobody"), ERR_NOT_FOUND);
    assert_int_equal(kiosk_revoke(house->registry, kiosk.id), ERR_OK);
    AUTO(answer_finish) struct answer feed = {0};
    AUTO(answer_finish) struct answer entries = {0};
    AUTO(answer_finish) struct answer again = {0};
    kiosk_http(&feed, house->url, &kiosk, "GET", "/v1/feed", NULL, NULL);
    assert_refused(&feed, 403, "revoked");
    kiosk_http(&entries, house->url, &kiosk, "POST", "/v1/entries", "{\"entries\":[]}", NULL);
    assert_refused(&entries, 403, "revoked");
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    kiosk_asks(&again, house, &kiosk, code);
    assert_refused(&again, 403, "revoked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(the_folder_is_private_and_made_once),
        house_test(a_folder_without_a_registry_is_not_opened),
        house_test(missing_or_mixed_up_keys_are_found),
        house_test(the_same_key_gets_the_same_kiosk),
        house_test(another_key_is_refused),
        house_test(a_code_ends_on_time),
        house_test(a_code_is_read_as_people_type_it),
        house_test(a_wrong_code_is_unknown),
        house_test(guessing_codes_is_slowed_down),
        house_test(only_the_holder_of_a_key_enrols_it),
        house_test(a_new_code_renames_a_known_key),
        house_test(an_invitation_is_held_to_its_limits),
        house_test(invitations_are_counted_and_forgotten),
        house_test(strangers_learn_nothing),
        house_test(a_signature_is_for_one_target_and_body),
        house_test(a_revoked_kiosk_is_refused_for_good),
    };
    return cmocka_run_group_tests_name("registry kiosks", tests, house_begin, NULL);
}
