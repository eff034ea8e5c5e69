/* sync/agent/agent_pictures.c - the pictures that pages and networks name, at the end of a round: agent_inside.h. */
#include "sync/agent/agent_inside.h"

#include "sync/base/json.h"

static enum err named_pictures(const struct agent *agent, json_t **out)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    AUTO(json_auto) json_t *pages = NULL;
    enum err err = catalog_open(&catalog, agent->dir->content, CATALOG_READER);
    if (err == ERR_OK) err = catalog_items(catalog, "page", &pages);
    if (err == ERR_OK) err = picture_names(out, pages);
    return err == ERR_OK ? catalog_network_pictures(catalog, *out) : err;
}

static void check_pictures(struct agent *agent, const json_t *names)
{
    if (!agent->pictures_due) return;
    size_t dropped = pictures_check(agent->dir->pictures, names);
    agent->pictures_due = false;
    agent->ports.alive(agent->ports.context);
    if (dropped > 0) {
        agent_say(agent, LOG_LEVEL_WARNING, "%s: %zu pictures were damaged, fetching them again", agent->dir->pictures,
                  dropped);
    }
}

bool agent_fetch_pictures(struct agent *agent, struct round *round)
{
    AUTO(json_auto) json_t *names = NULL;
    if (round->pull != ERR_OK || round->more || agent_is_stopped(agent)) return false;
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
        agent_say(agent, LOG_LEVEL_WARNING, "the picture %s did not come: %s", pictures.problem_name, pictures.problem);
    } else if (err == ERR_IO || err == ERR_FULL) {
        agent_say(agent, LOG_LEVEL_WARNING, "%s: %s", agent->dir->pictures, err_text(err));
    }
    pictures_evict(agent->dir->pictures, names, PICTURES_FOLDER_BYTES_MAX);
    round->more = round->more || pictures.more;
    return pictures.arrived > 0;
}
