/* sync/agent/agent_up.c - the half of a round that goes up: keys, entries, turns. See agent_inside.h. */
#include "sync/agent/agent_inside.h"

#include <stdio.h>
#include <string.h>

#include "sync/agent/key_change.h"
#include "sync/agent/push.h"

static void push_all(struct agent *agent, struct outbox *outbox, struct round *round)
{
    struct push_tally tally = {0};
    size_t entries_max = agent->alone ? 1 : ENTRIES_PER_BATCH_MAX;
    int failures = 0;
    int batch = 0;
    for (; batch < PUSH_BATCHES_MAX && !agent_is_stopped(agent); batch++) {
        size_t sent = 0;
        enum err err = push_batch(agent->client, &agent->ratchet, outbox, &agent->identity, entries_max, &sent, &tally);
        if (sent > 0) agent->ports.alive(agent->ports.context);
        if (err != ERR_OK) {
            round->push = err;
            round_note_failure(agent, round, agent->dir->outbox, err);
            if (entries_max > 1 || ++failures == PUSH_ALONE_FAILURES_MAX || err == ERR_REFUSED) break;
        }
        if (sent == 0) break;
    }
    if (batch == PUSH_BATCHES_MAX) round->more = true;
    if (round->push == ERR_OK && tally.unfit > 0) {
        round->push = ERR_UNTRUSTED;
        round_note(round, "delivering entries", "some receipts did not fit their entry");
    }
    round->settled = tally.settled;
    round->set_aside = tally.set_aside;
    if (tally.settled > 0) agent->alone = false;
}

/* The outbox is looked after in every round, also in one in which nothing may be sent. */
static void push_half(struct agent *agent, struct round *round, bool check)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    enum err opened = stores_open_outbox(agent, &outbox, check);
    if (opened != ERR_OK) {
        if (round->push == ERR_OK) round->push = opened;
        round_note(round, agent->dir->outbox, err_text(opened));
        return;
    }
    stores_salvage(agent, outbox);
    if (agent->identity.has_next) return; /* the registry may not know the present key any more */
    push_all(agent, outbox, round);
    if (round->push != ERR_DAMAGED) return;
    outbox_close(outbox);
    outbox = NULL;
    enum err err = stores_begin_outbox_again(agent, &outbox);
    if (err != ERR_OK) round_note(round, agent->dir->outbox, err_text(err));
    if (err == ERR_OK) stores_salvage(agent, outbox); /* the next round delivers it */
}

static enum err take_turn(struct agent *agent)
{
    struct turn turn;
    enum err err = ratchet_take(&agent->ratchet, &turn);
    if (err != ERR_OK) return err;
    err = client_turn(agent->client, &turn);
    agent->ports.alive(agent->ports.context);
    if (err == ERR_OK) ratchet_acknowledge(&agent->ratchet);
    return err;
}

/* With nothing to deliver the turn is taken by itself now and then: at the start the one from before it, and a new one.
 * Who is refused asks for nothing else. */
static void turn_half(struct agent *agent, struct round *round)
{
    enum { TURNS_MAX = 2 };
    enum err err = ERR_OK;
    if (round->push == ERR_REFUSED) return;
    for (int at = 0; at < TURNS_MAX && err == ERR_OK && ratchet_is_due(&agent->ratchet); at++) {
        if (agent_is_stopped(agent)) return;
        err = take_turn(agent);
    }
    if (err == ERR_OK) return;
    round_note_failure(agent, round, agent->dir->turn, err);
    if (round->push == ERR_OK || err == ERR_REFUSED) round->push = err;
}

static struct key_change key_change_of(struct agent *agent)
{
    return (struct key_change){
        .dir = agent->dir, .identity = &agent->identity, .client = agent->client, .ratchet = &agent->ratchet};
}

static void finish_new_key(struct agent *agent, struct round *round)
{
    struct key_change change = key_change_of(agent);
    enum err err = key_change_finish(&change);
    agent->ports.alive(agent->ports.context);
    if (err == ERR_OK) {
        agent_say(agent, LOG_LEVEL_INFO, "this kiosk has a new key");
        return;
    }
    round_note_failure(agent, round, agent->dir->identity, err);
    if (round->push == ERR_OK) round->push = err;
}

/* Before all else: which key does the registry know? False when that is not certain, and nothing else makes sense. */
static bool keys_are_certain(struct agent *agent, struct round *round)
{
    struct key_change change = key_change_of(agent);
    if (strcmp(agent->written.refusal, "bad_signature") == 0 && key_change_repeat(&change) == ERR_OK) {
        agent_say(agent, LOG_LEVEL_WARNING, "the registry had forgotten this kiosk's new key, and was told it again");
    }
    if (!key_change_is_begun(&change)) return true;
    finish_new_key(agent, round);
    return !key_change_is_begun(&change);
}

static void key_half(struct agent *agent, struct round *round)
{
    struct key_change change = key_change_of(agent);
    if (round->push != ERR_OK || agent_is_stopped(agent) || !key_change_is_wanted(&change)) return;
    enum err err = key_change_begin(&change);
    if (err == ERR_OK) {
        finish_new_key(agent, round);
        return;
    }
    round_note(round, agent->dir->identity, err_text(err));
    round->push = err;
}

void agent_deliver(struct agent *agent, struct round *round, bool check)
{
    bool certain = keys_are_certain(agent, round);
    push_half(agent, round, check);
    if (!certain) return;
    turn_half(agent, round);
    key_half(agent, round);
}

void agent_deliver_with_newer_keys(struct agent *agent, struct round *round)
{
    enum err err = ERR_OK;
    char problem[sizeof(round->problem)];
    struct round before = *round;
    snprintf(problem, sizeof(problem), "%s", round->problem);
    round->problem[0] = '\0';
    if (!agent_walk_keys(agent, round, &err)) {
        round_note(round, "", problem);
        return;
    }
    round->problem[0] = '\0';
    round->push = ERR_OK;
    agent_deliver(agent, round, false);
    round->settled += before.settled;
    round->set_aside += before.set_aside;
}
