#define _POSIX_C_SOURCE 200809L
#include "sync/agent/agent_inside.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent/key_walk.h"
#include "sync/agent/lock.h"
#include "sync/base/doorbell.h"
#include "sync/store/time_floor.h"

void agent_say(const struct agent *agent, enum log_level level, const char *format, ...)
{
    char text[2 * PATH_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    agent->ports.say(agent->ports.context, level, text);
}

/* With the identity and the trust that are here now. */
static enum err open_client(struct agent *agent)
{
    const struct agent_ports *ports = &agent->ports;
    const struct http_options http = {
        .base_url = agent->identity.registry_url,
        .proxy = ports->proxy,
        .stall_s = ports->stall_s,
        .trust = &agent->trust,
        .clock = ports->clock,
        .floor_s = &agent->floor_s,
        .stop = ports->stop,
        .context = ports->context,
    };
    return client_open(&agent->client, &agent->identity, &http);
}

enum err agent_open(struct agent **out, const struct data_dir *dir, const struct agent_ports *ports)
{
    *out = NULL;
    AUTO(agent_auto) struct agent *agent = calloc(1, sizeof(*agent));
    if (agent == NULL) return ERR_NOMEM;
    agent->dir = dir;
    agent->ports = *ports;
    agent->lock_fd = -1;
    agent->checked_ms = -1;
    agent->proved_ms = clock_monotonic_ms(&ports->clock);
    agent->suspected_ms = -1;
    agent->warned_ms = -1;
    agent->index_due = true; /* the one before us may not have finished */
    enum err err = identity_read(&agent->identity, dir->identity);
    if (err == ERR_OK && !agent->identity.enrolled) err = ERR_NOT_FOUND;
    if (err == ERR_OK) err = lock_take(&agent->lock_fd, dir->folder);
    if (err != ERR_OK) return err;
    agent->floor_s = time_floor_read(dir->time_floor);
    err = trust_read(&agent->trust, dir->trust);
    if (err == ERR_OK) err = open_client(agent);
    if (err != ERR_OK) return err;
    if (!ratchet_open(&agent->ratchet, dir->turn, ports->clock)) {
        agent_say(agent, LOG_LEVEL_WARNING, "%s is damaged: the registry may take this kiosk for a copy of itself",
                  dir->turn);
    }
    if (state_read(&agent->written, dir->agent_state) != ERR_OK) agent->written = (struct agent_state){0};
    agent->fresh_at_s = agent->written.fresh_at_s;
    *out = agent;
    agent = NULL; /* the caller owns it now */
    return ERR_OK;
}

static void forget_waited(struct agent *agent)
{
    if (agent->has_waited) feed_page_finish(&agent->waited);
    agent->has_waited = false;
}

void agent_close(struct agent *agent)
{
    if (agent == NULL) return;
    forget_waited(agent);
    client_close(agent->client);
    trust_finish(&agent->trust);
    if (agent->lock_fd >= 0) close(agent->lock_fd);
    identity_finish(&agent->identity);
    free(agent);
}

void agent_auto(struct agent **agent)
{
    agent_close(*agent);
}

const struct identity *agent_identity(const struct agent *agent)
{
    return &agent->identity;
}

struct client *agent_client(struct agent *agent)
{
    return agent->identity.has_next ? NULL : agent->client;
}

bool agent_is_stopped(const struct agent *agent)
{
    return agent->ports.stop(agent->ports.context);
}

bool agent_has_passed(const struct agent *agent, int64_t since_ms, int64_t interval_ms)
{
    return since_ms < 0 || clock_monotonic_ms(&agent->ports.clock) - since_ms >= interval_ms;
}

bool agent_walk_keys(struct agent *agent, struct round *round, enum err *out_err)
{
    bool walked = false;
    char problem[KEY_WALK_PROBLEM_BYTES];
    *out_err = ERR_OK;
    if (agent->asked_keys) return false;
    agent->asked_keys = true;
    enum err err = key_walk(agent->client, &agent->identity, agent->dir->identity, &walked, problem);
    agent->ports.alive(agent->ports.context);
    if (problem[0] != '\0') round_note(round, "", problem);
    if (walked) {
        agent_say(agent, LOG_LEVEL_INFO, "the registry has new keys, number %lld: taken over",
                  (long long)agent->identity.keys_number);
        doorbell_ring(agent->dir->kiosk_bell);
    }
    *out_err = err;
    return walked;
}

/* What a wait has brought, if it continues what is here; otherwise the registry is asked. */
static enum err next_page(struct agent *agent, const struct feed_cursor *cursor, struct feed_page *out)
{
    if (agent->has_waited) {
        *out = agent->waited;
        agent->has_waited = false;
        bool continues = out->from == cursor->sequence && strcmp(out->generation, cursor->generation) == 0;
        if (continues && out->keys >= agent->identity.keys_number) return ERR_OK;
        feed_page_finish(out);
    }
    return client_feed(agent->client, cursor, out);
}

/* A page that does not fit our keys may fit newer ones; one of older keys than ours is an old one, repeated. */
static enum err trusted_page(struct agent *agent, const struct feed_cursor *cursor, struct round *round,
                             struct feed_page *out)
{
    enum err keys_err = ERR_OK;
    char problem[CLIENT_PROBLEM_BYTES];
    enum err err = next_page(agent, cursor, out);
    if (err == ERR_UNTRUSTED) {
        snprintf(problem, sizeof(problem), "%s", client_problem(agent->client));
        bool walked = agent_walk_keys(agent, round, &keys_err);
        if (walked) err = next_page(agent, cursor, out);
        if (!walked) round_note(round, "", problem);
    }
    if (err != ERR_OK) return err;
    const char *problem_of_page = NULL;
    bool begins = strcmp(out->generation, cursor->generation) != 0;
    if (out->keys < agent->identity.keys_number) {
        problem_of_page = "a page came that is older than the registry's keys we know";
    } else if (begins && !out->fresh) { /* there is nothing to compare it with */
        problem_of_page = "a first page came, and nothing proves that it is of now";
    }
    if (problem_of_page == NULL) return ERR_OK;
    feed_page_finish(out);
    round_note(round, "fetching content", problem_of_page);
    return ERR_UNTRUSTED;
}

static void note_conflict(struct round *round, const struct feed_page *page, const struct feed_cursor *cursor)
{
    char words[STATE_PROBLEM_BYTES];
    const char *what = "the registry sent a page that does not continue what is here";
    bool other = strcmp(page->generation, cursor->generation) != 0;
    if (other) {
        snprintf(
            words, sizeof(words),
            "the registry has generation %s, older than ours, %s; was a copy put back without forhal-registry restore?",
            page->generation, cursor->generation);
    }
    round_note(round, "fetching content", other ? words : what);
}

static void page_is_in(struct agent *agent, const struct feed_page *page)
{
    if (!page->fresh || page->to != page->head) return;
    agent->proved_ms = clock_monotonic_ms(&agent->ports.clock);
    agent->fresh_at_s = clock_wall_s(&agent->ports.clock);
}

/* While this page is stored the next one is on its way. */
static void ask_ahead(const struct agent *agent, const struct feed_page *page)
{
    struct feed_cursor cursor = {.sequence = page->to};
    if (page->to == page->head || page->to == page->from || page->keys > agent->identity.keys_number) return;
    snprintf(cursor.generation, sizeof(cursor.generation), "%s", page->generation);
    client_feed_ahead(agent->client, &cursor);
}

/* One page. *out_done: the registry has no more. `more`: another one may follow in this round. */
static enum err pull_page(struct agent *agent, struct catalog *catalog, struct round *round, bool more, bool *out_done)
{
    struct feed_cursor cursor;
    enum err err = catalog_cursor(catalog, &cursor);
    if (err != ERR_OK) return err;
    struct feed_page page;
    err = trusted_page(agent, &cursor, round, &page);
    agent->ports.alive(agent->ports.context);
    if (err != ERR_OK) return err;
    size_t refused = 0;
    if (more) ask_ahead(agent, &page);
    err = catalog_apply(catalog, &page, &refused);
    bool onward = page.to > cursor.sequence || strcmp(page.generation, cursor.generation) != 0;
    *out_done = page.to == page.head;
    if (err == ERR_OK && !*out_done && !onward) {
        err = ERR_CONFLICT; /* such pages could follow each other for ever */
    }
    if (err == ERR_OK) {
        round->items += page.items_count - refused;
        round->items_refused += refused;
    } else if (err == ERR_CONFLICT) {
        note_conflict(round, &page, &cursor);
    } else if (err == ERR_INVALID) {
        round_note(round, "fetching content", "the registry sent a page with something that is no item");
    }
    if (err == ERR_OK) page_is_in(agent, &page);
    bool newer_keys = page.keys > agent->identity.keys_number;
    feed_page_finish(&page);
    enum err keys_err = ERR_OK;
    bool asked = agent->asked_keys;
    if (err != ERR_OK || !newer_keys || agent_walk_keys(agent, round, &keys_err) || asked || keys_err != ERR_OK) {
        return err != ERR_OK ? err : keys_err;
    }
    round_note(round, "fetching keys", "a page tells of newer ones, and they are kept from us");
    return ERR_UNTRUSTED;
}

static enum err pull_all(struct agent *agent, struct catalog *catalog, struct round *round)
{
    bool done = false;
    for (int page = 0; page < PULL_PAGES_MAX && !done; page++) {
        if (agent_is_stopped(agent)) return ERR_UNAVAILABLE;
        enum err err = pull_page(agent, catalog, round, page + 1 < PULL_PAGES_MAX, &done);
        if (err != ERR_OK) return err;
    }
    if (!done) round->more = true;
    return ERR_OK;
}

/* True when the screen has something new to show. The catalog, if it could be opened, stays open in *out. */
static bool pull_half(struct agent *agent, struct round *round, bool check, struct catalog **out)
{
    struct catalog *catalog = NULL;
    int64_t before = 0;
    int64_t after = 0;
    round->pull = stores_open_catalog(agent, &catalog, check);
    if (round->pull == ERR_OK) round->pull = catalog_revision(catalog, &before);
    if (round->pull == ERR_OK) round->pull = pull_all(agent, catalog, round);
    if (round->pull == ERR_DAMAGED) {
        catalog_close(catalog);
        catalog = NULL;
        round->pull = stores_begin_catalog_again(agent, &catalog);
        before = 0;
        if (round->pull == ERR_OK) round->pull = pull_all(agent, catalog, round);
    }
    if (round->pull != ERR_OK) round_note_failure(agent, round, agent->dir->content, round->pull);
    *out = catalog;
    if (catalog == NULL || catalog_revision(catalog, &after) != ERR_OK) return false;
    return after != before;
}

/* What is shown does not wait for the index of its words, and the index for nobody: what fails is tried again. */
static void index_half(struct agent *agent, struct catalog *catalog, struct round *round)
{
    bool done = false;
    enum err err = ERR_OK;
    if (round->items >= CATALOG_INDEX_ITEMS_MIN) agent->index_due = true;
    if (!agent->index_due || round->pull != ERR_OK || round->more || agent_is_stopped(agent)) return;
    while (err == ERR_OK && !done && !agent_is_stopped(agent)) {
        err = catalog_index(catalog, &done);
        agent->ports.alive(agent->ports.context);
    }
    agent->index_due = err != ERR_OK || !done;
    if (err != ERR_OK)
        agent_say(agent, LOG_LEVEL_WARNING, "%s: the index of words: %s", agent->dir->content, err_text(err));
}

/* What is kept of another history of the registry is to be delivered again. True when there was some. */
static bool keep_half(struct agent *agent, struct round *round)
{
    int64_t revived = 0;
    int64_t now_ms = clock_monotonic_ms(&agent->ports.clock);
    if (keep_round(&agent->keep, agent->dir, now_ms, round->settled + round->items > 0, &revived) != ERR_OK) {
        return false; /* the halves have said what is wrong, or will */
    }
    if (revived == 0) return false;
    agent_say(agent, LOG_LEVEL_WARNING,
              "the registry has begun another generation: %lld entries are delivered to it again", (long long)revived);
    round->more = true;
    return true;
}

/* Somebody may have used forhal-sync trust. What can't be read leaves things as they are. */
static void look_at_trust(struct agent *agent)
{
    struct trust trust;
    enum err err = trust_read(&trust, agent->dir->trust);
    if (err != ERR_OK) {
        agent_say(agent, LOG_LEVEL_WARNING, "%s: %s; the certificates trusted so far still are", agent->dir->trust,
                  err_text(err));
        return;
    }
    struct client *before = agent->client;
    struct trust old = agent->trust;
    if (trust_equal(&trust, &old)) {
        trust_finish(&trust);
        return;
    }
    agent->trust = trust;
    err = open_client(agent);
    if (err != ERR_OK) {
        agent->trust = old;
        agent->client = before;
        trust_finish(&trust);
        agent_say(agent, LOG_LEVEL_WARNING, "%s: %s; the certificates trusted so far still are", agent->dir->trust,
                  err_text(err));
        return;
    }
    client_close(before);
    trust_finish(&old);
    agent_say(agent, LOG_LEVEL_INFO, "other certificates are trusted from now on");
}

void agent_round(struct agent *agent, struct round *out)
{
    struct round round = {0};
    look_at_trust(agent);
    bool check = agent_has_passed(agent, agent->checked_ms, CHECK_INTERVAL_MS);
    if (check) agent->checked_ms = clock_monotonic_ms(&agent->ports.clock);
    agent->asked_keys = false;
    if (check) agent->salvage_due = agent->pictures_due = true;
    agent_deliver(agent, &round, check);
    if (round.push == ERR_UNTRUSTED && !agent_is_stopped(agent)) agent_deliver_with_newer_keys(agent, &round);
    if (agent->identity.has_next || round.push == ERR_REFUSED) round.pull = round.push;
    struct catalog *catalog = NULL;
    bool news = round.pull == ERR_OK && pull_half(agent, &round, check, &catalog);
    forget_waited(agent); /* in a later round it would prove what was the newest long ago */
    news = keep_half(agent, &round) || news;
    /* The registry is there and answers, yet not to these entries: one of them may be why. */
    if (err_is_of_wire(round.push) && round.push != ERR_REFUSED && round.pull == ERR_OK) agent->alone = true;
    round_note_frozen(agent, &round);
    round.link = round_link(agent, &round);
    bool says_something_new = agent_is_stopped(agent) ? false : round_write_state(agent, &round);
    if (news || says_something_new || round.settled + round.set_aside > 0) doorbell_ring(agent->dir->kiosk_bell);
    index_half(agent, catalog, &round);
    catalog_close(catalog); /* not before the ring: where no screen has it open its log is written back with that */
    if (agent_fetch_pictures(agent, &round)) doorbell_ring(agent->dir->kiosk_bell); /* words don't wait for pictures */
    *out = round;
}

static enum err read_cursor(struct agent *agent, struct feed_cursor *out)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    enum err err = catalog_open(&catalog, agent->dir->content, CATALOG_READER);
    return err == ERR_OK ? catalog_cursor(catalog, out) : err;
}

enum err agent_wait(struct agent *agent, const struct http_wait *wait, bool *out_news)
{
    struct feed_cursor cursor;
    struct feed_page page;
    if (agent->identity.has_next) return ERR_UNAVAILABLE; /* the registry may not know the present key any more */
    enum err err = read_cursor(agent, &cursor);           /* the catalog is not open while we wait */
    if (err == ERR_OK) err = client_wait(agent->client, &cursor, wait, &page);
    if (err != ERR_OK) return err;
    forget_waited(agent);
    agent->waited = page;
    agent->has_waited = true;
    *out_news = page.to > cursor.sequence || strcmp(page.generation, cursor.generation) != 0;
    return ERR_OK;
}

bool round_is_good(const struct round *round)
{
    return round->push == ERR_OK && round->pull == ERR_OK && !round->more;
}

enum err agent_pulse(struct agent *agent)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    enum err err = catalog_open(&catalog, agent->dir->content, CATALOG_READER);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (err == ERR_OK) err = catalog_cursor(catalog, &cursor);
    return err;
}
