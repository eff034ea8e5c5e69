#include "sync/model/idea.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/submission.h"

static const char *const status_names[IDEA_STATUS_COUNT] = {"received", "read",    "considered", "invited",
                                                            "network",  "project", "not_now"};
static const char *const leans_names[LEANS_COUNT] = {"", "network", "project"};

static int index_of(const char *const *names, int count, const char *name)
{
    for (int at = 0; name != NULL && at < count; at++) {
        if (strcmp(names[at], name) == 0) return at;
    }
    return count;
}

const char *idea_status_name(enum idea_status status)
{
    assert(status < IDEA_STATUS_COUNT);
    return status_names[status];
}

enum idea_status idea_status_from_name(const char *name)
{
    return (enum idea_status)index_of(status_names, IDEA_STATUS_COUNT, name);
}

const char *leans_name(enum leans leans)
{
    assert(leans < LEANS_COUNT);
    return leans_names[leans];
}

enum leans leans_from_name(const char *name)
{
    return (enum leans)index_of(leans_names, LEANS_COUNT, name);
}

bool idea_status_has_network(enum idea_status status)
{
    return status == IDEA_INVITED || status == IDEA_NETWORK;
}

static bool fits(const char *text, size_t bytes_max)
{
    return text != NULL && text[0] != '\0' && strlen(text) <= bytes_max;
}

enum err idea_from_json(struct idea *out, json_t *body)
{
    struct idea idea = {
        .id = json_text_at(body, "id"),
        .title = json_text_at(body, "title"),
        .text = json_text_at(body, "text"),
        .side = side_from_name(json_text_at(body, "side")),
        .status = idea_status_from_name(json_text_at(body, "status")),
        .answer = json_text_at(body, "answer"),
        .network = json_text_at(body, "network"),
        .published = json_text_at(body, "published"),
    };
    if (!fits(idea.id, IDEA_ID_BYTES_MAX) || !fits(idea.title, SUBMISSION_TITLE_BYTES_MAX) ||
        !fits(idea.text, SUBMISSION_TEXT_BYTES_MAX) || idea.side == SIDE_COUNT || idea.status == IDEA_STATUS_COUNT) {
        return ERR_INVALID;
    }
    /* What is said besides and does not fit is passed over: the idea itself is still worth reading. */
    if (!fits(idea.answer, IDEA_ANSWER_BYTES_MAX)) idea.answer = NULL;
    if (!fits(idea.network, NETWORK_ID_BYTES_MAX) || !idea_status_has_network(idea.status)) idea.network = NULL;
    if (!fits(idea.published, IDEA_DATE_BYTES - 1)) idea.published = NULL;
    int64_t supports = json_int_at(body, "supports", 0);
    idea.supports = supports < 0 ? 0 : supports > INT_MAX ? INT_MAX : (int)supports;
    idea.document = json_incref(body);
    *out = idea;
    return ERR_OK;
}

void idea_finish(struct idea *idea)
{
    json_decref(idea->document);
    *idea = (struct idea){0};
}

void idea_auto(struct idea *idea)
{
    idea_finish(idea);
}
