/* tests/unit/test_key_rotation.c - new keys for the registry: statements, files, and kiosks that follow. */
#include "tests/unit/registry_house.h"

#include <pthread.h>
#include <sys/stat.h>

#include "sync/agent/agent.h"
#include "sync/agent/client.h"
#include "sync/agent/key_walk.h"
#include "sync/base/file.h"
#include "sync/registry/keys/key_chain.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"
#include "sync/wire/key_statement.h"

static const bool all_kinds[KEY_KIND_COUNT] = {true, true, true};
static const bool only_seal[KEY_KIND_COUNT] = {[KEY_SEAL] = true};
static const bool only_content[KEY_KIND_COUNT] = {[KEY_CONTENT] = true};
static const bool only_receipt[KEY_KIND_COUNT] = {[KEY_RECEIPT] = true};

/* ---- statements --------------------------------------------------------------------------- */

struct signer {
    struct key_statement statement;
    unsigned char content_secret[SIGN_SECRET_BYTES];
};

static struct signer signer_make(int64_t number)
{
    struct signer signer = {.statement = {.number = number}};
    unsigned char unused[SIGN_SECRET_BYTES];
    sign_make_keys(signer.statement.content_public, signer.content_secret);
    sign_make_keys(signer.statement.receipt_public, unused);
    seal_make_keys(signer.statement.seal_public, unused);
    return signer;
}

static struct signer signer_after(const struct signer *before)
{
    struct signer signer = signer_make(before->statement.number + 1);
    key_statement_sign(&signer.statement, before->content_secret, signer.content_secret);
    return signer;
}

static enum err follows(const struct signer *next, const struct signer *before)
{
    return key_statement_follows(&next->statement, before->statement.number, before->statement.content_public);
}

static void only_the_next_statement_follows(void **state)
{
    (void)state;
    struct signer first = signer_make(1);
    struct signer second = signer_after(&first);
    struct signer third = signer_after(&second);
    assert_int_equal(follows(&second, &first), ERR_OK);
    assert_int_equal(follows(&third, &second), ERR_OK);
    assert_int_equal(follows(&third, &first), ERR_CONFLICT);   /* skipped */
    assert_int_equal(follows(&second, &second), ERR_CONFLICT); /* repeated */
    assert_int_equal(follows(&second, &third), ERR_CONFLICT);  /* rolled back */
}

static void nothing_but_the_content_key_before_signs_a_statement(void **state)
{
    (void)state;
    struct signer first = signer_make(1);
    struct signer second = signer_after(&first);
    struct signer stranger = signer_make(1);
    struct signer forged = second;
    key_statement_sign(&forged.statement, stranger.content_secret, second.content_secret);
    assert_int_equal(follows(&forged, &first), ERR_UNTRUSTED);
    forged = second; /* a key whose secret half nobody has shown */
    key_statement_sign(&forged.statement, first.content_secret, stranger.content_secret);
    assert_int_equal(follows(&forged, &first), ERR_UNTRUSTED);
    forged = second;
    forged.statement.seal_public[0] ^= 1;
    assert_int_equal(follows(&forged, &first), ERR_UNTRUSTED);
    forged = second;
    forged.statement.receipt_public[31] ^= 1;
    assert_int_equal(follows(&forged, &first), ERR_UNTRUSTED);
    forged = second; /* signed for 2, shown as 3 */
    forged.statement.number = 3;
    assert_int_equal(key_statement_follows(&forged.statement, 2, first.statement.content_public), ERR_UNTRUSTED);
}

static void an_answer_with_anything_odd_in_it_is_refused(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "",
        "[]",
        "{}",
        "{\"number\":1}",
        "{\"number\":0,\"statements\":[]}",
        "{\"number\":\"2\",\"statements\":[]}",
        "{\"number\":2,\"statements\":{}}",
        "{\"number\":2,\"statements\":[{}]}",
        "{\"number\":2,\"statements\":[null]}",
        "{\"number\":2,\"statements\":[[[[[1]]]]]}",
    };
    struct key_answer answer;
    for (size_t at = 0; at < sizeof(odd) / sizeof(odd[0]); at++) {
        assert_int_not_equal(key_answer_read(&answer, odd[at], strlen(odd[at])), ERR_OK);
    }
    struct signer first = signer_make(1);
    struct signer second = signer_after(&first);
    AUTO(json_auto) json_t *list = json_array();
    for (int at = 0; at <= KEY_STATEMENTS_PER_ANSWER_MAX; at++) {
        AUTO(json_auto) json_t *json = json_pack("{s:i, s:O}", "number", 2, "statements", list);
        char *text = json_dumps(json, JSON_COMPACT);
        assert_int_equal(key_answer_read(&answer, text, strlen(text)), ERR_OK);
        assert_int_equal(answer.count, at);
        free(text);
        json_array_append_new(list, key_statement_to_json(&second.statement));
    }
    AUTO(json_auto) json_t *json = json_pack("{s:i, s:O}", "number", 2, "statements", list);
    char *text = json_dumps(json, JSON_COMPACT);
    assert_int_equal(key_answer_read(&answer, text, strlen(text)), ERR_INVALID);
    free(text);
}

/* ---- the registry's folder ---------------------------------------------------------------- */

static bool is_there(const struct house *house, const char *name)
{
    char path[PATH_MAX];
    struct stat info;
    char within[64];
    snprintf(within, sizeof(within), "registry/keys/%s", name);
    folder_path(house->folder, within, path);
    if (stat(path, &info) != 0) return false;
    assert_int_equal(info.st_mode & 0777, 0600);
    return true;
}

/* As `forhal-registry keys rotate` does it beside a registry that serves. */
static void rotate(struct house *house, const bool kinds[KEY_KIND_COUNT])
{
    AUTO(registry_auto) struct registry *other = NULL;
    assert_int_equal(registry_open(&other, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(registry_rotate_keys(other, kinds), ERR_OK);
}

static size_t forget(struct house *house, int days)
{
    AUTO(registry_auto) struct registry *other = NULL;
    size_t count = 0;
    assert_int_equal(registry_open(&other, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(registry_forget_keys(other, days, &count), ERR_OK);
    return count;
}

static void a_rotation_leaves_no_secret_that_nobody_needs(void **state)
{
    struct house *house = *state;
    assert_false(is_there(house, "chain.json"));
    rotate(house, only_content);
    assert_true(is_there(house, "chain.json"));
    assert_true(is_there(house, "content-2.json") && is_there(house, "receipt.json") && is_there(house, "seal.json"));
    assert_false(is_there(house, "content.json"));
    rotate(house, all_kinds);
    assert_true(is_there(house, "content-3.json") && is_there(house, "receipt-3.json"));
    assert_false(is_there(house, "content-2.json") || is_there(house, "receipt.json"));
    assert_true(is_there(house, "seal.json") && is_there(house, "seal-3.json"));
}

static void what_was_sealed_before_opens_until_it_is_forgotten(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct entry early, waiting;
    struct receipt receipt;
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    entry_of(&early, &kiosk, "network-0");
    entry_of(&waiting, &kiosk, "network-0");
    rotate(house, only_seal);
    send_one(house, &kiosk, &early, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    assert_int_equal(forget(house, 400), 0);
    atomic_store(&house->wall_s, HOUSE_NOW_S + 401LL * 86400);
    assert_int_equal(forget(house, 400), 1);
    assert_false(is_there(house, "seal.json"));
    assert_int_equal(forget(house, 400), 0);
    send_one(house, &kiosk, &waiting, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_REJECTED);
    assert_string_equal(receipt.reason, "unknown_seal_key");
    send_one(house, &kiosk, &early, &receipt); /* what is stored is known by its bytes */
    assert_int_equal(receipt.verdict, VERDICT_EXISTS);
    entry_finish(&early);
    entry_finish(&waiting);
}

static void nothing_is_forgotten_by_a_clock_that_is_wrong(void **state)
{
    struct house *house = *state;
    size_t count = 0;
    rotate(house, only_seal);
    atomic_store(&house->wall_s, 1000);
    AUTO(registry_auto) struct registry *other = NULL;
    assert_int_equal(registry_open(&other, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(registry_forget_keys(other, 1, &count), ERR_INVALID);
    assert_int_equal(registry_rotate_keys(other, only_seal), ERR_OK); /* made in 1970: told as the time before */
    assert_true(keys_seal_retired_s(&other->keys, 2) >= HOUSE_NOW_S);
}

/* The files as they are when the power went in the middle of a rotation. */
static void a_rotation_that_was_cut_off_is_repeated(void **state)
{
    struct house *house = *state;
    char path[PATH_MAX];
    unsigned char content[SIGN_PUBLIC_BYTES];
    memcpy(content, house->registry->keys.content_public, sizeof(content));
    folder_path(house->folder, "registry/keys/content-2.json", path);
    assert_int_equal(file_write(path, "{\"public\":", 10, 0600), ERR_OK);
    folder_path(house->folder, "registry/keys/chain.json.new", path);
    assert_int_equal(file_write(path, "{\"state", 7, 0600), ERR_OK);
    AUTO(registry_auto) struct registry *other = NULL;
    assert_int_equal(registry_open(&other, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(keys_number(&other->keys), 1);
    assert_memory_equal(other->keys.content_public, content, sizeof(content));
    assert_int_equal(registry_rotate_keys(other, only_content), ERR_OK);
    assert_int_equal(keys_number(&other->keys), 2);
    assert_memory_not_equal(other->keys.content_public, content, sizeof(content));
}

static void *rotates(void *context)
{
    for (int at = 0; at < 40; at++) rotate(context, all_kinds);
    return NULL;
}

/* Commands and the serving thread read the folder while it changes. */
static void who_reads_in_the_middle_of_a_rotation_gets_the_old_or_the_new(void **state)
{
    struct house *house = *state;
    pthread_t thread;
    int64_t before = 1;
    char path[PATH_MAX];
    folder_path(house->folder, "registry/keys", path);
    assert_int_equal(pthread_create(&thread, NULL, rotates, house), 0);
    while (before < 41) {
        AUTO(keys_finish) struct keys keys = {.seals = NULL};
        assert_int_equal(keys_read(&keys, path), ERR_OK);
        assert_true(keys_number(&keys) >= before);
        before = keys_number(&keys);
    }
    pthread_join(thread, NULL);
}

static enum err reopened(struct house *house)
{
    AUTO(registry_auto) struct registry *other = NULL;
    return registry_open(&other, house->data, house_clock(house));
}

static void a_chain_that_does_not_fit_is_found(void **state)
{
    struct house *house = *state;
    char path[PATH_MAX];
    rotate(house, all_kinds);
    rotate(house, all_kinds);
    assert_int_equal(reopened(house), ERR_OK);
    folder_path(house->folder, "registry/keys/chain.json", path);
    AUTO(json_auto) json_t *chain = json_load_file(path, 0, NULL);
    json_t *statements = json_object_get(chain, "statements");
    assert_int_equal(json_array_size(statements), 3);
    json_array_remove(statements, 1);
    json_dump_file(chain, path, 0);
    assert_int_equal(reopened(house), ERR_DAMAGED);
    json_array_remove(statements, 1);
    json_dump_file(chain, path, 0);
    assert_int_equal(reopened(house), ERR_DAMAGED); /* the keys of 1 are gone */
    json_array_clear(statements);
    json_dump_file(chain, path, 0);
    assert_int_equal(reopened(house), ERR_DAMAGED);
    remove(path);
    assert_int_equal(reopened(house), ERR_DAMAGED);
}

static void a_registry_whose_keys_cannot_be_read_says_503(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char path[PATH_MAX];
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_make(house, &kiosk);
    folder_path(house->folder, "registry/keys/chain.json", path);
    assert_int_equal(file_write(path, "{}", 2, 0600), ERR_OK);
    kiosk_http(&answer, house->url, &kiosk, "GET", "/v1/feed?after=0", NULL, NULL);
    assert_refused(&answer, 503, "unavailable");
    assert_int_equal(atomic_load(&house->reports), 1);
}

/* ---- the wire ----------------------------------------------------------------------------- */

static void a_new_kiosk_is_told_the_number(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk = {0};
    char code[KIOSK_CODE_TEXT_BYTES];
    AUTO(answer_finish) struct answer answer = {0};
    rotate(house, all_kinds);
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    kiosk_asks(&answer, house, &kiosk, code);
    assert_int_equal(json_int_at(answer.json, "keys", 0), 2);
}

static void asking_for_keys_wants_a_number(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    static const char *const bad[] = {"/v1/keys", "/v1/keys?after=0", "/v1/keys?after=-1", "/v1/keys?after=x"};
    kiosk_make(house, &kiosk);
    for (size_t at = 0; at < 4; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_http(&answer, house->url, &kiosk, "GET", bad[at], NULL, NULL);
        assert_refused(&answer, 400, "bad_request");
    }
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_http(&answer, house->url, &kiosk, "GET", "/v1/keys?after=999", NULL, NULL);
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_array_size(json_object_get(answer.json, "statements")), 0);
    assert_int_equal(json_int_at(answer.json, "number", 0), 1);
    AUTO(answer_finish) struct answer unsigned_answer = {0};
    http(&unsigned_answer, house->url, "GET", "/v1/keys?after=1", NULL, 0, NULL);
    assert_int_equal(unsigned_answer.status, 200); /* they prove themselves */
}

/* ---- the agent ---------------------------------------------------------------------------- */

static bool never_stop(void *context)
{
    (void)context;
    return false;
}

static void is_alive(void *context)
{
    (void)context;
}

static void say_nothing(void *context, enum log_level level, const char *text)
{
    (void)context, (void)level, (void)text;
}

struct desk {
    struct house *house;
    struct data_dir dir;
    struct agent *agent;
};

static void desk_finish(struct desk *desk)
{
    agent_close(desk->agent);
    data_dir_finish(&desk->dir);
}

/* A kiosk with a data folder and an agent, enrolled over the wire. */
static void desk_begin(struct desk *desk, struct house *house)
{
    struct test_kiosk kiosk;
    struct identity identity;
    char folder[PATH_MAX];
    desk->house = house;
    kiosk_make(house, &kiosk);
    identity_make(&identity, house->url);
    identity.enrolled = true;
    snprintf(identity.kiosk_id, sizeof(identity.kiosk_id), "%s", kiosk.id);
    snprintf(identity.kiosk_name, sizeof(identity.kiosk_name), "Foyer");
    memcpy(identity.sign_public, kiosk.sign_public, SIGN_PUBLIC_BYTES);
    memcpy(identity.sign_secret, kiosk.sign_secret, SIGN_SECRET_BYTES);
    memcpy(identity.content_public, kiosk.content_public, SIGN_PUBLIC_BYTES);
    memcpy(identity.receipt_public, kiosk.receipt_public, SIGN_PUBLIC_BYTES);
    memcpy(identity.seal_public, kiosk.seal_public, SEAL_PUBLIC_BYTES);
    assert_int_equal(data_dir_init(&desk->dir, folder_path(house->folder, "kiosk", folder)), ERR_OK);
    assert_int_equal(identity_write(&identity, desk->dir.identity), ERR_OK);
    const struct agent_ports ports = {.clock = house_clock(house),
                                      .stop = never_stop,
                                      .alive = is_alive,
                                      .say = say_nothing,
                                      .context = house,
                                      .stall_s = 2};
    assert_int_equal(agent_open(&desk->agent, &desk->dir, &ports), ERR_OK);
}

static struct identity on_disk(const struct desk *desk)
{
    struct identity identity;
    assert_int_equal(identity_read(&identity, desk->dir.identity), ERR_OK);
    return identity;
}

/* As the screen does it: with the identity that is on the disk now. */
static void put_in(const struct desk *desk)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct submission submission;
    struct identity identity = on_disk(desk);
    submission_make(&submission, "network-0");
    assert_int_equal(outbox_open(&outbox, desk->dir.outbox), ERR_OK);
    assert_int_equal(outbox_submit(outbox, &identity, &submission), ERR_OK);
}

static struct round do_round(struct desk *desk)
{
    struct round round;
    agent_round(desk->agent, &round);
    atomic_fetch_add(&desk->house->monotonic_ms, 20000);
    return round;
}

/* Whatever was rotated: one round delivers and fetches, and identity.json has what the registry has. */
static void one_round_catches_up(struct house *house, const bool kinds[KEY_KIND_COUNT], int rotations)
{
    AUTO(desk_finish) struct desk desk = {0};
    house_import(house, 1);
    desk_begin(&desk, house);
    struct round round = do_round(&desk);
    put_in(&desk);
    for (int at = 0; at < rotations; at++) rotate(house, kinds);
    house_import(house, 3);
    round = do_round(&desk);
    if (!round_is_good(&round)) fail_msg("%s", round.problem);
    assert_int_equal(round.settled, 1);
    assert_int_equal(on_disk(&desk).keys_number, 1 + rotations);
    put_in(&desk);
    round = do_round(&desk);
    assert_true(round_is_good(&round));
    assert_int_equal(round.settled, 1);
    assert_int_equal(entries_stored(house), 2);
    const struct keys *keys = &house->registry->keys;
    assert_memory_equal(on_disk(&desk).seal_public, keys->seal_public, SEAL_PUBLIC_BYTES);
    assert_memory_equal(on_disk(&desk).content_public, keys->content_public, SIGN_PUBLIC_BYTES);
    assert_memory_equal(on_disk(&desk).receipt_public, keys->receipt_public, SIGN_PUBLIC_BYTES);
}

static void a_new_sealing_key_is_heard_of_in_a_page(void **state)
{
    one_round_catches_up(*state, only_seal, 1);
}

static void a_page_of_a_new_content_key_makes_the_agent_ask(void **state)
{
    one_round_catches_up(*state, only_content, 1);
}

static void receipts_of_a_new_key_do_too(void **state)
{
    one_round_catches_up(*state, only_receipt, 1);
}

static void who_slept_through_several_rotations_catches_up(void **state)
{
    one_round_catches_up(*state, all_kinds, 4);
}

static void many_statements_come_in_several_answers(void **state)
{
    one_round_catches_up(*state, all_kinds, KEY_STATEMENTS_PER_ANSWER_MAX + 3);
}

/* The registry was put back with the keys it had before. */
static void older_keys_than_ours_are_refused_and_told(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk = {0};
    house_import(house, 1);
    desk_begin(&desk, house);
    (void)do_round(&desk);
    struct identity identity = on_disk(&desk);
    /* What a kiosk that had walked on has on its disk: a number that this registry never gave out. */
    identity.keys_number = 2;
    assert_int_equal(identity_write(&identity, desk.dir.identity), ERR_OK);
    agent_close(desk.agent);
    desk.agent = NULL;
    const struct agent_ports ports = {.clock = house_clock(house),
                                      .stop = never_stop,
                                      .alive = is_alive,
                                      .say = say_nothing,
                                      .context = house,
                                      .stall_s = 2};
    assert_int_equal(agent_open(&desk.agent, &desk.dir, &ports), ERR_OK);
    house_import(house, 3);
    struct round round = do_round(&desk);
    assert_int_equal(round.pull, ERR_UNTRUSTED);
    assert_int_equal(round.link, LINK_TROUBLE);
    assert_non_null(strstr(round.problem, "older"));
    assert_int_equal(on_disk(&desk).keys_number, 2);
}

static void a_walk_takes_all_of_an_answer_or_nothing(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk = {0};
    house_import(house, 1);
    desk_begin(&desk, house);
    (void)do_round(&desk);
    rotate(house, all_kinds);
    rotate(house, all_kinds);
    struct identity identity = on_disk(&desk);
    struct identity other = identity;
    unsigned char unused[SIGN_SECRET_BYTES];
    sign_make_keys(other.content_public, unused); /* pinned another key: nothing leads from it to these */
    const struct http_options http = {.base_url = house->url, .stall_s = 2};
    AUTO(client_auto) struct client *client = NULL;
    bool walked = true;
    char problem[KEY_WALK_PROBLEM_BYTES];
    assert_int_equal(client_open(&client, &other, &http), ERR_OK);
    assert_int_equal(key_walk(client, &other, desk.dir.identity, &walked, problem), ERR_UNTRUSTED);
    assert_false(walked);
    assert_non_null(strstr(problem, "statement 2"));
    assert_int_equal(other.keys_number, 1);
    assert_int_equal(on_disk(&desk).keys_number, 1);
    assert_memory_equal(on_disk(&desk).content_public, identity.content_public, SIGN_PUBLIC_BYTES);
}

static void an_identity_without_a_number_has_the_first_keys(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk = {0};
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *json = json_load_file(desk.dir.identity, 0, NULL);
    assert_int_equal(json_int_at(json, "keys", 0), 1);
    json_object_del(json, "keys");
    json_dump_file(json, desk.dir.identity, 0);
    assert_int_equal(on_disk(&desk).keys_number, 1);
    json_object_set_new(json, "keys", json_integer(0));
    json_dump_file(json, desk.dir.identity, 0);
    struct identity identity;
    assert_int_equal(identity_read(&identity, desk.dir.identity), ERR_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_next_statement_follows),
        cmocka_unit_test(nothing_but_the_content_key_before_signs_a_statement),
        cmocka_unit_test(an_answer_with_anything_odd_in_it_is_refused),
        house_test(a_rotation_leaves_no_secret_that_nobody_needs),
        house_test(what_was_sealed_before_opens_until_it_is_forgotten),
        house_test(nothing_is_forgotten_by_a_clock_that_is_wrong),
        house_test(a_rotation_that_was_cut_off_is_repeated),
        house_test(who_reads_in_the_middle_of_a_rotation_gets_the_old_or_the_new),
        house_test(a_chain_that_does_not_fit_is_found),
        house_test(a_registry_whose_keys_cannot_be_read_says_503),
        house_test(a_new_kiosk_is_told_the_number),
        house_test(asking_for_keys_wants_a_number),
        house_test(a_new_sealing_key_is_heard_of_in_a_page),
        house_test(a_page_of_a_new_content_key_makes_the_agent_ask),
        house_test(receipts_of_a_new_key_do_too),
        house_test(who_slept_through_several_rotations_catches_up),
        house_test(many_statements_come_in_several_answers),
        house_test(older_keys_than_ours_are_refused_and_told),
        house_test(a_walk_takes_all_of_an_answer_or_nothing),
        house_test(an_identity_without_a_number_has_the_first_keys),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
