/* tests/unit/test_turns.c - one identity, one machine: turns on the wire, at the registry, in the agent. */
#include "tests/unit/machine.h"

#include "sync/agent/ratchet.h"
#include "sync/base/file.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/fleet/turns.h"
#include "sync/store/turn_file.h"
#include "sync/wire/turn.h"

/* ---- the wire ----------------------------------------------------------------------------- */

static void a_turn_is_two_values_of_sixteen_bytes(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\"before\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"now\":\"AAAAAAAAAAAAAAAAAAAAAQ\"}",
        "{\"before\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"now\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", /* zeros are nobody's turn */
        "{\"before\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"now\":\"AAAAAAAAAAAAAAAAAAAAAQAA\"}",
        "{\"before\":1,\"now\":\"AAAAAAAAAAAAAAAAAAAAAQ\"}",
        "{\"before\":\"AAAA\",\"now\":\"AAAAAAAAAAAAAAAAAAAAAQ\"}",
    };
    struct turn turn = {.now = {0}};
    struct turn again;
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(json_auto) json_t *json = json_loads(bad[at], 0, NULL);
        assert_int_equal(turn_from_json(&again, json), ERR_INVALID);
    }
    AUTO(json_auto) json_t *json = json_object();
    assert_int_equal(turn_from_json(&again, json), ERR_NOT_FOUND);
    turn_next(&turn);
    assert_true(sodium_is_zero(turn.before, TURN_BYTES));
    assert_int_equal(turn_to_json(&turn, json), ERR_OK);
    assert_int_equal(turn_from_json(&again, json), ERR_OK);
    assert_memory_equal(&turn, &again, sizeof(turn));
    turn_next(&again);
    assert_memory_equal(again.before, turn.now, TURN_BYTES);
}

static void only_the_registry_acknowledges(void **state)
{
    (void)state;
    unsigned char public_key[SIGN_PUBLIC_BYTES], secret[SIGN_SECRET_BYTES], other[SIGN_PUBLIC_BYTES];
    struct turn turn = {.now = {0}};
    struct turn next;
    turn_next(&turn);
    next = turn;
    turn_next(&next);
    sign_make_keys(other, secret);
    sign_make_keys(public_key, secret);
    AUTO(json_auto) json_t *answer = json_pack("{s:o}", "turn", turn_acknowledge(&turn, "k1", secret));
    assert_int_equal(turn_check(answer, &turn, "k1", public_key), ERR_OK);
    assert_int_equal(turn_check(answer, &turn, "k2", public_key), ERR_UNTRUSTED);
    assert_int_equal(turn_check(answer, &next, "k1", public_key), ERR_UNTRUSTED);
    assert_int_equal(turn_check(answer, &turn, "k1", other), ERR_UNTRUSTED);
    assert_int_equal(turn_check(NULL, &turn, "k1", public_key), ERR_UNTRUSTED);
}

/* ---- the registry ------------------------------------------------------------------------- */

static enum turn_answer take(struct house *house, const struct test_kiosk *kiosk, const struct turn *turn)
{
    enum turn_answer answer = TURN_FORKED;
    assert_int_equal(turn_take(house->registry, kiosk->id, turn, &answer), ERR_OK);
    return answer;
}

static bool is_forked(struct house *house, const struct test_kiosk *kiosk)
{
    struct kiosk found;
    assert_int_equal(kiosk_find(house->registry, kiosk->id, &found), ERR_OK);
    return found.forked;
}

static void a_step_a_repeat_and_a_fork(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct turn mine = {.now = {0}};
    kiosk_make(house, &kiosk);
    assert_int_equal(turn_exists(house->registry, kiosk.id), ERR_NOT_FOUND);
    turn_next(&mine);
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    struct turn copy = mine; /* of the card */
    turn_next(&mine);
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    assert_int_equal(turn_exists(house->registry, kiosk.id), ERR_OK);
    assert_false(is_forked(house, &kiosk));
    turn_next(&copy);
    assert_int_equal(take(house, &kiosk, &copy), TURN_FORKED);
    assert_true(is_forked(house, &kiosk));
    assert_int_equal(take(house, &kiosk, &copy), TURN_FORKED);
    turn_next(&mine); /* who had the turn goes on */
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    /* Staff accept: the copy comes first. */
    assert_int_equal(turn_adopt(house->registry, kiosk.id), ERR_OK);
    assert_false(is_forked(house, &kiosk));
    assert_int_equal(turn_adopt(house->registry, kiosk.id), ERR_EXISTS);
    assert_int_equal(turn_adopt(house->registry, "nobody"), ERR_NOT_FOUND);
    assert_int_equal(take(house, &kiosk, &copy), TURN_TAKEN);
    turn_next(&mine);
    assert_int_equal(take(house, &kiosk, &mine), TURN_FORKED);
}

static void an_old_registry_takes_whoever_comes_first(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct turn mine = {.now = {0}};
    kiosk_make(house, &kiosk);
    turn_next(&mine);
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    turn_next(&mine); /* taken by the registry that is lost */
    turn_next(&mine);
    assert_int_equal(registry_begin_generation(house->registry), ERR_OK);
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    /* A fork that was known stays one. */
    struct turn copy = {.now = {0}};
    turn_next(&copy);
    assert_int_equal(take(house, &kiosk, &copy), TURN_FORKED);
    assert_int_equal(registry_begin_generation(house->registry), ERR_OK);
    assert_int_equal(take(house, &kiosk, &copy), TURN_FORKED);
}

static char *body_with(const struct turn *turn, const struct entry *entry)
{
    AUTO(json_auto) json_t *body = json_object();
    if (entry != NULL) json_object_set_new(body, "entries", json_pack("[o]", entry_to_json(entry)));
    if (turn != NULL) assert_int_equal(turn_to_json(turn, body), ERR_OK);
    return json_dumps(body, JSON_COMPACT);
}

static void post(struct answer *out, const struct house *house, const struct test_kiosk *kiosk, const char *target,
                 const struct turn *turn, const struct entry *entry)
{
    char *body = body_with(turn, entry);
    kiosk_http(out, house->url, kiosk, "POST", target, body, NULL);
    free(body);
}

static void nothing_is_taken_from_a_copy(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct turn mine = {.now = {0}};
    struct entry entry;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    turn_next(&mine);
    struct turn copy = mine;
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer forked = {0};
    AUTO(answer_finish) struct answer without = {0};
    AUTO(answer_finish) struct answer half = {0};
    AUTO(answer_finish) struct answer second = {0};
    post(&first, house, &kiosk, "/v1/turn", &mine, NULL);
    assert_int_equal(first.status, 200);
    assert_int_equal(turn_check(first.json, &mine, kiosk.id, kiosk.receipt_public), ERR_OK);
    turn_next(&mine);
    assert_int_equal(take(house, &kiosk, &mine), TURN_TAKEN);
    turn_next(&copy);
    post(&forked, house, &kiosk, "/v1/entries", &copy, &entry);
    assert_refused(&forked, 403, "forked");
    post(&without, house, &kiosk, "/v1/entries", NULL, &entry);
    assert_refused(&without, 400, "bad_request");
    kiosk_http(&half, house->url, &kiosk, "POST", "/v1/turn", "{\"now\":\"AAAAAAAAAAAAAAAAAAAAAQ\"}", NULL);
    assert_refused(&half, 400, "bad_request");
    assert_int_equal(entries_stored(house), 0);
    post(&second, house, &kiosk, "/v1/entries", &mine, &entry);
    assert_int_equal(second.status, 200);
    assert_int_equal(turn_check(second.json, &mine, kiosk.id, kiosk.receipt_public), ERR_OK);
    assert_int_equal(entries_stored(house), 1);
    entry_finish(&entry);
}

/* As the programs before these tables left it. */
static void an_older_database_is_brought_up(void **state)
{
    struct house *house = *state;
    static const char before[] =
        "CREATE TABLE kiosk (id TEXT PRIMARY KEY, name TEXT NOT NULL, sign_public BLOB NOT NULL"
        " UNIQUE CHECK (length(sign_public) = 32), enrolled_s INTEGER NOT NULL, revoked_s INTEGER)"
        " STRICT;"
        "INSERT INTO kiosk VALUES ('k', 'Foyer', randomblob(32), 1, NULL);";
    const char *const old[] = {before, NULL};
    const char *const new[] = {before, pending_schema, turns_schema, NULL};
    char path[PATH_MAX];
    struct db *db = NULL;
    int64_t count = 0;
    assert_int_equal(db_open(&db, folder_path(house->folder, "old.db", path), old, DB_DURABLE), ERR_OK);
    db_close(db);
    assert_int_equal(db_open(&db, path, new, DB_DURABLE), ERR_OK);
    assert_int_equal(
        db_int(db, &count, "SELECT count(*) FROM kiosk WHERE name = 'Foyer' AND turn IS NULL AND forked_s IS NULL", ""),
        ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM pending", ""), ERR_OK);
    db_close(db);
}

/* ---- the agent ---------------------------------------------------------------------------- */

static void a_turn_is_on_the_disk_before_it_is_sent(void **state)
{
    struct house *house = *state;
    char path[PATH_MAX];
    struct ratchet ratchet;
    struct turn first, again, second;
    folder_path(house->folder, "turn.json", path);
    assert_true(ratchet_open(&ratchet, path, house_clock(house)));
    assert_true(ratchet_is_due(&ratchet));
    assert_int_equal(ratchet_take(&ratchet, &first), ERR_OK);
    /* The power goes, before or after it was taken: the same is sent again. */
    assert_true(ratchet_open(&ratchet, path, house_clock(house)));
    assert_int_equal(ratchet_take(&ratchet, &again), ERR_OK);
    assert_memory_equal(&first, &again, sizeof(first));
    assert_true(ratchet_is_due(&ratchet));
    ratchet_acknowledge(&ratchet);
    assert_true(ratchet_is_due(&ratchet)); /* a copy of the card could have said the same */
    assert_int_equal(ratchet_take(&ratchet, &first), ERR_OK);
    assert_memory_equal(first.before, again.now, TURN_BYTES);
    ratchet_acknowledge(&ratchet);
    assert_false(ratchet_is_due(&ratchet));
    atomic_fetch_add(&house->monotonic_ms, RATCHET_IDLE_MS);
    assert_true(ratchet_is_due(&ratchet));
    assert_int_equal(ratchet_take(&ratchet, &second), ERR_OK);
    assert_memory_equal(second.before, first.now, TURN_BYTES);
    assert_int_equal(ratchet.file.key_age_s, RATCHET_IDLE_MS / 1000);
    /* A disk that takes nothing: what was acknowledged is repeated; what was never on the disk is not sent. */
    ratchet_acknowledge(&ratchet);
    ratchet.path = "/no/such/folder/turn.json";
    assert_int_equal(ratchet_take(&ratchet, &again), ERR_OK);
    assert_memory_equal(&second, &again, sizeof(second));
    assert_true(ratchet_open(&ratchet, "/no/such/folder/turn.json", house_clock(house)));
    assert_int_equal(ratchet_take(&ratchet, &again), ERR_IO);
    /* Damage begins anew, and says so. */
    assert_int_equal(file_write(path, "{\"before\":", 10, 0600), ERR_OK);
    assert_false(ratchet_open(&ratchet, path, house_clock(house)));
    assert_int_equal(ratchet_take(&ratchet, &again), ERR_OK);
    assert_true(sodium_is_zero(again.before, TURN_BYTES));
}

static void two_machines_with_one_identity(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine mine, copy;
    struct round round;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    machine_make(&mine, house, "mine", &kiosk);
    machine_make(&copy, house, "copy", &kiosk);
    machine_begin(&mine, house);
    agent_round(mine.agent, &round);
    assert_true(round_is_good(&round));
    put_in(&mine);
    agent_round(mine.agent, &round);
    assert_int_equal(round.settled, 1);
    /* The copy has no turn that the registry knows: it gets nothing and gives nothing, and keeps what it holds. */
    put_in(&copy);
    machine_begin(&copy, house);
    agent_round(copy.agent, &round);
    assert_int_equal(round.link, LINK_REFUSED);
    assert_int_equal(round.pull, ERR_REFUSED);
    assert_string_equal(refusal_of(&copy), "forked");
    assert_int_equal(access(copy.dir.content, F_OK), -1);
    assert_int_equal(waiting(&copy), 1);
    assert_true(is_forked(house, &kiosk));
    put_in(&mine);
    agent_round(mine.agent, &round);
    assert_int_equal(round.settled, 1);
    /* Staff switch the first one off and accept. */
    assert_int_equal(turn_adopt(house->registry, kiosk.id), ERR_OK);
    agent_round(copy.agent, &round);
    assert_true(round_is_good(&round));
    assert_int_equal(round.settled, 1);
    assert_string_equal(refusal_of(&copy), "");
    put_in(&mine);
    agent_round(mine.agent, &round);
    assert_string_equal(refusal_of(&mine), "forked");
    assert_int_equal(waiting(&mine), 1);
    assert_int_equal(entries_stored(house), 3);
    machine_end(&mine);
    machine_end(&copy);
}

static void a_revoked_kiosk_keeps_its_outbox_and_gets_nothing(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine mine;
    struct round round;
    AUTO(str_finish) struct str before = {0};
    AUTO(str_finish) struct str after = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    machine_make(&mine, house, "mine", &kiosk);
    machine_begin(&mine, house);
    agent_round(mine.agent, &round);
    assert_true(round_is_good(&round));
    assert_int_equal(kiosk_revoke(house->registry, kiosk.id), ERR_OK);
    house_import(house, 2);
    put_in(&mine);
    assert_int_equal(file_read(&before, mine.dir.outbox, 1 << 20), ERR_OK);
    for (int at = 0; at < 3; at++) {
        agent_round(mine.agent, &round);
        assert_int_equal(round.link, LINK_REFUSED);
        assert_string_equal(refusal_of(&mine), "revoked");
        assert_int_equal(round.items, 0);
    }
    assert_int_equal(file_read(&after, mine.dir.outbox, 1 << 20), ERR_OK);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.data, after.data, before.length);
    assert_int_equal(waiting(&mine), 1);
    assert_int_equal(entries_stored(house), 0);
    machine_end(&mine);
}

/* Writes are counted on a card: a day of nothing is six steps. */
static void an_idle_day_is_six_steps(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct machine mine;
    struct round round;
    struct turn_file last = {.key_age_s = 0};
    int steps = 0;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    machine_make(&mine, house, "mine", &kiosk);
    machine_begin(&mine, house);
    for (int hour = 0; hour < 24; hour++) {
        struct turn_file now;
        agent_round(mine.agent, &round);
        assert_true(round_is_good(&round));
        assert_int_equal(turn_file_read(&now, mine.dir.turn), ERR_OK);
        if (memcmp(&now.turn, &last.turn, sizeof(now.turn)) != 0) steps++;
        last = now;
        atomic_fetch_add(&house->monotonic_ms, 3600 * 1000);
    }
    assert_int_equal(steps, 6);
    assert_int_equal(last.key_age_s, 20 * 3600);
    machine_end(&mine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_is_two_values_of_sixteen_bytes),
        cmocka_unit_test(only_the_registry_acknowledges),
        house_test(a_step_a_repeat_and_a_fork),
        house_test(an_old_registry_takes_whoever_comes_first),
        house_test(nothing_is_taken_from_a_copy),
        house_test(an_older_database_is_brought_up),
        house_test(a_turn_is_on_the_disk_before_it_is_sent),
        house_test(two_machines_with_one_identity),
        house_test(a_revoked_kiosk_keeps_its_outbox_and_gets_nothing),
        house_test(an_idle_day_is_six_steps),
    };
    return cmocka_run_group_tests_name("turns", tests, house_begin, NULL);
}
