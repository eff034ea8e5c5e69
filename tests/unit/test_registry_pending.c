/* tests/unit/test_registry_pending.c - kiosks that ask to be accepted: at the registry, and the agent that asks. */
#include "tests/unit/registry_house.h"

#include "sync/agent/acceptance.h"
#include "sync/agent/client.h"
#include "sync/agent/lock.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/server/routes.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/wire/fingerprint.h"

/* Two numbers whose keys share a short code, found by trying six hundred thousand. */
enum { TWIN_A = 35376, TWIN_B = 644082, HONEST = 1 /* 0 is the key of the pages' own kiosk */ };

static void key_of(unsigned char out[SIGN_PUBLIC_BYTES], unsigned number)
{
    memset(out, 0, SIGN_PUBLIC_BYTES);
    for (size_t at = 0; at < 4; at++) out[at] = (unsigned char)(number >> (8 * at));
}

static void new_key(struct test_kiosk *out)
{
    *out = (struct test_kiosk){0};
    sign_make_keys(out->sign_public, out->sign_secret);
}

/* Over the wire, without a code. */
static void asks(struct answer *out, const struct house *house, const struct test_kiosk *kiosk)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char header[160];
    AUTO(json_auto)
    json_t *json = json_pack("{s:o}", "key", json_from_bytes(kiosk->sign_public, SIGN_PUBLIC_BYTES));
    char *body = json_dumps(json, JSON_COMPACT);
    request_sign(signature, SIGN_ENROL, "POST", "/v1/enrol", body, strlen(body), kiosk->sign_secret);
    snprintf(header, sizeof(header), "Forhal-Signature: %s", signature);
    http(out, house->url, "POST", "/v1/enrol", body, strlen(body), (const char *const[]){header, NULL});
    free(body);
}

static enum pending_answer ask_as(struct house *house, unsigned number, const char *peer)
{
    unsigned char key[SIGN_PUBLIC_BYTES];
    struct kiosk kiosk;
    enum pending_answer answer = PENDING_SLOW;
    bool is_new = false;
    key_of(key, number);
    assert_int_equal(pending_ask(house->registry, key, peer, true, &answer, &is_new, &kiosk), ERR_OK);
    return answer;
}

static enum pending_decision staff_accept(struct house *house, const char *typed, const char *name, struct kiosk *out)
{
    enum pending_decision decision = DECISION_SEVERAL;
    assert_int_equal(pending_accept(house->registry, typed, name, &decision, out), ERR_OK);
    return decision;
}

static enum pending_decision staff_refuse(struct house *house, const char *typed)
{
    struct kiosk kiosk;
    enum pending_decision decision = DECISION_SEVERAL;
    assert_int_equal(pending_refuse(house->registry, typed, &decision, &kiosk), ERR_OK);
    return decision;
}

static int64_t pending_count(struct house *house)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM pending", ""), ERR_OK);
    return count;
}

/* ---- fingerprints ------------------------------------------------------------------------- */

static void a_fingerprint_is_the_same_everywhere(void **state)
{
    (void)state;
    unsigned char key[SIGN_PUBLIC_BYTES];
    char text[FINGERPRINT_TEXT_BYTES];
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    char symbols[FINGERPRINT_SYMBOLS + 1];
    key_of(key, 1);
    fingerprint_text(text, key);
    fingerprint_code(code, key);
    assert_string_equal(text, "GSQN-4FZT-GX8F-K0SJ-34F0-F96X-T1ZT-BPNS"); /* computed by another program */
    assert_int_equal(strncmp(text, code, sizeof(code) - 1), 0);
    assert_int_equal(fingerprint_read(symbols, code), ERR_OK);
    assert_true(fingerprint_fits(symbols, key));
    assert_int_equal(fingerprint_read(symbols, text), ERR_OK);
    assert_int_equal(strlen(symbols), FINGERPRINT_SYMBOLS);
    assert_true(fingerprint_fits(symbols, key));
    key_of(key, 2);
    assert_false(fingerprint_fits(symbols, key));
    static const char *const bad[] = {"",
                                      "ABCD",
                                      "ABCD-EFG",
                                      "ABCD-EFGHJ",
                                      "ABCD-EFGU",
                                      "ÆBCD-EFGH",
                                      "ABCD_EFGH",
                                      "0123456789abcdef",
                                      "ABCD-EFGH-ABCD-EFGH-ABCD-EFGH-ABCD-EFGHX"};
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        assert_int_equal(fingerprint_read(symbols, bad[at]), ERR_INVALID);
    }
    assert_int_equal(fingerprint_read(symbols, " abcd efgo "), ERR_OK);
    assert_string_equal(symbols, "ABCDEFG0");
}

/* ---- the registry ------------------------------------------------------------------------- */

static void who_asks_waits_and_is_accepted(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct kiosk accepted;
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer then = {0};
    AUTO(answer_finish) struct answer again = {0};
    new_key(&kiosk);
    fingerprint_code(code, kiosk.sign_public);
    asks(&first, house, &kiosk);
    assert_int_equal(first.status, 202);
    assert_true(json_true_at(first.json, "pending"));
    assert_int_equal(pending_count(house), 1);
    assert_int_equal(staff_accept(house, code, "Foyer", &accepted), DECISION_DONE);
    assert_int_equal(pending_count(house), 0);
    asks(&then, house, &kiosk);
    assert_int_equal(then.status, 200);
    kiosk_learn(&kiosk, then.json);
    assert_string_equal(kiosk.id, accepted.id);
    assert_string_equal(json_text_at(then.json, "name"), "Foyer");
    asks(&again, house, &kiosk); /* the answer was lost */
    assert_true(json_equal(then.json, again.json));
    struct kiosk same;
    assert_int_equal(staff_accept(house, code, "Foyer", &same), DECISION_BEFORE); /* and staff press twice */
    assert_string_equal(same.id, accepted.id);
    int64_t kiosks = 0;
    assert_int_equal(db_int(house->registry->db, &kiosks, "SELECT count(*) FROM kiosk WHERE id <> 'web'", ""), ERR_OK);
    assert_int_equal(kiosks, 1);
}

static void who_is_refused_may_still_be_accepted(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct kiosk accepted;
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    new_key(&kiosk);
    fingerprint_code(code, kiosk.sign_public);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer no = {0};
    AUTO(answer_finish) struct answer yes = {0};
    AUTO(answer_finish) struct answer revoked = {0};
    asks(&first, house, &kiosk);
    assert_int_equal(staff_refuse(house, code), DECISION_DONE);
    assert_int_equal(staff_refuse(house, code), DECISION_BEFORE);
    asks(&no, house, &kiosk);
    assert_refused(&no, 403, "refused");
    assert_int_equal(staff_accept(house, code, "Foyer", &accepted), DECISION_DONE);
    asks(&yes, house, &kiosk);
    assert_int_equal(yes.status, 200);
    assert_int_equal(staff_refuse(house, code), DECISION_KIOSK);
    assert_int_equal(kiosk_revoke(house->registry, accepted.id), ERR_OK);
    asks(&revoked, house, &kiosk);
    assert_refused(&revoked, 403, "revoked");
    assert_int_equal(staff_accept(house, code, "Foyer", &accepted), DECISION_REVOKED);
    assert_int_equal(staff_refuse(house, code), DECISION_REVOKED);
}

static void nonsense_is_no_code(void **state)
{
    struct house *house = *state;
    struct kiosk kiosk;
    enum pending_decision decision;
    assert_int_equal(pending_accept(house->registry, "hello", "Foyer", &decision, &kiosk), ERR_INVALID);
    assert_int_equal(pending_accept(house->registry, "ABCD-EFGH", "", &decision, &kiosk), ERR_INVALID);
    assert_int_equal(pending_accept(house->registry, "ABCD-EFGH", "a\nb", &decision, &kiosk), ERR_INVALID);
    assert_int_equal(pending_refuse(house->registry, "all of them", &decision, &kiosk), ERR_INVALID);
    assert_int_equal(staff_accept(house, "ABCD-EFGH", "Foyer", &kiosk), DECISION_NOBODY);
    assert_int_equal(staff_refuse(house, "ABCD-EFGH"), DECISION_NOBODY);
    assert_int_equal(kiosk_rename(house->registry, "nobody", "Foyer"), ERR_NOT_FOUND);
    assert_int_equal(kiosk_rename(house->registry, "web", "Foyer"), ERR_NOT_FOUND); /* the public pages are no kiosk */
    assert_int_equal(kiosk_rename(house->registry, "nobody", "a\nb"), ERR_INVALID);
}

static void keys_with_one_short_code_are_told_apart(void **state)
{
    struct house *house = *state;
    unsigned char key[SIGN_PUBLIC_BYTES];
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    char text[FINGERPRINT_TEXT_BYTES];
    struct kiosk kiosk;
    key_of(key, TWIN_A);
    fingerprint_code(code, key);
    fingerprint_text(text, key);
    assert_int_equal(ask_as(house, TWIN_A, "a"), PENDING_WAITS);
    assert_int_equal(ask_as(house, TWIN_B, "b"), PENDING_WAITS);
    assert_int_equal(staff_accept(house, code, "Foyer", &kiosk), DECISION_SEVERAL);
    assert_int_equal(staff_refuse(house, code), DECISION_SEVERAL);
    assert_int_equal(staff_accept(house, text, "Foyer", &kiosk), DECISION_DONE);
    assert_memory_equal(kiosk.sign_public, key, sizeof(key));
    /* One of them is a kiosk now: the short code still says too little. */
    assert_int_equal(staff_accept(house, code, "Hall", &kiosk), DECISION_SEVERAL);
    assert_int_equal(staff_accept(house, text, "Hall", &kiosk), DECISION_BEFORE);
    key_of(key, TWIN_B);
    fingerprint_text(text, key);
    assert_int_equal(staff_accept(house, text, "Hall", &kiosk), DECISION_DONE);
}

static void a_flood_pushes_nobody_out(void **state)
{
    struct house *house = *state;
    unsigned number = HONEST + 1;
    unsigned char key[SIGN_PUBLIC_BYTES];
    char text[FINGERPRINT_TEXT_BYTES];
    struct kiosk kiosk;
    assert_int_equal(ask_as(house, HONEST, "honest"), PENDING_WAITS);
    for (int at = 0; at < PENDING_OF_PEER_MAX; at++) assert_int_equal(ask_as(house, number++, "bad"), PENDING_WAITS);
    assert_int_equal(ask_as(house, number++, "bad"), PENDING_FULL);
    assert_int_equal(ask_as(house, number++, "another"), PENDING_WAITS);
    for (char peer[16]; pending_count(house) < PENDING_MAX; number++) {
        snprintf(peer, sizeof(peer), "10.0.0.%u", number);
        assert_int_equal(ask_as(house, number, peer), PENDING_WAITS);
    }
    assert_int_equal(ask_as(house, number++, "more"), PENDING_FULL);
    assert_int_equal(pending_count(house), PENDING_MAX);
    assert_int_equal(ask_as(house, HONEST, "honest"), PENDING_WAITS);
    key_of(key, HONEST);
    fingerprint_text(text, key);
    assert_int_equal(staff_accept(house, text, "Foyer", &kiosk), DECISION_DONE);
    /* Staff say no to all the others: those make room. */
    int64_t count = 0;
    assert_int_equal(pending_refuse_all(house->registry, &count), ERR_OK);
    assert_int_equal(count, PENDING_MAX - 1);
    assert_int_equal(ask_as(house, number++, "newcomer 1"), PENDING_WAITS);
    assert_int_equal(ask_as(house, number++, "newcomer 2"), PENDING_WAITS);
    assert_int_equal(pending_count(house), PENDING_MAX);
}

static void who_is_not_heard_of_is_forgotten(void **state)
{
    struct house *house = *state;
    unsigned char key[SIGN_PUBLIC_BYTES];
    char text[FINGERPRINT_TEXT_BYTES];
    struct kiosk kiosk;
    key_of(key, 1);
    fingerprint_text(text, key);
    assert_int_equal(ask_as(house, 1, "a"), PENDING_WAITS);
    assert_int_equal(ask_as(house, 2, "a"), PENDING_WAITS);
    atomic_fetch_add(&house->wall_s, PENDING_HOURS * 3600 - 60);
    assert_int_equal(ask_as(house, 2, "a"), PENDING_WAITS);
    atomic_fetch_add(&house->wall_s, 61);
    assert_int_equal(staff_accept(house, text, "Foyer", &kiosk), DECISION_NOBODY);
    assert_int_equal(pending_count(house), 1);
}

static void newcomers_are_slowed_down_and_those_who_wait_are_not(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk invited;
    char code[KIOSK_CODE_TEXT_BYTES];
    new_key(&kiosk);
    for (int at = 0; at < ENROL_NEWCOMERS_PER_MINUTE_MAX; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        new_key(&kiosk);
        asks(&answer, house, &kiosk);
        assert_int_equal(answer.status, 202);
    }
    AUTO(answer_finish) struct answer waiting = {0};
    asks(&waiting, house, &kiosk);
    assert_int_equal(waiting.status, 202);
    AUTO(answer_finish) struct answer slow = {0};
    new_key(&kiosk);
    asks(&slow, house, &kiosk);
    assert_refused(&slow, 429, "too_many_attempts");
    /* Whoever has an invitation is let in all the same. */
    AUTO(answer_finish) struct answer in = {0};
    new_key(&invited);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    kiosk_asks(&in, house, &invited, code);
    assert_int_equal(in.status, 200);
    atomic_fetch_add(&house->monotonic_ms, 60 * 1000);
    AUTO(answer_finish) struct answer later = {0};
    asks(&later, house, &kiosk);
    assert_int_equal(later.status, 202);
}

static void an_invitation_ends_the_waiting(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char code[KIOSK_CODE_TEXT_BYTES];
    AUTO(answer_finish) struct answer waits = {0};
    AUTO(answer_finish) struct answer in = {0};
    new_key(&kiosk);
    asks(&waits, house, &kiosk);
    assert_int_equal(pending_count(house), 1);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    kiosk_asks(&in, house, &kiosk, code);
    assert_int_equal(in.status, 200);
    assert_int_equal(pending_count(house), 0);
}

static void only_the_holder_of_a_key_asks(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk other;
    AUTO(answer_finish) struct answer answer = {0};
    new_key(&kiosk);
    new_key(&other);
    memcpy(kiosk.sign_secret, other.sign_secret, sizeof(kiosk.sign_secret));
    asks(&answer, house, &kiosk);
    assert_refused(&answer, 401, "bad_signature");
    assert_int_equal(pending_count(house), 0);
}

/* ---- the agent ---------------------------------------------------------------------------- */

static void folder_asks(const struct house *house, struct data_dir *dir, struct identity *identity)
{
    char path[PATH_MAX];
    assert_int_equal(data_dir_init(dir, folder_path(house->folder, "kiosk", path)), ERR_OK);
    identity_make(identity, house->url);
    identity->asks = true;
    assert_int_equal(identity_write(identity, dir->identity), ERR_OK);
}

static void an_agent_asks_until_it_is_accepted(void **state)
{
    struct house *house = *state;
    struct data_dir dir;
    struct identity identity;
    struct agent_state told;
    struct acceptance acceptance;
    struct kiosk kiosk;
    const struct http_options http = {.stall_s = 5};
    folder_asks(house, &dir, &identity);
    assert_int_equal(acceptance_ask(&dir, &http, &acceptance), ERR_UNAVAILABLE);
    assert_int_equal(state_read(&told, dir.agent_state), ERR_OK);
    assert_int_equal(told.link, LINK_PENDING);
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    fingerprint_code(code, identity.sign_public);
    assert_string_equal(told.code, code);
    assert_int_equal(staff_refuse(house, code), DECISION_DONE);
    assert_int_equal(acceptance_ask(&dir, &http, &acceptance), ERR_REFUSED);
    assert_int_equal(state_read(&told, dir.agent_state), ERR_OK);
    assert_int_equal(told.link, LINK_REFUSED);
    assert_string_equal(told.refusal, "refused");
    assert_string_equal(told.code, code);
    assert_int_equal(staff_accept(house, told.fingerprint, "Foyer", &kiosk), DECISION_DONE);
    int lock = -1;
    assert_int_equal(lock_take(&lock, dir.folder), ERR_OK);
    assert_int_equal(acceptance_ask(&dir, &http, &acceptance), ERR_CONFLICT);
    close(lock);
    assert_int_equal(acceptance_ask(&dir, &http, &acceptance), ERR_OK);
    identity_finish(&identity);
    assert_int_equal(identity_read(&identity, dir.identity), ERR_OK);
    assert_true(identity.enrolled);
    assert_false(identity.asks);
    assert_string_equal(identity.kiosk_id, kiosk.id);
    assert_int_equal(state_read(&told, dir.agent_state), ERR_OK);
    assert_string_equal(told.code, "");
    assert_int_equal(acceptance_ask(&dir, &http, &acceptance), ERR_NOT_FOUND);
    identity_finish(&identity);
    data_dir_finish(&dir);
}

static void waiting_grows_to_a_minute(void **state)
{
    (void)state;
    for (unsigned asked = 0; asked < 40; asked++) {
        int64_t wait_ms = acceptance_wait_ms(asked);
        assert_in_range(wait_ms, ACCEPTANCE_FIRST_MS * 4 / 5, ACCEPTANCE_MOST_MS * 6 / 5);
        if (asked > 15) assert_true(wait_ms >= ACCEPTANCE_MOST_MS * 4 / 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fingerprint_is_the_same_everywhere),
        house_test(who_asks_waits_and_is_accepted),
        house_test(who_is_refused_may_still_be_accepted),
        house_test(nonsense_is_no_code),
        house_test(keys_with_one_short_code_are_told_apart),
        house_test(a_flood_pushes_nobody_out),
        house_test(who_is_not_heard_of_is_forgotten),
        house_test(newcomers_are_slowed_down_and_those_who_wait_are_not),
        house_test(an_invitation_ends_the_waiting),
        house_test(only_the_holder_of_a_key_asks),
        house_test(an_agent_asks_until_it_is_accepted),
        cmocka_unit_test(waiting_grows_to_a_minute),
    };
    return cmocka_run_group_tests_name("registry pending", tests, house_begin, NULL);
}
