/* tests/unit/test_registry_entries.c - what kiosks send, and what becomes of it. */
#include "tests/unit/registry_house.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include "sync/registry/entries/ledger.h"

static void an_entry_is_stored_once(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    entry_of(&entry, &kiosk, "network-1");
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_EXISTS);
    assert_int_equal(entries_stored(house), 1);
}

static void another_entry_with_its_id_is_a_conflict(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    AUTO(entry_finish) struct entry other = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    entry_of(&entry, &kiosk, "network-1");
    entry_of(&other, &kiosk, "network-1");
    memcpy(other.id, entry.id, sizeof(other.id));
    const struct sign_part parts[] = {sign_text(kiosk.id),
                                      {other.id, ENTRY_ID_BYTES},
                                      {other.seal_key_id, SEAL_KEY_ID_BYTES},
                                      {other.box, other.box_bytes}};
    sign_make(other.signature, SIGN_ENTRY, parts, 4, kiosk.sign_secret);
    send_one(house, &kiosk, &entry, &receipt);
    send_one(house, &kiosk, &other, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CONFLICT);
    assert_int_equal(entries_stored(house), 1);
}

static void an_erased_entry_stays_gone(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    entry_of(&entry, &kiosk, "network-1");
    assert_int_equal(
        db_run(house->registry->db, "INSERT INTO erased (id) VALUES (?)", "b", entry.id, (size_t)ENTRY_ID_BYTES),
        ERR_OK);
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_GONE);
    assert_int_equal(entries_stored(house), 0);
}

/* Its own time only when its clock may be believed; an older kiosk says nothing. */
static void the_kiosks_order_is_told(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    for (int at = 0; at < 3; at++) {
        struct submission submission;
        struct receipt receipt;
        AUTO(entry_finish) struct entry entry = {0};
        idea_make(&submission);
        receipt_code_make(submission.code);
        receipt_code_hash(submission.receipt_hash, submission.code);
        submission.order = at * (INT64_C(1) << 32);
        submission.clock_doubtful = at == 2;
        submission.given_at_s = at == 1 ? HOUSE_NOW_S - 3600 : 0;
        entry_with(&entry, &kiosk, &submission);
        send_one(house, &kiosk, &entry, &receipt);
        assert_int_equal(receipt.verdict, VERDICT_CREATED);
    }
    AUTO(json_auto) json_t *list = NULL;
    bool more = true;
    assert_int_equal(ledger_list(house->registry, 0, 10, &list, &more), ERR_OK);
    assert_null(json_object_get(json_array_get(list, 0), "kiosk_order"));
    assert_null(json_object_get(json_array_get(list, 0), "given"));
    assert_int_equal(json_int_at(json_array_get(list, 1), "kiosk_order", 0), INT64_C(1) << 32);
    assert_string_equal(json_text_at(json_array_get(list, 1), "given"), "2026-11-21T06:00:00Z");
    assert_null(json_object_get(json_array_get(list, 1), "clock_doubtful"));
    assert_null(json_object_get(json_array_get(list, 2), "given"));
    assert_true(json_true_at(json_array_get(list, 2), "clock_doubtful"));
}

static void a_network_that_was_removed_is_still_known(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    AUTO(entry_finish) struct entry old = {0};
    AUTO(entry_finish) struct entry never = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    house_import(house, 1);
    entry_of(&old, &kiosk, "network-1");
    entry_of(&never, &kiosk, "network-2");
    send_one(house, &kiosk, &old, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    send_one(house, &kiosk, &never, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_REJECTED);
    assert_string_equal(receipt.reason, "network_unknown");
}

enum { COLUMNS = 9 };

/* The stored entry's kind, network, name, comes_as, brings, title, text, side and lang. */
static void assert_stored(struct house *house, int64_t number, const char *const wanted[COLUMNS])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(house->registry->db, &rows,
                              "SELECT kind, network, name, comes_as, brings, title, text, side, lang FROM entry"
                              " WHERE number = ?",
                              "i", number),
                     ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    for (int at = 0; at < COLUMNS; at++) assert_string_equal(rows_text(rows, at), wanted[at]);
}

static void a_seat_and_an_idea_are_stored_with_what_they_hold(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct submission given[2];
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    seat_make(&given[0], "network-0");
    idea_make(&given[1]);
    memset(given[0].brings, 'b', SUBMISSION_BRINGS_BYTES_MAX);
    memset(given[1].text, 't', SUBMISSION_TEXT_BYTES_MAX);
    memset(given[1].title, 'h', SUBMISSION_TITLE_BYTES_MAX);
    for (size_t at = 0; at < 2; at++) {
        AUTO(entry_finish) struct entry entry = {0};
        entry_with(&entry, &kiosk, &given[at]);
        send_one(house, &kiosk, &entry, &receipt);
        assert_int_equal(receipt.verdict, VERDICT_CREATED);
        send_one(house, &kiosk, &entry, &receipt);
        assert_int_equal(receipt.verdict, VERDICT_EXISTS);
    }
    assert_int_equal(entries_stored(house), 2);
    assert_stored(house, 1,
                  (const char *const[COLUMNS]){"seat", "network-0", "Åse Ørsted", "association", given[0].brings, "",
                                               "", "", "da"});
    assert_stored(
        house, 2,
        (const char *const[COLUMNS]){"idea", "", "", "", "", given[1].title, given[1].text, "citizens", "ar"});
    AUTO(json_auto) json_t *counts = NULL;
    assert_int_equal(ledger_counts(house->registry, &counts), ERR_OK);
    AUTO(json_auto)
    json_t *wanted = json_pack("[{s:s, s:s, s:i}, {s:s, s:s, s:i}]", "network", "", "kind", "idea", "count", 1,
                               "network", "network-0", "kind", "seat", "count", 1);
    assert_true(json_equal(counts, wanted));
}

static void a_seat_needs_a_network_that_is_known_and_an_idea_needs_none(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct submission seat;
    struct submission idea;
    AUTO(entry_finish) struct entry seat_entry = {0};
    AUTO(entry_finish) struct entry idea_entry = {0};
    kiosk_make(house, &kiosk);
    seat_make(&seat, "network-7");
    idea_make(&idea);
    entry_with(&seat_entry, &kiosk, &seat);
    entry_with(&idea_entry, &kiosk, &idea);
    send_one(house, &kiosk, &seat_entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_REJECTED);
    assert_string_equal(receipt.reason, "network_unknown");
    send_one(house, &kiosk, &idea_entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    assert_int_equal(entries_stored(house), 1);
}

/* What was written to the box instead of a good submission. */
static void seal_text(struct entry *out, const struct test_kiosk *kiosk, const char *text)
{
    assert_int_equal(entry_make(out, text, strlen(text), kiosk->id, kiosk->sign_secret, kiosk->seal_public), ERR_OK);
}

static void seal_submission(struct entry *out, const struct test_kiosk *kiosk, const char *name, const char *contact)
{
    AUTO(json_auto)
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "interest", "network", "network-0", "name",
                             name, "contact", contact, "notice", "2026-1", "lang", "da", "receipt",
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    char *text = json_dumps(json, JSON_COMPACT);
    seal_text(out, kiosk, text);
    free(text);
}

/* Seats and ideas that this registry can't take, each for its own reason. */
static void a_bad_seat_or_idea_is_rejected_with_its_reason(void **state)
{
    static const struct {
        const char *kind, *key, *value, *reason;
    } table[] = {
        {"seat", "comes_as", "king", "unreadable"},    {"seat", "comes_as", NULL, "unreadable"},
        {"seat", "brings", NULL, "unreadable"},        {"seat", "brings", "070761-4285", "cpr_number"},
        {"seat", "name", " ", "name_missing"},         {"idea", "side", "everybody", "unreadable"},
        {"idea", "text", NULL, "unreadable"},          {"idea", "title", "", "title_missing"},
        {"idea", "text", " ", "text_missing"},         {"idea", "text", "Ring 070761-4285", "cpr_number"},
        {"idea", "title", "0707614285", "cpr_number"}, {"idea", "contact", "2812", "contact_unusable"},
    };
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct submission given;
        struct receipt receipt;
        AUTO(str_finish) struct str good = {0};
        AUTO(entry_finish) struct entry entry = {0};
        if (strcmp(table[at].kind, "seat") == 0) {
            seat_make(&given, "network-0");
        } else {
            idea_make(&given);
        }
        assert_int_equal(submission_to_json(&good, &given), ERR_OK);
        AUTO(json_auto) json_t *json = json_loadb(str_text(&good), good.length, 0, NULL);
        if (table[at].value != NULL) {
            json_object_set_new(json, table[at].key, json_string(table[at].value));
        } else {
            json_object_del(json, table[at].key);
        }
        char *text = json_dumps(json, JSON_COMPACT);
        seal_text(&entry, &kiosk, text);
        free(text);
        send_one(house, &kiosk, &entry, &receipt);
        assert_int_equal(receipt.verdict, VERDICT_REJECTED);
        assert_string_equal(receipt.reason, table[at].reason);
    }
    assert_int_equal(entries_stored(house), 0);
}

enum { BAD_COUNT = 9 };

/* One batch with everything that can be wrong, between two good ones. */
static void one_bad_entry_never_stops_the_others(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk stranger;
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    stranger = kiosk;
    sign_make_keys(stranger.sign_public, stranger.sign_secret);
    struct test_kiosk elsewhere = kiosk;
    unsigned char unused[SEAL_SECRET_BYTES];
    seal_make_keys(elsewhere.seal_public, unused);

    struct entry entries[BAD_COUNT] = {0};
    static const char *const reasons[BAD_COUNT] = {"",
                                                   "bad_signature",
                                                   "unknown_seal_key",
                                                   "unsealable",
                                                   "unreadable",
                                                   "name_missing",
                                                   "contact_unusable",
                                                   "cpr_number",
                                                   ""};
    entry_of(&entries[0], &kiosk, "network-0");
    entry_of(&entries[1], &stranger, "network-0");
    entry_of(&entries[2], &elsewhere, "network-0");
    entry_of(&entries[3], &elsewhere, "network-0");
    seal_key_id(entries[3].seal_key_id, kiosk.seal_public);
    const struct sign_part parts[] = {sign_text(kiosk.id),
                                      {entries[3].id, ENTRY_ID_BYTES},
                                      {entries[3].seal_key_id, SEAL_KEY_ID_BYTES},
                                      {entries[3].box, entries[3].box_bytes}};
    sign_make(entries[3].signature, SIGN_ENTRY, parts, 4, kiosk.sign_secret);
    seal_text(&entries[4], &kiosk, "not a submission");
    seal_submission(&entries[5], &kiosk, "  ", "aase@example.dk");
    seal_submission(&entries[6], &kiosk, "Åse", "2812");
    seal_submission(&entries[7], &kiosk, "Åse 070761-4285", "aase@example.dk");
    entry_of(&entries[8], &kiosk, "network-1");

    json_t *list[BAD_COUNT];
    for (size_t at = 0; at < BAD_COUNT; at++) list[at] = entry_to_json(&entries[at]);
    char *body = entries_body(list, BAD_COUNT);
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/entries", body, NULL);
    free(body);
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_array_size(json_object_get(answer.json, "receipts")), BAD_COUNT);
    for (size_t at = 0; at < BAD_COUNT; at++) {
        struct receipt receipt;
        receipt_at(&receipt, &answer, at, &entries[at], &kiosk);
        assert_string_equal(receipt.reason, reasons[at]);
        assert_int_equal(receipt.verdict, reasons[at][0] == '\0' ? VERDICT_CREATED : VERDICT_REJECTED);
        entry_finish(&entries[at]);
    }
    assert_int_equal(entries_stored(house), 2);
}

static void entries_without_form_are_rejected_one_by_one(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    AUTO(entry_finish) struct entry good = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&good, &kiosk, "network-0");
    json_t *no_box = entry_to_json(&good);
    json_object_del(no_box, "box");
    json_t *list[] = {json_integer(3), json_pack("{s:s}", "id", "zz"), no_box, entry_to_json(&good)};
    char *body = entries_body(list, 4);
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/entries", body, NULL);
    free(body);
    assert_int_equal(answer.status, 200);
    struct receipt receipt;
    const json_t *receipts = json_object_get(answer.json, "receipts");
    static const unsigned char zeros[ENTRY_ID_BYTES] = {0};
    for (size_t at = 0; at < 3; at++) {
        assert_int_equal(receipt_from_json(&receipt, json_array_get(receipts, at)), ERR_OK);
        assert_int_equal(receipt.verdict, VERDICT_REJECTED);
        assert_string_equal(receipt.reason, "unreadable");
        assert_memory_equal(receipt.id, at == 2 ? good.id : zeros, ENTRY_ID_BYTES);
    }
    receipt_at(&receipt, &answer, 3, &good, &kiosk);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
}

static void a_batch_is_held_to_its_limit(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    struct entry entries[ENTRIES_PER_BATCH_MAX + 1];
    json_t *list[ENTRIES_PER_BATCH_MAX + 1];
    for (size_t count = ENTRIES_PER_BATCH_MAX; count <= ENTRIES_PER_BATCH_MAX + 1; count++) {
        for (size_t at = 0; at < count; at++) {
            entry_of(&entries[at], &kiosk, "network-0");
            list[at] = entry_to_json(&entries[at]);
            entry_finish(&entries[at]);
        }
        char *body = entries_body(list, count);
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/entries", body, NULL);
        free(body);
        assert_int_equal(answer.status, count == ENTRIES_PER_BATCH_MAX ? 200 : 400);
    }
    assert_int_equal(entries_stored(house), ENTRIES_PER_BATCH_MAX);
    static const char *const wrong[] = {"{}", "[]", "{\"entries\":3}", "{\"entries\":[]}"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/entries", wrong[at], NULL);
        assert_refused(&answer, 400, "bad_request");
    }
}

/* Two servers on one folder, as when one is being replaced, and fifty senders at once. */
enum { SENDERS = 50 };

struct sender {
    pthread_t thread;
    const char *url;
    const struct test_kiosk *kiosk;
    const char *body;
    struct answer answer;
};

static void *sender_run(void *context)
{
    struct sender *sender = context;
    kiosk_http(&sender->answer, sender->url, sender->kiosk, "POST", "/v1/entries", sender->body, NULL);
    return NULL;
}

static void fifty_at_once_make_one_row(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    json_t *list[] = {entry_to_json(&entry)};
    char *body = entries_body(list, 1);

    struct registry *second_registry = NULL;
    struct server *second = NULL;
    char second_url[ADDRESS_TEXT_BYTES + 8];
    assert_int_equal(registry_open(&second_registry, house->data, house_clock(house)), ERR_OK);
    house_serve_on(house, &second, second_registry, second_url);

    struct sender senders[SENDERS];
    for (int at = 0; at < SENDERS; at++) {
        senders[at] = (struct sender){.url = at % 2 == 0 ? house->url : second_url, .kiosk = &kiosk, .body = body};
        assert_int_equal(pthread_create(&senders[at].thread, NULL, sender_run, &senders[at]), 0);
    }
    int created = 0;
    for (int at = 0; at < SENDERS; at++) {
        assert_int_equal(pthread_join(senders[at].thread, NULL), 0);
        assert_int_equal(senders[at].answer.status, 200);
        struct receipt receipt;
        receipt_at(&receipt, &senders[at].answer, 0, &entry, &kiosk);
        created += receipt.verdict == VERDICT_CREATED;
        assert_true(receipt.verdict == VERDICT_CREATED || receipt.verdict == VERDICT_EXISTS);
        answer_finish(&senders[at].answer);
    }
    free(body);
    server_stop(second);
    registry_close(second_registry);
    assert_int_equal(created, 1);
    assert_int_equal(entries_stored(house), 1);
}

/* A disk that takes no more bytes, as far as this process goes. */
static void a_full_disk_gives_no_receipts(void **state)
{
    if (house_on_postgres()) skip(); /* the disk is another program's */
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    json_t *list[] = {entry_to_json(&entry)};
    char *body = entries_body(list, 1);

    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*old)(int) = signal(SIGXFSZ, SIG_IGN);
    struct rlimit none = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/entries", body, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, old);
    free(body);
    assert_refused(&answer, 503, "unavailable");
    assert_null(json_object_get(answer.json, "receipts"));
    assert_int_equal(atomic_load(&house->reports), 1);

    assert_int_equal(entries_stored(house), 0);
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_entry_is_stored_once),
        house_test(another_entry_with_its_id_is_a_conflict),
        house_test(an_erased_entry_stays_gone),
        house_test(the_kiosks_order_is_told),
        house_test(a_network_that_was_removed_is_still_known),
        house_test(a_seat_and_an_idea_are_stored_with_what_they_hold),
        house_test(a_seat_needs_a_network_that_is_known_and_an_idea_needs_none),
        house_test(a_bad_seat_or_idea_is_rejected_with_its_reason),
        house_test(one_bad_entry_never_stops_the_others),
        house_test(entries_without_form_are_rejected_one_by_one),
        house_test(a_batch_is_held_to_its_limit),
        house_test(fifty_at_once_make_one_row),
        house_test(a_full_disk_gives_no_receipts),
    };
    return cmocka_run_group_tests_name("registry entries", tests, house_begin, NULL);
}
