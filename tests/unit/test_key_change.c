/* tests/unit/test_key_change.c - a kiosk makes itself a new key, and whatever comes between. */
#include "tests/unit/machine.h"

#include "sync/agent/key_change.h"
#include "sync/base/file.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/fleet/turns.h"
#include "sync/wire/rotation.h"

static void read_identity(const struct machine *machine, struct identity *out)
{
    assert_int_equal(identity_read(out, machine->dir.identity), ERR_OK);
}

static void registry_key(struct house *house, const char *id, unsigned char out[SIGN_PUBLIC_BYTES])
{
    struct kiosk kiosk;
    assert_int_equal(kiosk_find(house->registry, id, &kiosk), ERR_OK);
    memcpy(out, kiosk.sign_public, SIGN_PUBLIC_BYTES);
}

static void assert_agreed(struct house *house, const struct machine *machine)
{
    struct identity identity;
    unsigned char key[SIGN_PUBLIC_BYTES];
    read_identity(machine, &identity);
    registry_key(house, identity.kiosk_id, key);
    assert_memory_equal(identity.sign_public, key, sizeof(key));
    assert_false(identity.has_next);
    identity_finish(&identity);
}

static bool a_round_is_good(const struct machine *machine)
{
    struct round round;
    agent_round(machine->agent, &round);
    return round_is_good(&round);
}

static void begin(struct house *house, struct test_kiosk *kiosk, struct machine *machine)
{
    kiosk_make(house, kiosk);
    house_import(house, 1);
    machine_make(machine, house, "kiosk", kiosk);
    machine_begin(machine, house);
    assert_true(a_round_is_good(machine));
}

static void a_proof_is_for_one_kiosk_and_two_keys(void **state)
{
    (void)state;
    unsigned char old[SIGN_PUBLIC_BYTES], new[SIGN_PUBLIC_BYTES], read[SIGN_PUBLIC_BYTES];
    unsigned char old_secret[SIGN_SECRET_BYTES], new_secret[SIGN_SECRET_BYTES];
    sign_make_keys(old, old_secret);
    sign_make_keys(new, new_secret);
    AUTO(json_auto) json_t *json = rotation_to_json("k1", old, new, new_secret);
    assert_int_equal(rotation_key(read, json), ERR_OK);
    assert_memory_equal(read, new, sizeof(new));
    assert_int_equal(rotation_prove(json, "k1", old, new), ERR_OK);
    assert_int_equal(rotation_prove(json, "k2", old, new), ERR_UNTRUSTED);
    assert_int_equal(rotation_prove(json, "k1", new, new), ERR_UNTRUSTED);
    AUTO(json_auto) json_t *stolen = rotation_to_json("k1", old, new, old_secret); /* somebody else's public key */
    assert_int_equal(rotation_prove(stolen, "k1", old, new), ERR_UNTRUSTED);
    AUTO(json_auto) json_t *without = json_pack("{s:s}", "key", "AAAA");
    assert_int_equal(rotation_key(read, without), ERR_INVALID);
    assert_int_equal(rotation_prove(without, "k1", old, new), ERR_INVALID);
    AUTO(json_auto) json_t *said = json_pack("{s:o}", "rotated", rotation_confirm("k1", new, old_secret));
    assert_int_equal(rotation_check(said, "k1", new, old), ERR_OK);
    assert_int_equal(rotation_check(said, "k1", old, old), ERR_UNTRUSTED);
    assert_int_equal(rotation_check(NULL, "k1", new, old), ERR_UNTRUSTED);
}

static void a_kiosk_that_is_asked_makes_a_new_key(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    struct round round;
    unsigned char key[SIGN_PUBLIC_BYTES];
    begin(house, &kiosk, &machine);
    put_in(&machine);
    assert_int_equal(key_change_ask(&machine.dir), ERR_OK);
    house_import(house, 2);
    struct identity before;
    read_identity(&machine, &before);
    agent_round(machine.agent, &round);
    assert_true(round_is_good(&round));
    assert_int_equal(round.settled, 1);
    assert_int_equal(round.items, 1); /* fetched with the new key */
    assert_int_equal(access(machine.dir.rotate_asked, F_OK), -1);
    assert_agreed(house, &machine);
    registry_key(house, kiosk.id, key);
    assert_memory_not_equal(key, kiosk.sign_public, sizeof(key));
    /* A screen that has not read the new identity yet puts one in. */
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct submission submission;
    submission_make(&submission, "network-0");
    assert_int_equal(outbox_open(&outbox, machine.dir.outbox), ERR_OK);
    assert_int_equal(outbox_submit(outbox, &before, &submission), ERR_OK);
    /* Its key is two keys old when it comes. */
    unsigned char third[SIGN_PUBLIC_BYTES], third_secret[SIGN_SECRET_BYTES];
    struct kiosk known;
    struct identity after;
    agent_close(machine.agent);
    sign_make_keys(third, third_secret);
    assert_int_equal(kiosk_find(house->registry, kiosk.id, &known), ERR_OK);
    assert_int_equal(kiosk_rotate(house->registry, &known, third), ERR_OK);
    read_identity(&machine, &after);
    memcpy(after.sign_public, third, sizeof(third));
    memcpy(after.sign_secret, third_secret, sizeof(third_secret));
    assert_int_equal(identity_write(&after, machine.dir.identity), ERR_OK);
    identity_finish(&after);
    machine_begin(&machine, house);
    agent_round(machine.agent, &round);
    assert_int_equal(round.settled, 1);
    assert_int_equal(round.set_aside, 0);
    assert_int_equal(entries_stored(house), 2);
    identity_finish(&before);
    machine_end(&machine);
}

static void staff_ask_and_the_next_turn_tells_it(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    unsigned char key[SIGN_PUBLIC_BYTES];
    begin(house, &kiosk, &machine);
    assert_int_equal(kiosk_demand_rotation(house->registry, "nobody"), ERR_NOT_FOUND);
    assert_int_equal(kiosk_demand_rotation(house->registry, kiosk.id), ERR_OK);
    assert_true(a_round_is_good(&machine)); /* there was nothing to ask for */
    registry_key(house, kiosk.id, key);
    assert_memory_equal(key, kiosk.sign_public, sizeof(key));
    put_in(&machine);
    assert_true(a_round_is_good(&machine));
    assert_agreed(house, &machine);
    registry_key(house, kiosk.id, key);
    assert_memory_not_equal(key, kiosk.sign_public, sizeof(key));
    memcpy(kiosk.sign_public, key, sizeof(key));
    put_in(&machine);
    assert_true(a_round_is_good(&machine)); /* and only once */
    registry_key(house, kiosk.id, key);
    assert_memory_equal(key, kiosk.sign_public, sizeof(key));
    machine_end(&machine);
}

static void a_key_of_a_year_is_replaced(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    unsigned char key[SIGN_PUBLIC_BYTES];
    struct turn_file file;
    begin(house, &kiosk, &machine);
    atomic_fetch_add(&house->wall_s, 20LL * 365 * 86400); /* the wall clock has no say */
    atomic_fetch_add(&house->monotonic_ms, (KEY_AGE_MAX_S - 3600) * 1000LL);
    assert_true(a_round_is_good(&machine));
    registry_key(house, kiosk.id, key);
    assert_memory_equal(key, kiosk.sign_public, sizeof(key));
    atomic_fetch_add(&house->monotonic_ms, 5 * 3600 * 1000LL);
    assert_true(a_round_is_good(&machine));
    assert_agreed(house, &machine);
    registry_key(house, kiosk.id, key);
    assert_memory_not_equal(key, kiosk.sign_public, sizeof(key));
    assert_int_equal(turn_file_read(&file, machine.dir.turn), ERR_OK);
    assert_int_equal(file.key_age_s, 0);
    machine_end(&machine);
}

/* Cut at every write: with the new pair beside the old, before and after the registry has heard of it. */
static void whatever_was_lost_the_kiosk_goes_on(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    struct identity old, beside;
    begin(house, &kiosk, &machine);
    read_identity(&machine, &old);
    beside = old;
    sign_make_keys(beside.next_public, beside.next_secret);
    beside.has_next = true;
    /* 1: the power goes before the registry was asked. */
    agent_close(machine.agent);
    assert_int_equal(identity_write(&beside, machine.dir.identity), ERR_OK);
    machine_begin(&machine, house);
    assert_true(a_round_is_good(&machine));
    assert_agreed(house, &machine);
    /* 2: the registry has taken it, and its answer, or the writing of it, was lost. */
    agent_close(machine.agent);
    assert_int_equal(identity_write(&beside, machine.dir.identity), ERR_OK);
    machine_begin(&machine, house);
    put_in(&machine);
    assert_true(a_round_is_good(&machine));
    assert_agreed(house, &machine);
    /* 3: all is written, and the registry is put back from a backup that knows the old key only. */
    assert_int_equal(db_run(house->registry->db, "DELETE FROM former_key", ""), ERR_OK);
    assert_int_equal(db_run(house->registry->db, "UPDATE kiosk SET sign_public = ? WHERE id = ?", "bt",
                            kiosk.sign_public, (size_t)SIGN_PUBLIC_BYTES, kiosk.id),
                     ERR_OK);
    assert_int_equal(registry_begin_generation(house->registry), ERR_OK);
    assert_false(a_round_is_good(&machine)); /* the registry doesn't know the key */
    assert_false(a_round_is_good(&machine)); /* it does again; what was kept of its older history waits again */
    assert_true(a_round_is_good(&machine));
    assert_agreed(house, &machine);
    assert_int_equal(entries_stored(house), 1);
    identity_finish(&old);
    identity_finish(&beside);
    machine_end(&machine);
}

/* The body of a POST /v1/key of a kiosk's key, without a turn or with one; the caller frees it. */
static char *body_of(const struct test_kiosk *kiosk, const unsigned char key[SIGN_PUBLIC_BYTES],
                     const unsigned char secret[SIGN_SECRET_BYTES], const struct turn *turn)
{
    AUTO(json_auto) json_t *json = rotation_to_json(kiosk->id, kiosk->sign_public, key, secret);
    if (turn != NULL) assert_int_equal(turn_to_json(turn, json), ERR_OK);
    char *body = json_dumps(json, JSON_COMPACT);
    assert_non_null(body);
    return body;
}

/* A copy of the card, made before the latest turn, wants to take the identity away from the machine in service. */
static void a_copy_that_is_behind_puts_no_key_in_the_place(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    struct turn_file card;
    struct kiosk known;
    unsigned char own[SIGN_PUBLIC_BYTES], own_secret[SIGN_SECRET_BYTES], key[SIGN_PUBLIC_BYTES];
    begin(house, &kiosk, &machine);
    assert_int_equal(turn_file_read(&card, machine.dir.turn), ERR_OK); /* the copy is made here */
    put_in(&machine);
    assert_true(a_round_is_good(&machine));
    struct turn next = card.turn;
    turn_next(&next);
    const struct turn *const turns[] = {NULL, &card.turn, &next};
    sign_make_keys(own, own_secret);
    for (size_t at = 0; at < sizeof(turns) / sizeof(turns[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        char *body = body_of(&kiosk, own, own_secret, turns[at]);
        kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/key", body, NULL);
        free(body);
        registry_key(house, kiosk.id, key);
        assert_memory_equal(key, kiosk.sign_public, sizeof(key));
        if (turns[at] == NULL) assert_refused(&answer, 400, "bad_request");
        if (turns[at] != NULL) assert_refused(&answer, 403, "forked");
        assert_int_equal(kiosk_find(house->registry, kiosk.id, &known), ERR_OK);
        assert_int_equal(known.forked, turns[at] != NULL);
    }
    put_in(&machine); /* the machine in service goes on, and may make itself a key */
    assert_int_equal(key_change_ask(&machine.dir), ERR_OK);
    assert_true(a_round_is_good(&machine));
    assert_agreed(house, &machine);
    registry_key(house, kiosk.id, key);
    assert_memory_not_equal(key, kiosk.sign_public, sizeof(key));
    machine_end(&machine);
}

/* The copy was made between the writing of the new pair and its confirmation, so it knows both keys and the turn. */
static void a_copy_cannot_repeat_a_change_that_is_past(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct turn turn = {.now = {0}};
    unsigned char own[SIGN_PUBLIC_BYTES], own_secret[SIGN_SECRET_BYTES];
    kiosk_make(house, &kiosk);
    turn_next(&turn);
    sign_make_keys(own, own_secret);
    char *body = body_of(&kiosk, own, own_secret, &turn);
    for (int at = 0; at < 2; at++) { /* its answer was lost, and it comes again */
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/key", body, NULL);
        assert_int_equal(answer.status, 200);
        AUTO(json_auto) json_t *said = json_loads(str_text(&answer.body), 0, NULL);
        assert_int_equal(rotation_check(said, kiosk.id, own, kiosk.receipt_public), ERR_OK);
        assert_int_equal(turn_check(said, &turn, kiosk.id, kiosk.receipt_public), ERR_OK);
    }
    enum turn_answer taken = TURN_FORKED;
    struct turn next = turn;
    turn_next(&next);
    assert_int_equal(turn_take(house->registry, kiosk.id, &next, &taken), ERR_OK);
    assert_int_equal(taken, TURN_TAKEN);
    AUTO(answer_finish) struct answer late = {0};
    kiosk_http(&late, house->url, &kiosk, "POST", "/v1/key", body, NULL);
    assert_refused(&late, 403, "forked");
    free(body);
}

/* Whoever is refused in the middle of a change sends nothing, and looks after what citizens gave all the same. */
static void a_damaged_outbox_is_salvaged_in_the_middle_of_a_change(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    struct identity identity;
    struct outbox_counts counts;
    struct round round;
    enum turn_answer taken;
    struct turn other = {.now = {0}};
    begin(house, &kiosk, &machine);
    put_in(&machine);
    agent_close(machine.agent);
    assert_int_equal(db_run(house->registry->db, "UPDATE kiosk SET turn = NULL", ""), ERR_OK);
    turn_next(&other);
    assert_int_equal(turn_take(house->registry, kiosk.id, &other, &taken), ERR_OK); /* somebody else's */
    read_identity(&machine, &identity);
    sign_make_keys(identity.next_public, identity.next_secret);
    identity.has_next = true;
    assert_int_equal(identity_write(&identity, machine.dir.identity), ERR_OK);
    identity_finish(&identity);
    FILE *file = fopen(machine.dir.outbox, "r+b");
    assert_non_null(file);
    assert_true(fputs("nothing that SQLite knows", file) >= 0);
    assert_int_equal(fclose(file), 0);
    machine_begin(&machine, house);
    agent_round(machine.agent, &round);
    assert_int_equal(round.push, ERR_REFUSED);
    assert_string_equal(round.refusal, "forked");
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, machine.dir.outbox), ERR_OK);
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(entries_stored(house), 0);
    machine_end(&machine);
}

static void the_former_key_is_good_for_nothing_else(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine machine;
    char code[KIOSK_CODE_TEXT_BYTES];
    bool is_new = false;
    enum pending_answer answer;
    struct kiosk found;
    begin(house, &kiosk, &machine);
    assert_int_equal(key_change_ask(&machine.dir), ERR_OK);
    assert_true(a_round_is_good(&machine));
    AUTO(answer_finish) struct answer feed = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer own = {0};
    AUTO(answer_finish) struct answer nonsense = {0};
    AUTO(answer_finish) struct answer foreign = {0};
    kiosk_http(&feed, house->url, &kiosk, "GET", "/v1/feed", NULL, NULL);
    assert_refused(&feed, 401, "former_key");
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    kiosk_asks(&again, house, &kiosk, code);
    assert_refused(&again, 403, "revoked");
    assert_int_equal(pending_ask(house->registry, kiosk.sign_public, "a", true, &answer, &is_new, &found), ERR_OK);
    assert_int_equal(answer, PENDING_REVOKED);
    /* Nor does it put a third key in the place of the second. */
    unsigned char third[SIGN_PUBLIC_BYTES], third_secret[SIGN_SECRET_BYTES];
    sign_make_keys(third, third_secret);
    AUTO(json_auto) json_t *json = rotation_to_json(kiosk.id, kiosk.sign_public, third, third_secret);
    char *body = json_dumps(json, JSON_COMPACT);
    kiosk_http(&own, house->url, &kiosk, "POST", "/v1/key", body, NULL);
    assert_refused(&own, 401, "former_key");
    free(body);
    kiosk_http(&nonsense, house->url, &kiosk, "POST", "/v1/key", "{\"key\":1}", NULL);
    assert_refused(&nonsense, 400, "bad_request");
    struct test_kiosk stranger = kiosk;
    snprintf(stranger.id, sizeof(stranger.id), "nobody");
    kiosk_http(&foreign, house->url, &stranger, "POST", "/v1/key", "{}", NULL);
    assert_refused(&foreign, 401, "unknown_kiosk");
    machine_end(&machine);
}

static void a_key_of_somebody_else_is_not_taken(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk, other;
    kiosk_make(house, &kiosk);
    kiosk_make(house, &other);
    AUTO(answer_finish) struct answer taken = {0};
    AUTO(answer_finish) struct answer revoked = {0};
    AUTO(json_auto) json_t *json = rotation_to_json(kiosk.id, kiosk.sign_public, other.sign_public, other.sign_secret);
    char *body = json_dumps(json, JSON_COMPACT);
    kiosk_http(&taken, house->url, &kiosk, "POST", "/v1/key", body, NULL);
    assert_refused(&taken, 403, "key_used");
    assert_int_equal(kiosk_revoke(house->registry, kiosk.id), ERR_OK);
    kiosk_http(&revoked, house->url, &kiosk, "POST", "/v1/key", body, NULL);
    assert_refused(&revoked, 403, "revoked");
    free(body);
}

static void an_older_database_is_brought_up(void **state)
{
    struct house *house = *state;
    static const char before[] = "CREATE TABLE kiosk (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;"
                                 "INSERT INTO kiosk VALUES ('k', 'Foyer');";
    const char *const old[] = {before, NULL};
    const char *const new[] = {before, former_keys_schema, NULL};
    char path[PATH_MAX];
    struct db *db = NULL;
    int64_t count = 0;
    assert_int_equal(db_open(&db, folder_path(house->folder, "old.db", path), old, DB_DURABLE), ERR_OK);
    db_close(db);
    assert_int_equal(db_open(&db, path, new, DB_DURABLE), ERR_OK);
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM kiosk WHERE rotate = 0", ""), ERR_OK);
    assert_int_equal(count, 1);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proof_is_for_one_kiosk_and_two_keys),
        house_test(a_kiosk_that_is_asked_makes_a_new_key),
        house_test(staff_ask_and_the_next_turn_tells_it),
        house_test(a_key_of_a_year_is_replaced),
        house_test(whatever_was_lost_the_kiosk_goes_on),
        house_test(the_former_key_is_good_for_nothing_else),
        house_test(a_copy_that_is_behind_puts_no_key_in_the_place),
        house_test(a_copy_cannot_repeat_a_change_that_is_past),
        house_test(a_damaged_outbox_is_salvaged_in_the_middle_of_a_change),
        house_test(a_key_of_somebody_else_is_not_taken),
        house_test(an_older_database_is_brought_up),
    };
    return cmocka_run_group_tests_name("key change", tests, house_begin, NULL);
}
