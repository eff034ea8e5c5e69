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

bool state_differs(const struct agent_state *now, const struct agent_state *before)
{
    return now->link != before->link || now->frozen != before->frozen || strcmp(now->problem, before->problem) != 0 ||
           strcmp(now->refusal, before->refusal) != 0 || strcmp(now->fingerprint, before->fingerprint) != 0 ||
           now->damaged != before->damaged || now->lost != before->lost;
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
    *out = state;
    return ERR_OK;
}

enum err state_write(const struct agent_state *state, const char *path)
{
    AUTO(json_auto)
    json_t *json = json_pack(
        "{s:s, s:I, s:I, s:b, s:s?, s:s?, s:s?, s:s?, s:I, s:I}", "link", link_names[state->link], "good_at",
        (json_int_t)state->good_at_s, "fresh_at", (json_int_t)state->fresh_at_s, "frozen", state->frozen, "problem",
        or_null(state->problem), "refusal", or_null(state->refusal), "code", or_null(state->code), "fingerprint",
        or_null(state->fingerprint), "damaged", (json_int_t)state->damaged, "lost", (json_int_t)state->lost);
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_write(path, text, strlen(text), 0600);
    free(text);
    return err;
}
