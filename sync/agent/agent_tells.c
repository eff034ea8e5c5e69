/* sync/agent/agent_tells.c - how a round went: its problem, its link, and agent.json. See agent_inside.h. */
#include "sync/agent/agent_inside.h"

#include <stdio.h>

#include "sync/store/time_floor.h"

enum { WARN_INTERVAL_MS = 24 * 60 * 60 * 1000 };

bool err_is_of_wire(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_REFUSED || err == ERR_INVALID || err == ERR_UNTRUSTED ||
           err == ERR_TOO_LARGE;
}

void round_note(struct round *round, const char *what, const char *words)
{
    if (round->problem[0] != '\0') return;
    snprintf(round->problem, sizeof(round->problem), "%s%s%s", what, what[0] != '\0' ? ": " : "", words);
    /* It goes into JSON, perhaps cut off within a letter. */
    for (char *at = round->problem; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || (unsigned char)*at > '~') *at = '?';
    }
}

void round_note_failure(const struct agent *agent, struct round *round, const char *what, enum err err)
{
    if (err == ERR_REFUSED) snprintf(round->refusal, sizeof(round->refusal), "%s", client_code(agent->client));
    if (err_is_of_wire(err) && client_problem(agent->client)[0] != '\0') {
        round_note(round, "", client_problem(agent->client));
    } else {
        round_note(round, what, err_text(err));
    }
}

void round_note_frozen(struct agent *agent, struct round *round)
{
    if (round->pull != ERR_OK || !agent_has_passed(agent, agent->proved_ms, FROZEN_AFTER_MS)) return;
    round->frozen = true;
    round_note(round, "fetching content", "what comes is signed, and nothing proves that it is the newest");
}

enum link round_link(const struct agent *agent, const struct round *round)
{
    if (round->push == ERR_REFUSED || round->pull == ERR_REFUSED) return LINK_REFUSED;
    if (round->frozen) return LINK_TROUBLE;
    if (round_is_good(round) || (round->more && round->push == ERR_OK && round->pull == ERR_OK)) return LINK_GOOD;
    if (round->pull != ERR_UNAVAILABLE && round->pull != ERR_OK) return LINK_TROUBLE;
    if (round->push != ERR_UNAVAILABLE && round->push != ERR_OK) return LINK_TROUBLE;
    return agent->written.good_at_s == 0 ? LINK_NEVER : LINK_OFFLINE;
}

static void warn_of_certificate(struct agent *agent, const struct agent_state *state)
{
    if (state->certificate_ends_s == 0 || state->certificate_days >= CERTIFICATE_DAYS_SOON) return;
    if (!agent_has_passed(agent, agent->warned_ms, WARN_INTERVAL_MS)) return;
    agent->warned_ms = clock_monotonic_ms(&agent->ports.clock);
    if (state->certificate_days >= 0) {
        agent_say(agent, LOG_LEVEL_WARNING,
                  "the registry's certificate, or its CA's, ends in %lld days: renew it there",
                  (long long)state->certificate_days);
    } else if (agent->trust.ca == NULL && agent->trust.pins_count > 0) { /* otherwise the round says it */
        agent_say(agent, LOG_LEVEL_WARNING,
                  "the registry's certificate is over; only its pinned key lets it in: renew it");
    }
}

/* What the registry's certificate and its clock tell. */
static void note_peer(struct agent *agent, struct agent_state *state)
{
    struct http_peer peer = client_peer(agent->client);
    int64_t wall_s = clock_wall_s(&agent->ports.clock);
    enum err err = time_floor_raise(&agent->floor_s, http_peer_time_s(&peer), agent->dir->time_floor);
    if (err != ERR_OK) agent_say(agent, LOG_LEVEL_WARNING, "%s: %s", agent->dir->time_floor, err_text(err));
    state->clock_doubtful = time_floor_doubts(agent->floor_s, wall_s);
    if (peer.verified) state->certificate_ends_s = peer.ends_s;
    if (state->certificate_ends_s != 0) {
        state->certificate_days =
            days_until(state->certificate_ends_s, state->clock_doubtful ? agent->floor_s : wall_s);
    }
}

bool round_write_state(struct agent *agent, const struct round *round)
{
    struct agent_state state = agent->written;
    state.link = round->link;
    state.code[0] = state.fingerprint[0] = '\0'; /* it is accepted */
    state.frozen = round->frozen;
    state.fresh_at_s = agent->fresh_at_s;
    state.damaged = agent->salvaged.files;
    state.lost = agent->salvaged.lost;
    snprintf(state.problem, sizeof(state.problem), "%s", round->problem);
    snprintf(state.refusal, sizeof(state.refusal), "%s", round->refusal);
    if (round->link == LINK_GOOD) state.good_at_s = clock_wall_s(&agent->ports.clock);
    note_peer(agent, &state);
    warn_of_certificate(agent, &state);
    bool differs = state_differs(&state, &agent->written);
    if (differs || state_is_stale(&state, &agent->written)) {
        if (state_write(&state, agent->dir->agent_state) != ERR_OK) return differs;
        agent->written = state;
    }
    return differs;
}
