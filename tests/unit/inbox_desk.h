/* tests/unit/inbox_desk.h - what citizens gave, on the registry's own pages, and staff who look at it. Header only. */
#pragma once

#include "tests/unit/staff_house.h"
#include "tests/unit/web_content.h"

#include "sync/model/answer.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/entries/ledger.h"

struct given {
    int64_t order;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES]; /* its answer's id */
};

static inline enum verdict take(struct house *house, const struct submission *submission)
{
    unsigned char id[ENTRY_ID_BYTES];
    enum verdict verdict = VERDICT_COUNT;
    const char *problem = NULL;
    randombytes_buf(id, sizeof(id));
    assert_int_equal(ledger_take(house->registry, id, submission, &verdict, &problem), ERR_OK);
    return verdict;
}

/* Under a code of its own. */
static inline struct given give(struct house *house, struct submission *submission)
{
    struct given given = {.order = 0};
    receipt_code_make(given.code);
    receipt_code_hash(submission->receipt_hash, given.code);
    receipt_code_name(given.name, submission->receipt_hash);
    assert_int_equal(take(house, submission), VERDICT_CREATED);
    assert_int_equal(db_int(house->registry->db, &given.order, "SELECT max(number) FROM entry", ""), ERR_OK);
    return given;
}

static inline struct given give_idea(struct house *house, const char *title, const char *text)
{
    struct submission idea;
    idea_make(&idea);
    snprintf(idea.title, sizeof(idea.title), "%s", title);
    snprintf(idea.text, sizeof(idea.text), "%s", text);
    return give(house, &idea);
}

static inline struct given give_seat(struct house *house, const char *name, const char *contact)
{
    struct submission seat;
    seat_make(&seat, "maden");
    snprintf(seat.name, sizeof(seat.name), "%s", name);
    snprintf(seat.contact, sizeof(seat.contact), "%s", contact);
    return give(house, &seat);
}

static inline void give_support(struct house *house, int64_t order)
{
    struct submission support = {.kind = SUBMISSION_SUPPORT};
    ideas_id(support.idea, order);
    snprintf(support.lang, sizeof(support.lang), "da");
    assert_int_equal(take(house, &support), VERDICT_CREATED);
}

static inline struct submission request_by(enum submission_kind kind, const struct given *given)
{
    struct submission request = {.kind = kind};
    snprintf(request.code, sizeof(request.code), "%s", given->code);
    snprintf(request.lang, sizeof(request.lang), "da");
    if (kind == SUBMISSION_CORRECT) snprintf(request.notice, sizeof(request.notice), "2026-2");
    receipt_code_hash(request.receipt_hash, given->code);
    return request;
}

static inline void ask_for(struct house *house, enum submission_kind kind, const struct given *given)
{
    struct submission request = request_by(kind, given);
    assert_int_equal(take(house, &request), VERDICT_CREATED);
}

/* The answer as kiosks have it. */
static inline json_t *answer_of(struct house *house, const struct given *given)
{
    json_t *body = NULL;
    assert_int_equal(items_find(house->registry->db, "answer", given->name, &body), ERR_OK);
    struct outcome outcome;
    assert_int_equal(outcome_from_json(&outcome, body), ERR_OK); /* every kiosk can read it */
    outcome_finish(&outcome);
    return body;
}

static inline void assert_status(struct house *house, const struct given *given, const char *status, int place)
{
    AUTO(json_auto) json_t *body = answer_of(house, given);
    assert_string_equal(json_text_at(body, "status"), status);
    assert_int_equal(json_int_at(body, "place", 0), place);
}

/* Networks and a site, "maden" with so many seats; 0: it does not say. */
static inline void open_group(struct house *house, int seats)
{
    struct content_summary summary;
    AUTO(json_auto) json_t *document = json_loads(web_content_text, 0, NULL);
    web_with_words(document, "Noget");
    json_t *network = json_array_get(json_object_get(document, "networks"), 0);
    json_object_set_new(json_object_get(network, "founding_group"), "seats",
                        seats > 0 ? json_integer(seats) : json_null());
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
}

/* Somebody of the secretariat who is signed in. */
static inline void staff_begin(struct house *house, const char *name, struct staff *out)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_add(house, name, STAFF_PASSWORD);
    staff_sign_in(&answer, house, name, STAFF_PASSWORD);
    assert_int_equal(answer.status, 200);
    staff_learn(out, &answer);
}

/* An answer with this status; *out is finished by the caller. */
static inline void staff_ask(struct answer *out, struct house *house, const struct staff *staff, const char *method,
                             const char *target, const char *body, long status)
{
    staff_http(out, house, staff, method, target, body);
    if (out->status != status) fail_msg("%s %s: %ld %s", method, target, out->status, str_text(&out->body));
}

/* Anna answers. */
static inline void answer_given(struct house *house, const struct given *given, enum answer_status status)
{
    const char *problem = NULL;
    struct reply reply = {.status = status, .who = "Anna", .text = "Tak"};
    assert_int_equal(answers_reply(house->registry, given->order, &reply, &problem), ERR_OK);
}

/* What `staff` see it at, for change_on(). */
static inline int64_t version_of(struct house *house, const struct staff *staff, int64_t order)
{
    char target[40];
    AUTO(answer_finish) struct answer answer = {0};
    snprintf(target, sizeof(target), "/v1/staff/inbox/%d", (int)order);
    staff_ask(&answer, house, staff, "GET", target, NULL, 200);
    assert_true(json_is_integer(json_object_get(answer.json, "version")));
    return json_int_at(answer.json, "version", -1);
}

/* A change of entry `order` on what was seen of it; `more` are the other members. */
static inline void change_on(struct answer *out, struct house *house, const struct staff *staff, const char *target,
                             int64_t order, int64_t base, const char *more, long status)
{
    char body[300];
    snprintf(body, sizeof(body), "{\"order\":%d,\"base\":%d,%s}", (int)order, (int)base, more);
    staff_ask(out, house, staff, "POST", target, body, status);
}
