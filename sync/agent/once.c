#define _POSIX_C_SOURCE 200809L
#include <stdio.h>

#include "sync/agent/agent.h"
#include "sync/agent/commands.h"
#include "sync/base/log.h"

enum { FAILED = 1, ROUNDS_MAX = 100 }; /* 100 rounds of full batches are twenty outboxes */

static const char *advice(enum link link)
{
    switch (link) {
    case LINK_REFUSED: return "ask the secretariat whether this kiosk was revoked; what waits stays in the outbox";
    case LINK_TROUBLE: return "what waits stays in the outbox; see forhal-sync status";
    default: return "check the network; what waits stays in the outbox";
    }
}

static int deliver_and_fetch(struct agent *agent)
{
    struct round round = {.more = true};
    size_t settled = 0;
    size_t set_aside = 0;
    size_t items = 0;
    for (int at = 0; at < ROUNDS_MAX && round.more; at++) {
        agent_round(agent, &round);
        settled += round.settled;
        set_aside += round.set_aside;
        items += round.items;
        if (round.push != ERR_OK || round.pull != ERR_OK) break;
    }
    printf("delivered %zu, refused %zu, changes fetched %zu\n", settled, set_aside, items);
    if (round_is_good(&round)) return 0;
    log_line(LOG_LEVEL_ERROR, "%s: %s; %s", agent_identity(agent)->registry_url,
             round.more ? "there is more to do than one call does" : round.problem, advice(round.link));
    return FAILED;
}

static int fail_to_open(const struct data_dir *dir, enum err err)
{
    switch (err) {
    case ERR_NOT_FOUND:
        log_line(LOG_LEVEL_ERROR, "%s: this kiosk is not enrolled; see forhal-sync enrol --help", dir->folder);
        break;
    case ERR_UNAVAILABLE:
        log_line(LOG_LEVEL_ERROR, "%s: another forhal-sync is at work there; it does the same, or end it first",
                 dir->folder);
        break;
    default:
        log_line(LOG_LEVEL_ERROR, "%s: %s; if it is damaged move it away and enrol anew", dir->identity, err_text(err));
    }
    return FAILED;
}

int once_command(const struct options *options)
{
    struct data_dir dir;
    if (!command_dir(&dir, options, "write")) return FAILED;
    const struct agent_ports ports = command_ports(options);
    struct agent *agent = NULL;
    enum err err = agent_open(&agent, &dir, &ports);
    int status = err == ERR_OK ? deliver_and_fetch(agent) : fail_to_open(&dir, err);
    agent_close(agent);
    data_dir_finish(&dir);
    return status;
}
