#include "sync/agent/state.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { STATE_FILE_BYTES_MAX = 4096 };

static const char *const link_names[LINK_COUNT] = {"never", "good", "offline", "refused", "trouble", "pending"};

const char *link_name(enum link link)
{
    assert(link < LINK_COUNT);
    return link_names[link];
}

int64_t days_until(int64_t ends_s, int64_t now_s)
{
    enum { DAY_S = 24 * 60 * 60 };
    int64_t left_s = ends_s - now_s;
    return left_s >= 0 ? left_s / DAY_S : -((-left_s + DAY_S - 1) / DAY_S);
}

bool state_differs(const struct agent_state *now, const struct agent_state *before)
{
    return now->link != before->link || now->frozen != before->frozen || strcmp(now->problem, before->problem) != 0 ||
           strcmp(now->refusal, before->refusal) != 0 || strcmp(now->fingerprint, before->fingerprint) != 0 ||
           now->damaged != before->damaged || now->lost != before->lost ||
           now->clock_doubtful != before->clock_doubtful || now->certificate_ends_s != before->certificate_ends_s ||
           now->certificate_days != before->certificate_days;
}

bool state_is_stale(const struct agent_state *now, const struct agent_state *before)
{
    int64_t passed_s = now->good_at_s - before->good_at_s;
    return passed_s >= STATE_REFRESH_S || passed_s < 0;
}

static void text_into(char *out, size_t out_bytes, const json_t *json, const char *key)
{
    const char *text = json_text_at(json, key);
    if (text != NULL) snprintf(out, out_bytes, "%s", text);
}

static const char *or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

enum err state_read(struct agent_state *out, const char *path)
{
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, path, STATE_FILE_BYTES_MAX);
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    AUTO(json_auto) json_t *json = NULL;
    err = json_parse(&json, str_text(&text), text.length, STATE_FILE_BYTES_MAX, 2, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_DAMAGED;
    struct agent_state state = {
        .link = LINK_COUNT,
        .good_at_s = json_int_at(json, "good_at", 0),
        .fresh_at_s = json_int_at(json, "fresh_at", 0),
        .frozen = json_true_at(json, "frozen"),
        .damaged = json_int_at(json, "damaged", 0),
        .lost = json_int_at(json, "lost", 0),
    };
    const char *link = json_text_at(json, "link");
    for (int at = 0; link != NULL && at < LINK_COUNT; at++) {
        if (strcmp(link, link_names[at]) == 0) state.link = (enum link)at;
    }
    if (state.link == LINK_COUNT) return ERR_DAMAGED;
    text_into(state.problem, sizeof(state.problem), json, "problem");
    text_into(state.refusal, sizeof(state.refusal), json, "refusal");
    text_into(state.code, sizeof(state.code), json, "code");
    text_into(state.fingerprint, sizeof(state.fingerprint), json, "fingerprint");
    const char *clock = json_text_at(json, "clock");
    state.clock_doubtful = clock != NULL && strcmp(clock, "doubtful") == 0;
    state.certificate_ends_s = json_int_at(json, "certificate_ends", 0);
    state.certificate_days = json_int_at(json, "certificate_days", 0);
    *out = state;
    return ERR_OK;
}

static json_t *number_or_null(const struct agent_state *state, int64_t number)
{
    return state->certificate_ends_s != 0 ? json_integer((json_int_t)number) : json_null();
}

enum err state_write(const struct agent_state *state, const char *path)
{
    AUTO(json_auto)
    json_t *json = json_pack("{s:s, s:I, s:I, s:b, s:s?, s:s?, s:I, s:I}", "link", link_names[state->link], "good_at",
                             (json_int_t)state->good_at_s, "fresh_at", (json_int_t)state->fresh_at_s, "frozen",
                             state->frozen, "problem", or_null(state->problem), "refusal", or_null(state->refusal),
                             "damaged", (json_int_t)state->damaged, "lost", (json_int_t)state->lost);
    AUTO(json_auto)
    json_t *more = json_pack("{s:s?, s:s?, s:s, s:o, s:o}", "code", or_null(state->code), "fingerprint",
                             or_null(state->fingerprint), "clock", state->clock_doubtful ? "doubtful" : "trusted",
                             "certificate_ends", number_or_null(state, state->certificate_ends_s), "certificate_days",
                             number_or_null(state, state->certificate_days));
    if (json_object_update(json, more) != 0) return ERR_NOMEM;
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_write(path, text, strlen(text), 0600);
    free(text);
    return err;
}
