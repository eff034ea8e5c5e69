/* tests/unit/test_registry_ideas.c - ideas on the wall, answers under a receipt code, and what people ask for by it. */
#include "tests/unit/registry_house.h"

#include "sync/base/file.h"
#include "sync/model/answer.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/ledger.h"

/* A registry with two networks and a kiosk, and the codes of what was given. */
struct desk {
    struct house *house;
    struct test_kiosk kiosk;
    char code[RECEIPT_CODE_TEXT_BYTES]; /* of the latest desk_give() */
    char name[RECEIPT_CODE_NAME_BYTES]; /* its answer's id */
};

static void desk_open(struct desk *desk, struct house *house)
{
    *desk = (struct desk){.house = house};
    kiosk_make(house, &desk->kiosk);
    house_import(house, 2);
}

static enum verdict desk_send(struct desk *desk, const struct submission *submission, char *reason)
{
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    entry_with(&entry, &desk->kiosk, submission);
    send_one(desk->house, &desk->kiosk, &entry, &receipt);
    enum verdict verdict = receipt.verdict;
    if (reason != NULL) snprintf(reason, RECEIPT_REASON_BYTES_MAX + 1, "%s", receipt.reason);
    send_one(desk->house, &desk->kiosk, &entry, &receipt); /* a repeated send changes nothing */
    if (verdict == VERDICT_CREATED) assert_int_equal(receipt.verdict, VERDICT_EXISTS);
    if (verdict != VERDICT_CREATED) assert_int_equal(receipt.verdict, verdict);
    return verdict;
}

/* Under a code of its own. */
static void desk_name(struct desk *desk, struct submission *submission)
{
    receipt_code_make(desk->code);
    receipt_code_hash(submission->receipt_hash, desk->code);
    receipt_code_name(desk->name, submission->receipt_hash);
}

static void desk_give(struct desk *desk, struct submission *submission)
{
    desk_name(desk, submission);
    assert_int_equal(desk_send(desk, submission, NULL), VERDICT_CREATED);
}

static struct submission request_of(enum submission_kind kind, const char *code)
{
    struct submission request = {.kind = kind};
    snprintf(request.code, sizeof(request.code), "%s", code);
    snprintf(request.lang, sizeof(request.lang), "da");
    receipt_code_hash(request.receipt_hash, code);
    return request;
}

static struct submission support_of(const char *id)
{
    struct submission support = {.kind = SUBMISSION_SUPPORT};
    snprintf(support.idea, sizeof(support.idea), "%s", id);
    snprintf(support.lang, sizeof(support.lang), "da");
    return support;
}

/* The answer as a kiosk reads it; its status, or ANSWER_STATUS_COUNT without one. */
static enum answer_status status_of(struct desk *desk)
{
    struct outcome outcome;
    AUTO(json_auto) json_t *body = NULL;
    if (items_find(desk->house->registry->db, "answer", desk->name, &body) != ERR_OK) return ANSWER_STATUS_COUNT;
    assert_int_equal(outcome_from_json(&outcome, body), ERR_OK);
    enum answer_status status = outcome.status;
    outcome_finish(&outcome);
    return status;
}

static json_t *wall(struct desk *desk, const char *id)
{
    json_t *body = NULL;
    enum err err = items_find(desk->house->registry->db, "idea", id, &body);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return body;
}

static int64_t head_of(struct desk *desk)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(desk->house->registry, generation, &head), ERR_OK);
    return head;
}

static void reply(struct desk *desk, int64_t number, struct reply said, enum err wanted)
{
    const char *problem = NULL;
    assert_int_equal(answers_reply(desk->house->registry, number, &said, &problem), wanted);
    assert_int_equal(problem != NULL, wanted == ERR_INVALID);
}

static void what_arrives_is_answered_at_once(void **state)
{
    struct desk desk;
    struct submission given;
    desk_open(&desk, *state);
    submission_make(&given, "network-1");
    desk_give(&desk, &given);
    assert_int_equal(status_of(&desk), ANSWER_RECEIVED);
    seat_make(&given, "network-0");
    desk_give(&desk, &given);
    assert_int_equal(status_of(&desk), ANSWER_WANTED);
    AUTO(json_auto) json_t *body = NULL;
    assert_int_equal(items_find(desk.house->registry->db, "answer", desk.name, &body), ERR_OK);
    AUTO(json_auto)
    json_t *whole = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", desk.name, "kind", "seat", "status", "wanted", "at",
                              "2026-11-21", "network", "network-0");
    assert_true(json_equal(body, whole)); /* nothing personal */
}

static void an_idea_is_public_only_when_staff_say_so(void **state)
{
    struct desk desk;
    struct submission idea;
    const char *problem = NULL;
    desk_open(&desk, *state);
    idea_make(&idea);
    idea.leans = LEANS_NETWORK;
    snprintf(idea.name, sizeof(idea.name), "Åse Ørsted");
    desk_give(&desk, &idea);
    assert_null(wall(&desk, "idea-1"));
    struct registry *registry = desk.house->registry;
    assert_int_equal(ideas_publish(registry, 1, "Ring 070761-4285", NULL, &problem), ERR_INVALID);
    assert_non_null(problem);
    assert_int_equal(ideas_publish(registry, 1, " ", NULL, &problem), ERR_INVALID);
    assert_int_equal(ideas_publish(registry, 1, "To\nlinjer", NULL, &problem), ERR_INVALID);
    assert_int_equal(ideas_publish(registry, 2, NULL, NULL, &problem), ERR_NOT_FOUND);
    assert_null(wall(&desk, "idea-1"));
    int64_t head = head_of(&desk);
    assert_int_equal(ideas_publish(registry, 1, "Et værksted", NULL, &problem), ERR_OK);
    assert_int_equal(head_of(&desk), head + 1);
    assert_int_equal(ideas_publish(registry, 1, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(head_of(&desk), head + 1); /* nothing new */
    AUTO(json_auto) json_t *body = wall(&desk, "idea-1");
    AUTO(json_auto)
    json_t *whole =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s}", "id", "idea-1", "title", "Et værksted", "text", idea.text,
                  "side", "citizens", "status", "received", "supports", 0, "published", "2026-11-21");
    assert_true(json_equal(body, whole));
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(ideas_list(registry, &list), ERR_OK);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(json_text_at(json_array_get(list, 0), "leans"), "network");
    assert_null(json_object_get(json_array_get(list, 0), "name"));
    assert_int_equal(ideas_unpublish(registry, 1), ERR_OK);
    assert_null(wall(&desk, "idea-1"));
    assert_int_equal(ideas_unpublish(registry, 1), ERR_NOT_FOUND);
}

static void an_import_leaves_ideas_and_answers_alone(void **state)
{
    struct desk desk;
    struct submission idea;
    const char *problem = NULL;
    desk_open(&desk, *state);
    idea_make(&idea);
    desk_give(&desk, &idea);
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    house_import(desk.house, 1);
    AUTO(json_auto) json_t *body = wall(&desk, "idea-1");
    assert_non_null(body);
    assert_int_equal(status_of(&desk), ANSWER_RECEIVED);
    AUTO(json_auto) json_t *document = NULL;
    assert_int_equal(content_export(desk.house->registry, &document), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(document, "pages")), 0);
}

static void an_answer_stands_on_the_wall_and_under_the_code(void **state)
{
    struct desk desk;
    struct submission idea;
    const char *problem = NULL;
    desk_open(&desk, *state);
    idea_make(&idea);
    desk_give(&desk, &idea);
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    reply(&desk, 1, (struct reply){.status = ANSWER_INVITED}, ERR_INVALID);
    reply(&desk, 1, (struct reply){.status = ANSWER_INVITED, .network = "network-9"}, ERR_INVALID);
    reply(&desk, 1, (struct reply){.status = ANSWER_GRANTED}, ERR_INVALID);
    reply(&desk, 1, (struct reply){.status = ANSWER_WITHDRAWN}, ERR_INVALID);
    reply(&desk, 1, (struct reply){.status = ANSWER_READ, .text = "Ring til 070761-4285"}, ERR_INVALID);
    reply(&desk, 1, (struct reply){.status = ANSWER_READ, .place = 2}, ERR_INVALID);
    reply(&desk, 7, (struct reply){.status = ANSWER_READ}, ERR_NOT_FOUND);
    reply(&desk, 1, (struct reply){.status = ANSWER_NETWORK, .network = "network-1", .text = "Tak. Kom forbi."},
          ERR_OK);
    assert_int_equal(status_of(&desk), ANSWER_NETWORK);
    AUTO(json_auto) json_t *body = wall(&desk, "idea-1");
    struct idea published;
    assert_int_equal(idea_from_json(&published, body), ERR_OK);
    assert_int_equal(published.status, IDEA_NETWORK);
    assert_string_equal(published.answer, "Tak. Kom forbi.");
    assert_string_equal(published.network, "network-1");
    idea_finish(&published);
}

static void a_seat_is_granted_or_waits(void **state)
{
    struct desk desk;
    struct submission seat;
    desk_open(&desk, *state);
    seat_make(&seat, "network-0");
    desk_give(&desk, &seat);
    reply(&desk, 1, (struct reply){.status = ANSWER_WAITING_LIST, .place = 3}, ERR_OK);
    AUTO(json_auto) json_t *body = NULL;
    assert_int_equal(items_find(desk.house->registry->db, "answer", desk.name, &body), ERR_OK);
    assert_int_equal(json_int_at(body, "place", 0), 3);
    reply(&desk, 1, (struct reply){.status = ANSWER_GRANTED, .text = "Vi glæder os."}, ERR_OK);
    assert_int_equal(status_of(&desk), ANSWER_GRANTED);
    reply(&desk, 1, (struct reply){.status = ANSWER_CONSIDERED}, ERR_INVALID);
}

static void support_is_counted_once_each(void **state)
{
    struct desk desk;
    struct submission idea;
    const char *problem = NULL;
    char reason[RECEIPT_REASON_BYTES_MAX + 1];
    desk_open(&desk, *state);
    idea_make(&idea);
    desk_give(&desk, &idea);
    struct submission support = support_of("idea-1");
    assert_int_equal(desk_send(&desk, &support, reason), VERDICT_REJECTED); /* never public */
    assert_string_equal(reason, "idea_unknown");
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    for (int at = 1; at <= 3; at++) {
        assert_int_equal(desk_send(&desk, &support, NULL), VERDICT_CREATED);
        AUTO(json_auto) json_t *body = wall(&desk, "idea-1");
        assert_int_equal(json_int_at(body, "supports", -1), at);
    }
    assert_int_equal(ideas_unpublish(desk.house->registry, 1), ERR_OK);
    assert_int_equal(desk_send(&desk, &support, NULL), VERDICT_CREATED); /* given in good faith */
    assert_null(wall(&desk, "idea-1"));
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    AUTO(json_auto) json_t *body = wall(&desk, "idea-1");
    assert_int_equal(json_int_at(body, "supports", -1), 4);
}

static void what_is_withdrawn_is_off_the_wall_and_stays_withdrawn(void **state)
{
    struct desk desk;
    struct submission idea;
    const char *problem = NULL;
    desk_open(&desk, *state);
    idea_make(&idea);
    desk_give(&desk, &idea);
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    struct submission request = request_of(SUBMISSION_WITHDRAW, desk.code);
    assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED);
    assert_int_equal(status_of(&desk), ANSWER_WITHDRAWN);
    assert_null(wall(&desk, "idea-1"));
    reply(&desk, 1, (struct reply){.status = ANSWER_READ}, ERR_REFUSED);
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_REFUSED);
    int64_t head = head_of(&desk);
    assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED); /* asked twice */
    assert_int_equal(head_of(&desk), head);
}

/* Is the text anywhere in the registry's database or its log? */
static bool on_disk(const struct desk *desk, const char *text)
{
    static const char *const files[] = {"registry.db", "registry.db-wal", "registry.db-shm"};
    bool found = false;
    for (size_t at = 0; at < 3; at++) {
        AUTO(str_finish) struct str bytes;
        char *path = file_join(desk->house->data, files[at]);
        enum err err = file_read(&bytes, path, 64 * 1024 * 1024);
        free(path);
        if (err == ERR_NOT_FOUND) continue;
        assert_int_equal(err, ERR_OK);
        found = found || (bytes.length > 0 && memmem(bytes.data, bytes.length, text, strlen(text)) != NULL);
    }
    return found;
}

static void what_is_erased_is_in_no_file(void **state)
{
    if (house_on_postgres()) skip(); /* its files, and its log, are another program's */
    struct desk desk;
    struct submission idea;
    struct submission seat;
    const char *problem = NULL;
    char codes[2][RECEIPT_CODE_TEXT_BYTES];
    desk_open(&desk, *state);
    idea_make(&idea);
    snprintf(idea.name, sizeof(idea.name), "Qvirinus Xylander");
    snprintf(idea.title, sizeof(idea.title), "Zeppelinbroen");
    memset(idea.text, 'j', 1400); /* long enough for pages of its own */
    memcpy(idea.text + 1300, "Flagermusvandring", strlen("Flagermusvandring"));
    desk_give(&desk, &idea);
    snprintf(codes[0], sizeof(codes[0]), "%s", desk.code);
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    seat_make(&seat, "network-0");
    snprintf(seat.name, sizeof(seat.name), "Wolfram Ypperlig");
    desk_give(&desk, &seat);
    snprintf(codes[1], sizeof(codes[1]), "%s", desk.code);
    for (int at = 0; at < 40; at++) { /* neighbours in the same pages, some of which move */
        submission_make(&seat, "network-1");
        snprintf(seat.name, sizeof(seat.name), "Nabo nr. %d", at);
        desk_give(&desk, &seat);
    }
    assert_true(on_disk(&desk, "Flagermusvandring") && on_disk(&desk, "Wolfram Ypperlig"));
    for (size_t at = 0; at < 2; at++) {
        struct submission request = request_of(SUBMISSION_ERASE, codes[at]);
        assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED);
        receipt_code_name(desk.name, request.receipt_hash);
        assert_int_equal(status_of(&desk), ANSWER_ERASED);
        assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED); /* asked twice */
        assert_int_equal(status_of(&desk), ANSWER_ERASED);
    }
    static const char *const gone[] = {"Qvirinus",          "Xylander", "Zeppelinbroen",
                                       "Flagermusvandring", "Ypperlig", "jjjj"};
    for (size_t at = 0; at < sizeof(gone) / sizeof(gone[0]); at++) {
        if (on_disk(&desk, gone[at])) fail_msg("\"%s\" is still on the disk", gone[at]);
    }
    assert_true(on_disk(&desk, "Nabo nr. 39"));
    assert_null(wall(&desk, "idea-1"));
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_NOT_FOUND);
}

static void an_erased_entry_can_not_be_sent_again(void **state)
{
    struct desk desk;
    struct submission given;
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    desk_open(&desk, *state);
    submission_make(&given, "network-1");
    desk_name(&desk, &given);
    entry_with(&entry, &desk.kiosk, &given);
    send_one(desk.house, &desk.kiosk, &entry, &receipt);
    struct submission request = request_of(SUBMISSION_ERASE, desk.code);
    assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED);
    send_one(desk.house, &desk.kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_GONE);
}

/* Asked for at another screen, whose wire was quicker. */
static void a_request_may_come_before_what_it_is_about(void **state)
{
    struct desk desk;
    struct submission given;
    desk_open(&desk, *state);
    submission_make(&given, "network-1");
    desk_name(&desk, &given);
    struct submission erase = request_of(SUBMISSION_ERASE, desk.code);
    assert_int_equal(desk_send(&desk, &erase, NULL), VERDICT_CREATED);
    assert_int_equal(status_of(&desk), ANSWER_STATUS_COUNT);
    assert_int_equal(desk_send(&desk, &given, NULL), VERDICT_GONE);
    assert_int_equal(status_of(&desk), ANSWER_ERASED);
    assert_false(on_disk(&desk, given.name));
    desk_name(&desk, &given);
    struct submission withdraw = request_of(SUBMISSION_WITHDRAW, desk.code);
    assert_int_equal(desk_send(&desk, &withdraw, NULL), VERDICT_CREATED);
    assert_int_equal(desk_send(&desk, &given, NULL), VERDICT_CREATED);
    assert_int_equal(status_of(&desk), ANSWER_WITHDRAWN);
}

static void a_correction_keeps_none_of_the_old(void **state)
{
    struct desk desk;
    struct submission idea;
    const char *problem = NULL;
    desk_open(&desk, *state);
    idea_make(&idea);
    snprintf(idea.name, sizeof(idea.name), "Qvirinus");
    snprintf(idea.title, sizeof(idea.title), "Zeppelinbroen");
    desk_give(&desk, &idea);
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    struct submission request = request_of(SUBMISSION_CORRECT, desk.code);
    snprintf(request.notice, sizeof(request.notice), "2026-2");
    snprintf(request.title, sizeof(request.title), "Broen over Kanalen");
    snprintf(request.contact, sizeof(request.contact), "+4528123456");
    assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED);
    assert_null(wall(&desk, "idea-1")); /* until staff have read it */
    assert_false(on_disk(&desk, "Zeppelinbroen"));
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(desk.house->registry->db, &rows,
                              "SELECT name, contact, title, text, notice FROM entry WHERE number = 1", ""),
                     ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    const char *const wanted[] = {"Qvirinus", "+4528123456", "Broen over Kanalen", idea.text, "2026-2"};
    for (int at = 0; at < 5; at++) assert_string_equal(rows_text(rows, at), wanted[at]);
    rows_close(rows);
    rows = NULL;
    AUTO(json_auto) json_t *answer = NULL;
    assert_int_equal(items_find(desk.house->registry->db, "answer", desk.name, &answer), ERR_OK);
    assert_string_equal(json_text_at(answer, "corrected"), "2026-11-21");
    assert_int_equal(ideas_publish(desk.house->registry, 1, NULL, NULL, &problem), ERR_OK);
    AUTO(json_auto) json_t *body = wall(&desk, "idea-1");
    assert_string_equal(json_text_at(body, "title"), "Broen over Kanalen");
}

static void a_code_that_is_nobodys_changes_nothing(void **state)
{
    static const enum submission_kind kinds[] = {SUBMISSION_WITHDRAW, SUBMISSION_ERASE, SUBMISSION_CORRECT};
    struct desk desk;
    struct submission given;
    char code[RECEIPT_CODE_TEXT_BYTES];
    desk_open(&desk, *state);
    seat_make(&given, "network-0");
    desk_give(&desk, &given);
    int64_t head = head_of(&desk);
    receipt_code_make(code);
    for (size_t at = 0; at < 3; at++) {
        struct submission request = request_of(kinds[at], code);
        snprintf(request.notice, sizeof(request.notice), "2026-1");
        if (kinds[at] == SUBMISSION_CORRECT) snprintf(request.name, sizeof(request.name), "En anden");
        assert_int_equal(desk_send(&desk, &request, NULL), VERDICT_CREATED);
        assert_int_equal(head_of(&desk), head);
        assert_int_equal(status_of(&desk), ANSWER_WANTED);
    }
    assert_false(on_disk(&desk, "En anden"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(what_arrives_is_answered_at_once),
        house_test(an_idea_is_public_only_when_staff_say_so),
        house_test(an_import_leaves_ideas_and_answers_alone),
        house_test(an_answer_stands_on_the_wall_and_under_the_code),
        house_test(a_seat_is_granted_or_waits),
        house_test(support_is_counted_once_each),
        house_test(what_is_withdrawn_is_off_the_wall_and_stays_withdrawn),
        house_test(what_is_erased_is_in_no_file),
        house_test(an_erased_entry_can_not_be_sent_again),
        house_test(a_request_may_come_before_what_it_is_about),
        house_test(a_correction_keeps_none_of_the_old),
        house_test(a_code_that_is_nobodys_changes_nothing),
    };
    return cmocka_run_group_tests_name("registry ideas", tests, house_begin, NULL);
}
