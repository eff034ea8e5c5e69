#define _POSIX_C_SOURCE 200809L
#include "sync/agent/agent.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent/client.h"
#include "sync/agent/keep.h"
#include "sync/agent/key_change.h"
#include "sync/agent/key_walk.h"
#include "sync/agent/lock.h"
#include "sync/agent/pictures.h"
#include "sync/agent/push.h"
#include "sync/agent/ratchet.h"
#include "sync/agent/trust.h"
#include "sync/base/doorbell.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"
#include "sync/store/salvage.h"
#include "sync/store/time_floor.h"

enum { WARN_INTERVAL_MS = 24 * 60 * 60 * 1000 };

struct agent {
    const struct data_dir *dir; /* borrowed */
    struct agent_ports ports;
    struct identity identity;
    struct trust trust;    /* owned */
    int64_t floor_s;       /* read by the client at each handshake */
    int64_t warned_ms;     /* when it was last said that the certificate ends soon; -1: never */
    struct client *client; /* owned */
    int lock_fd;           /* owned; -1 when not taken */
    bool alone;            /* send entries one by one: a batch failed while all else worked */
    int64_t checked_ms;    /* when the databases were last read through; -1: never */
    int64_t proved_ms;     /* when a page was last proved to be of now, or when we began */
    int64_t suspected_ms;  /* when the screen's suspicion was last acted on; -1: never */
    struct ratchet ratchet;
    struct pictures_left pictures_left;
    bool pictures_due; /* to be read through */
    struct keep keep;
    struct salvage_counts salvaged;
    bool salvage_due; /* there may be damaged outboxes that were not gone through */
    struct agent_state written;
    struct feed_page waited; /* owned while has_waited: what the latest wait brought */
    bool has_waited;
    bool asked_keys;    /* in this round */
    bool index_due;     /* there may be words of the catalog that are not in its index */
    int64_t fresh_at_s; /* as in agent.json */
};

static PRINTF(3, 4) void say(const struct agent *agent, enum log_level level, const char *format, ...)
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
        say(agent, LOG_LEVEL_WARNING, "%s is damaged: the registry may take this kiosk for a copy of itself",
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

static bool told_to_stop(const struct agent *agent)
{
    return agent->ports.stop(agent->ports.context);
}

static bool has_passed(const struct agent *agent, int64_t since_ms, int64_t interval_ms)
{
    return since_ms < 0 || clock_monotonic_ms(&agent->ports.clock) - since_ms >= interval_ms;
}

/* The screen leaves the marker when it could not read what we wrote. */
static bool screen_suspects(struct agent *agent)
{
    if (access(agent->dir->content_suspect, F_OK) != 0) return false;
    if (!has_passed(agent, agent->suspected_ms, SUSPECT_INTERVAL_MS)) return false;
    agent->suspected_ms = clock_monotonic_ms(&agent->ports.clock);
    return true;
}

static enum err begin_catalog_again(struct agent *agent, struct catalog **out)
{
    say(agent, LOG_LEVEL_WARNING, "%s is damaged: kept as %s.damaged, fetching everything again", agent->dir->content,
        agent->dir->content);
    enum err err = catalog_set_aside(agent->dir->content);
    if (err == ERR_OK) err = catalog_open(out, agent->dir->content, CATALOG_WRITER);
    if (err == ERR_OK) unlink(agent->dir->content_suspect);
    return err;
}

static enum err open_catalog(struct agent *agent, struct catalog **out, bool check)
{
    if (screen_suspects(agent)) return begin_catalog_again(agent, out);
    enum err err = catalog_open(out, agent->dir->content, CATALOG_WRITER);
    if (err == ERR_OK && check) err = catalog_check(*out);
    if (err == ERR_OK) err = catalog_set_kiosk(*out, agent->identity.kiosk_id);
    if (err == ERR_OK) return ERR_OK;
    catalog_close(*out);
    *out = NULL;
    return err == ERR_DAMAGED ? begin_catalog_again(agent, out) : err;
}

/* Nothing a citizen said is thrown away: the damaged file stays, for whoever can read it. */
static enum err begin_outbox_again(struct agent *agent, struct outbox **out)
{
    char name[PATH_MAX];
    enum err err = outbox_set_file_aside(agent->dir->outbox, name, sizeof(name));
    if (err != ERR_OK) return err;
    say(agent, LOG_LEVEL_ERROR,
        "%s is damaged and may hold what citizens wrote: kept as %s, do not delete it; "
        "a new outbox takes what can be read of it, and what comes from now on",
        agent->dir->outbox, name);
    agent->salvage_due = true;
    return outbox_open(out, agent->dir->outbox);
}

static enum err open_outbox(struct agent *agent, struct outbox **out, bool check)
{
    enum err err = outbox_open(out, agent->dir->outbox);
    if (err == ERR_OK && check) err = outbox_check(*out);
    if (err == ERR_OK) return ERR_OK;
    outbox_close(*out);
    *out = NULL;
    return err == ERR_DAMAGED ? begin_outbox_again(agent, out) : err;
}

/* What can be read of damaged outboxes, into the new one. It holds up nothing: what fails is tried again. */
static void salvage_half(struct agent *agent, struct outbox *outbox)
{
    const struct salvage salvage = {
        .identity = &agent->identity, .alive = agent->ports.alive, .context = agent->ports.context};
    struct salvage_counts counts = {0};
    int64_t saved = 0;
    if (!agent->salvage_due) return;
    enum err err = salvage_all(outbox, &salvage, &saved);
    agent->salvage_due = err == ERR_UNAVAILABLE;
    if (salvage_counts(outbox, &counts) == ERR_OK) agent->salvaged = counts;
    if (err == ERR_OK && saved == 0) return;
    if (err == ERR_OK) {
        say(agent, counts.files > 0 ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
            "%lld entries saved from damaged outboxes; %lld lost%s; %lld files stay (forhal-sync salvage --help)",
            (long long)saved, (long long)counts.lost, counts.unsure ? " that are known of" : "",
            (long long)counts.files);
    } else {
        say(agent, LOG_LEVEL_ERROR, "%lld entries saved from damaged outboxes, then: %s; it goes on later",
            (long long)saved, err_text(err));
    }
}

static bool is_of_the_wire(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_REFUSED || err == ERR_INVALID || err == ERR_UNTRUSTED ||
           err == ERR_TOO_LARGE;
}

/* The first problem of a round is the one that is told. */
static void note(struct round *round, const char *what, const char *words)
{
    if (round->problem[0] != '\0') return;
    snprintf(round->problem, sizeof(round->problem), "%s%s%s", what, what[0] != '\0' ? ": " : "", words);
    /* It goes into JSON, perhaps cut off within a letter. */
    for (char *at = round->problem; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || (unsigned char)*at > '~') *at = '?';
    }
}

static void note_failure(const struct agent *agent, struct round *round, const char *what, enum err err)
{
    if (err == ERR_REFUSED) snprintf(round->refusal, sizeof(round->refusal), "%s", client_code(agent->client));
    if (is_of_the_wire(err) && client_problem(agent->client)[0] != '\0') {
        note(round, "", client_problem(agent->client));
    } else {
        note(round, what, err_text(err));
    }
}

/* True when this kiosk knows newer keys of the registry now; the screen seals to them from the ring on. */
static bool walk_keys(struct agent *agent, struct round *round, enum err *out_err)
{
    bool walked = false;
    char problem[KEY_WALK_PROBLEM_BYTES];
    *out_err = ERR_OK;
    if (agent->asked_keys) return false;
    agent->asked_keys = true;
    enum err err = key_walk(agent->client, &agent->identity, agent->dir->identity, &walked, problem);
    agent->ports.alive(agent->ports.context);
    if (problem[0] != '\0') note(round, "", problem);
    if (walked) {
        say(agent, LOG_LEVEL_INFO, "the registry has new keys, number %lld: taken over",
            (long long)agent->identity.keys_number);
        doorbell_ring(agent->dir->kiosk_bell);
    }
    *out_err = err;
    return walked;
}

static void push_all(struct agent *agent, struct outbox *outbox, struct round *round)
{
    struct push_tally tally = {0};
    size_t entries_max = agent->alone ? 1 : ENTRIES_PER_BATCH_MAX;
    int failures = 0;
    int batch = 0;
    for (; batch < PUSH_BATCHES_MAX && !told_to_stop(agent); batch++) {
        size_t sent = 0;
        enum err err = push_batch(agent->client, &agent->ratchet, outbox, &agent->identity, entries_max, &sent, &tally);
        if (sent > 0) agent->ports.alive(agent->ports.context);
        if (err != ERR_OK) {
            round->push = err;
            note_failure(agent, round, agent->dir->outbox, err);
            if (entries_max > 1 || ++failures == PUSH_ALONE_FAILURES_MAX || err == ERR_REFUSED) break;
        }
        if (sent == 0) break;
    }
    if (batch == PUSH_BATCHES_MAX) round->more = true;
    if (round->push == ERR_OK && tally.unfit > 0) {
        round->push = ERR_UNTRUSTED;
        note(round, "delivering entries", "some receipts did not fit their entry");
    }
    round->settled = tally.settled;
    round->set_aside = tally.set_aside;
    if (tally.settled > 0) agent->alone = false;
}

/* The outbox is looked after in every round, also in one in which nothing may be sent. */
static void push_half(struct agent *agent, struct round *round, bool check)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    enum err opened = open_outbox(agent, &outbox, check);
    if (opened != ERR_OK) {
        if (round->push == ERR_OK) round->push = opened;
        note(round, agent->dir->outbox, err_text(opened));
        return;
    }
    salvage_half(agent, outbox);
    if (agent->identity.has_next) return; /* the registry may not know the present key any more */
    push_all(agent, outbox, round);
    if (round->push != ERR_DAMAGED) return;
    outbox_close(outbox);
    outbox = NULL;
    enum err err = begin_outbox_again(agent, &outbox);
    if (err != ERR_OK) note(round, agent->dir->outbox, err_text(err));
    if (err == ERR_OK) salvage_half(agent, outbox); /* the next round delivers it */
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
        if (told_to_stop(agent)) return;
        err = take_turn(agent);
    }
    if (err == ERR_OK) return;
    note_failure(agent, round, agent->dir->turn, err);
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
        say(agent, LOG_LEVEL_INFO, "this kiosk has a new key");
        return;
    }
    note_failure(agent, round, agent->dir->identity, err);
    if (round->push == ERR_OK) round->push = err;
}

/* Before all else: which key does the registry know? False when that is not certain, and nothing else makes sense. */
static bool keys_are_certain(struct agent *agent, struct round *round)
{
    struct key_change change = key_change_of(agent);
    if (strcmp(agent->written.refusal, "bad_signature") == 0 && key_change_repeat(&change) == ERR_OK) {
        say(agent, LOG_LEVEL_WARNING, "the registry had forgotten this kiosk's new key, and was told it again");
    }
    if (!key_change_is_begun(&change)) return true;
    finish_new_key(agent, round);
    return !key_change_is_begun(&change);
}

static void key_half(struct agent *agent, struct round *round)
{
    struct key_change change = key_change_of(agent);
    if (round->push != ERR_OK || told_to_stop(agent) || !key_change_is_wanted(&change)) return;
    enum err err = key_change_begin(&change);
    if (err == ERR_OK) {
        finish_new_key(agent, round);
        return;
    }
    note(round, agent->dir->identity, err_text(err));
    round->push = err;
}

static void up_half(struct agent *agent, struct round *round, bool check)
{
    bool certain = keys_are_certain(agent, round);
    push_half(agent, round, check);
    if (!certain) return;
    turn_half(agent, round);
    key_half(agent, round);
}

/* Receipts that do not fit may be signed with a newer key: what was sent is still here, and is sent again. */
static void up_with_newer_keys(struct agent *agent, struct round *round)
{
    enum err err = ERR_OK;
    char problem[sizeof(round->problem)];
    struct round before = *round;
    snprintf(problem, sizeof(problem), "%s", round->problem);
    round->problem[0] = '\0';
    if (!walk_keys(agent, round, &err)) {
        note(round, "", problem);
        return;
    }
    round->problem[0] = '\0';
    round->push = ERR_OK;
    up_half(agent, round, false);
    round->settled += before.settled;
    round->set_aside += before.set_aside;
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
        bool walked = walk_keys(agent, round, &keys_err);
        if (walked) err = next_page(agent, cursor, out);
        if (!walked) note(round, "", problem);
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
    note(round, "fetching content", problem_of_page);
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
    note(round, "fetching content", other ? words : what);
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
        note(round, "fetching content", "the registry sent a page with something that is no item");
    }
    if (err == ERR_OK) page_is_in(agent, &page);
    bool newer_keys = page.keys > agent->identity.keys_number;
    feed_page_finish(&page);
    enum err keys_err = ERR_OK;
    bool asked = agent->asked_keys;
    if (err != ERR_OK || !newer_keys || walk_keys(agent, round, &keys_err) || asked || keys_err != ERR_OK) {
        return err != ERR_OK ? err : keys_err;
    }
    note(round, "fetching keys", "a page tells of newer ones, and they are kept from us");
    return ERR_UNTRUSTED;
}

static enum err pull_all(struct agent *agent, struct catalog *catalog, struct round *round)
{
    bool done = false;
    for (int page = 0; page < PULL_PAGES_MAX && !done; page++) {
        if (told_to_stop(agent)) return ERR_UNAVAILABLE;
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
    round->pull = open_catalog(agent, &catalog, check);
    if (round->pull == ERR_OK) round->pull = catalog_revision(catalog, &before);
    if (round->pull == ERR_OK) round->pull = pull_all(agent, catalog, round);
    if (round->pull == ERR_DAMAGED) {
        catalog_close(catalog);
        catalog = NULL;
        round->pull = begin_catalog_again(agent, &catalog);
        before = 0;
        if (round->pull == ERR_OK) round->pull = pull_all(agent, catalog, round);
    }
    if (round->pull != ERR_OK) note_failure(agent, round, agent->dir->content, round->pull);
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
    if (!agent->index_due || round->pull != ERR_OK || round->more || told_to_stop(agent)) return;
    while (err == ERR_OK && !done && !told_to_stop(agent)) {
        err = catalog_index(catalog, &done);
        agent->ports.alive(agent->ports.context);
    }
    agent->index_due = err != ERR_OK || !done;
    if (err != ERR_OK) say(agent, LOG_LEVEL_WARNING, "%s: the index of words: %s", agent->dir->content, err_text(err));
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
    say(agent, LOG_LEVEL_WARNING, "the registry has begun another generation: %lld entries are delivered to it again",
        (long long)revived);
    round->more = true;
    return true;
}

static enum err named_pictures(const struct agent *agent, json_t **out)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    AUTO(json_auto) json_t *pages = NULL;
    enum err err = catalog_open(&catalog, agent->dir->content, CATALOG_READER);
    if (err == ERR_OK) err = catalog_items(catalog, "page", &pages);
    return err == ERR_OK ? picture_names(out, pages) : err;
}

static void check_pictures(struct agent *agent, const json_t *names)
{
    if (!agent->pictures_due) return;
    size_t dropped = pictures_check(agent->dir->pictures, names);
    agent->pictures_due = false;
    agent->ports.alive(agent->ports.context);
    if (dropped > 0) {
        say(agent, LOG_LEVEL_WARNING, "%s: %zu pictures were damaged, fetching them again", agent->dir->pictures,
            dropped);
    }
}

/* What pages show besides words. It comes last and changes nothing of how the round went. True when some came. */
static bool picture_half(struct agent *agent, struct round *round)
{
    AUTO(json_auto) json_t *names = NULL;
    if (round->pull != ERR_OK || round->more || told_to_stop(agent)) return false;
    if (named_pictures(agent, &names) != ERR_OK) return false;
    struct pictures_round pictures = {
        .client = agent->client,
        .folder = agent->dir->pictures,
        .left = &agent->pictures_left,
        .now_ms = clock_monotonic_ms(&agent->ports.clock),
        .stop = agent->ports.stop,
        .alive = agent->ports.alive,
        .context = agent->ports.context,
    };
    check_pictures(agent, names);
    enum err err = pictures_fetch(&pictures, names);
    if (pictures.problem[0] != '\0') {
        say(agent, LOG_LEVEL_WARNING, "the picture %s did not come: %s", pictures.problem_name, pictures.problem);
    } else if (err == ERR_IO || err == ERR_FULL) {
        say(agent, LOG_LEVEL_WARNING, "%s: %s", agent->dir->pictures, err_text(err));
    }
    pictures_evict(agent->dir->pictures, names, PICTURES_FOLDER_BYTES_MAX);
    round->more = round->more || pictures.more;
    return pictures.arrived > 0;
}

/* Signed pages come, and the same could be said of pages that somebody kept: told, but what comes is shown. */
static void note_frozen(struct agent *agent, struct round *round)
{
    if (round->pull != ERR_OK || !has_passed(agent, agent->proved_ms, FROZEN_AFTER_MS)) return;
    round->frozen = true;
    note(round, "fetching content", "what comes is signed, and nothing proves that it is the newest");
}

static enum link link_of(const struct agent *agent, const struct round *round)
{
    if (round->push == ERR_REFUSED || round->pull == ERR_REFUSED) return LINK_REFUSED;
    if (round->frozen) return LINK_TROUBLE;
    if (round_is_good(round) || (round->more && round->push == ERR_OK && round->pull == ERR_OK)) return LINK_GOOD;
    if (round->pull != ERR_UNAVAILABLE && round->pull != ERR_OK) return LINK_TROUBLE;
    if (round->push != ERR_UNAVAILABLE && round->push != ERR_OK) return LINK_TROUBLE;
    return agent->written.good_at_s == 0 ? LINK_NEVER : LINK_OFFLINE;
}

/* Somebody may have used forhal-sync trust. What can't be read leaves things as they are. */
static void look_at_trust(struct agent *agent)
{
    struct trust trust;
    enum err err = trust_read(&trust, agent->dir->trust);
    if (err != ERR_OK) {
        say(agent, LOG_LEVEL_WARNING, "%s: %s; the certificates trusted so far still are", agent->dir->trust,
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
        say(agent, LOG_LEVEL_WARNING, "%s: %s; the certificates trusted so far still are", agent->dir->trust,
            err_text(err));
        return;
    }
    client_close(before);
    trust_finish(&old);
    say(agent, LOG_LEVEL_INFO, "other certificates are trusted from now on");
}

static void warn_of_certificate(struct agent *agent, const struct agent_state *state)
{
    if (state->certificate_ends_s == 0 || state->certificate_days >= CERTIFICATE_DAYS_SOON) return;
    if (!has_passed(agent, agent->warned_ms, WARN_INTERVAL_MS)) return;
    agent->warned_ms = clock_monotonic_ms(&agent->ports.clock);
    if (state->certificate_days >= 0) {
        say(agent, LOG_LEVEL_WARNING, "the registry's certificate, or its CA's, ends in %lld days: renew it there",
            (long long)state->certificate_days);
    } else if (agent->trust.ca == NULL && agent->trust.pins_count > 0) { /* otherwise the round says it */
        say(agent, LOG_LEVEL_WARNING, "the registry's certificate is over; only its pinned key lets it in: renew it");
    }
}

/* What the registry's certificate and its clock tell. */
static void note_peer(struct agent *agent, struct agent_state *state)
{
    struct http_peer peer = client_peer(agent->client);
    int64_t wall_s = clock_wall_s(&agent->ports.clock);
    enum err err = time_floor_raise(&agent->floor_s, http_peer_time_s(&peer), agent->dir->time_floor);
    if (err != ERR_OK) say(agent, LOG_LEVEL_WARNING, "%s: %s", agent->dir->time_floor, err_text(err));
    state->clock_doubtful = time_floor_doubts(agent->floor_s, wall_s);
    if (peer.verified) state->certificate_ends_s = peer.ends_s;
    if (state->certificate_ends_s != 0) {
        state->certificate_days =
            days_until(state->certificate_ends_s, state->clock_doubtful ? agent->floor_s : wall_s);
    }
}

/* True when it says something new. */
static bool write_state(struct agent *agent, const struct round *round)
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

void agent_round(struct agent *agent, struct round *out)
{
    struct round round = {0};
    look_at_trust(agent);
    bool check = has_passed(agent, agent->checked_ms, CHECK_INTERVAL_MS);
    if (check) agent->checked_ms = clock_monotonic_ms(&agent->ports.clock);
    agent->asked_keys = false;
    if (check) agent->salvage_due = agent->pictures_due = true;
    up_half(agent, &round, check);
    if (round.push == ERR_UNTRUSTED && !told_to_stop(agent)) up_with_newer_keys(agent, &round);
    if (agent->identity.has_next || round.push == ERR_REFUSED) round.pull = round.push;
    struct catalog *catalog = NULL;
    bool news = round.pull == ERR_OK && pull_half(agent, &round, check, &catalog);
    forget_waited(agent); /* in a later round it would prove what was the newest long ago */
    news = keep_half(agent, &round) || news;
    /* The registry is there and answers, yet not to these entries: one of them may be why. */
    if (is_of_the_wire(round.push) && round.push != ERR_REFUSED && round.pull == ERR_OK) agent->alone = true;
    note_frozen(agent, &round);
    round.link = link_of(agent, &round);
    bool says_something_new = told_to_stop(agent) ? false : write_state(agent, &round);
    if (news || says_something_new || round.settled + round.set_aside > 0) doorbell_ring(agent->dir->kiosk_bell);
    index_half(agent, catalog, &round);
    catalog_close(catalog); /* not before the ring: where no screen has it open its log is written back with that */
    if (picture_half(agent, &round)) doorbell_ring(agent->dir->kiosk_bell); /* words don't wait for pictures */
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
