#include "sync/model/answer.h"

#include <assert.h>
#include <string.h>

#include "sync/base/json.h"

static const char *const names[ANSWER_STATUS_COUNT] = {"received", "read",      "considered", "invited", "network",
                                                       "project",  "not_now",   "wanted",     "granted", "waiting_list",
                                                       "declined", "withdrawn", "erased"};

_Static_assert((int)ANSWER_NOT_NOW == (int)IDEA_NOT_NOW, "the statuses of an idea come first, in their order");

const char *answer_status_name(enum answer_status status)
{
    assert(status < ANSWER_STATUS_COUNT);
    return names[status];
}

enum answer_status answer_status_from_name(const char *name)
{
    for (int at = 0; name != NULL && at < ANSWER_STATUS_COUNT; at++) {
        if (strcmp(names[at], name) == 0) return (enum answer_status)at;
    }
    return ANSWER_STATUS_COUNT;
}

bool answer_status_is_for_staff(enum answer_status status, enum submission_kind kind)
{
    switch (kind) {
    case SUBMISSION_INTEREST: return status == ANSWER_RECEIVED || status == ANSWER_READ;
    case SUBMISSION_SEAT: return status >= ANSWER_WANTED && status <= ANSWER_DECLINED;
    case SUBMISSION_IDEA: return status <= ANSWER_NOT_NOW;
    default: return false;
    }
}

bool answer_status_fits(enum answer_status status, enum submission_kind kind)
{
    bool own = status == ANSWER_WITHDRAWN || status == ANSWER_ERASED;
    return answer_status_is_for_staff(status, kind) || (own && kind <= SUBMISSION_IDEA);
}

enum answer_status answer_status_first(enum submission_kind kind)
{
    return kind == SUBMISSION_SEAT ? ANSWER_WANTED : ANSWER_RECEIVED;
}

static const char *text_within(const json_t *body, const char *key, size_t bytes_max)
{
    const char *text = json_text_at(body, key);
    return text != NULL && text[0] != '\0' && strlen(text) <= bytes_max ? text : NULL;
}

enum err outcome_from_json(struct outcome *out, json_t *body)
{
    struct outcome read = {
        .kind = submission_kind_from_name(json_text_at(body, "kind")),
        .status = answer_status_from_name(json_text_at(body, "status")),
        .text = text_within(body, "text", IDEA_ANSWER_BYTES_MAX),
        .network = text_within(body, "network", NETWORK_ID_BYTES_MAX),
        .at = text_within(body, "at", IDEA_DATE_BYTES - 1),
        .corrected = text_within(body, "corrected", IDEA_DATE_BYTES - 1),
        .note = text_within(body, "note", ANSWER_NOTE_BYTES_MAX),
    };
    if (!answer_status_fits(read.status, read.kind)) return ERR_INVALID;
    int64_t place = json_int_at(body, "place", 0);
    read.place = place >= 1 && place <= ANSWER_PLACE_MAX ? (int)place : 0;
    read.document = json_incref(body);
    *out = read;
    return ERR_OK;
}

void outcome_finish(struct outcome *outcome)
{
    json_decref(outcome->document);
    *outcome = (struct outcome){0};
}
