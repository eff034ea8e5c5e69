/* sync/agent/agent_stores.c - the databases of a round, opened, and begun again where they are damaged: agent_inside.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "sync/agent/agent_inside.h"

#include <limits.h>
#include <unistd.h>

/* The screen leaves the marker when it could not read what we wrote. */
static bool screen_suspects(struct agent *agent)
{
    if (access(agent->dir->content_suspect, F_OK) != 0) return false;
    if (!agent_has_passed(agent, agent->suspected_ms, SUSPECT_INTERVAL_MS)) return false;
    agent->suspected_ms = clock_monotonic_ms(&agent->ports.clock);
    return true;
}

enum err stores_begin_catalog_again(struct agent *agent, struct catalog **out)
{
    agent_say(agent, LOG_LEVEL_WARNING, "%s is damaged: kept as %s.damaged, fetching everything again",
              agent->dir->content, agent->dir->content);
    enum err err = catalog_set_aside(agent->dir->content);
    if (err == ERR_OK) err = catalog_open(out, agent->dir->content, CATALOG_WRITER);
    if (err == ERR_OK) unlink(agent->dir->content_suspect);
    return err;
}

enum err stores_open_catalog(struct agent *agent, struct catalog **out, bool check)
{
    if (screen_suspects(agent)) return stores_begin_catalog_again(agent, out);
    enum err err = catalog_open(out, agent->dir->content, CATALOG_WRITER);
    if (err == ERR_OK && check) err = catalog_check(*out);
    if (err == ERR_OK) err = catalog_set_kiosk(*out, agent->identity.kiosk_id);
    if (err == ERR_OK) return ERR_OK;
    catalog_close(*out);
    *out = NULL;
    return err == ERR_DAMAGED ? stores_begin_catalog_again(agent, out) : err;
}

/* Nothing a citizen said is thrown away: the damaged file stays, for whoever can read it. */
enum err stores_begin_outbox_again(struct agent *agent, struct outbox **out)
{
    char name[PATH_MAX];
    enum err err = outbox_set_file_aside(agent->dir->outbox, name, sizeof(name));
    if (err != ERR_OK) return err;
    agent_say(agent, LOG_LEVEL_ERROR,
              "%s is damaged and may hold what citizens wrote: kept as %s, do not delete it; "
              "a new outbox takes what can be read of it, and what comes from now on",
              agent->dir->outbox, name);
    agent->salvage_due = true;
    return outbox_open(out, agent->dir->outbox);
}

enum err stores_open_outbox(struct agent *agent, struct outbox **out, bool check)
{
    enum err err = outbox_open(out, agent->dir->outbox);
    if (err == ERR_OK && check) err = outbox_check(*out);
    if (err == ERR_OK) return ERR_OK;
    outbox_close(*out);
    *out = NULL;
    return err == ERR_DAMAGED ? stores_begin_outbox_again(agent, out) : err;
}

void stores_salvage(struct agent *agent, struct outbox *outbox)
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
        agent_say(agent, counts.files > 0 ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
                  "%lld entries saved from damaged outboxes; %lld lost%s; %lld files stay (forhal-sync salvage --help)",
                  (long long)saved, (long long)counts.lost, counts.unsure ? " that are known of" : "",
                  (long long)counts.files);
    } else {
        agent_say(agent, LOG_LEVEL_ERROR, "%lld entries saved from damaged outboxes, then: %s; it goes on later",
                  (long long)saved, err_text(err));
    }
}
