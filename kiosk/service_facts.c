#include "kiosk/service_facts.h"

#include <stdio.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/notify.h"
#include "sync/store/board_facts.h"
#include "sync/store/time_floor.h"

#ifndef FORHAL_VERSION
#define FORHAL_VERSION "?"
#endif

enum { STATE_BYTES_MAX = 4096, DAY_S = 24 * 60 * 60 };

/* Written by forhal-sync; the form is told in sync/agent/state.h. */
static void read_agent(struct service_facts *facts, const char *path, int64_t wall_s, int64_t floor_s)
{
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *json = NULL;
    facts->good_s = -1;
    facts->has_certificate = false;
    if (file_read(&text, path, STATE_BYTES_MAX) != ERR_OK) return;
    if (json_parse(&json, str_text(&text), text.length, STATE_BYTES_MAX, 2, NULL) != ERR_OK) return;
    const char *link = json_text_at(json, "link");
    const char *problem = json_text_at(json, "problem");
    int64_t good_at = json_int_at(json, "good_at", 0);
    snprintf(facts->link, sizeof(facts->link), "%s", link != NULL ? link : "");
    snprintf(facts->problem, sizeof(facts->problem), "%s", problem != NULL ? problem : "");
    if (good_at > 0 && good_at <= wall_s) facts->good_s = wall_s - good_at;
    if (good_at > wall_s) facts->clock_doubtful = true;
    int64_t ends_s = json_int_at(json, "certificate_ends", 0);
    int64_t left_s = ends_s - (wall_s > floor_s ? wall_s : floor_s);
    facts->has_certificate = ends_s > 0;
    facts->certificate_days = left_s >= 0 ? left_s / DAY_S : -1;
}

static void read_machine(struct service_facts *facts, const char *data)
{
    struct board_state board;
    board_facts_read(&board, "", data);
    facts->watchdog_s = notify_watchdog_interval_ms() * 2 / 1000;
    facts->cpu_mc = board.cpu_mc;
    facts->throttled = board.throttled;
    facts->under_voltage = board.under_voltage;
    facts->disk_free_mib = board.disk_free_mib;
}

const char *service_version(void)
{
    return FORHAL_VERSION;
}

void service_facts_read(struct service_facts *facts, const struct data_dir *dir, struct outbox *outbox, int64_t wall_s)
{
    struct outbox_counts counts = {0};
    enum err err = outbox != NULL ? outbox_counts(outbox, &counts) : ERR_UNAVAILABLE;
    facts->waiting = err == ERR_OK ? counts.waiting : -1;
    facts->set_aside = err == ERR_OK ? counts.set_aside : -1;
    int64_t floor_s = time_floor_read(dir->time_floor);
    facts->clock_doubtful = time_floor_doubts(floor_s, wall_s);
    facts->oldest_s = counts.oldest_at_s > 0 && counts.oldest_at_s <= wall_s ? wall_s - counts.oldest_at_s : -1;
    if (counts.oldest_at_s > wall_s) facts->clock_doubtful = true;
    facts->link[0] = facts->problem[0] = '\0';
    read_agent(facts, dir->agent_state, wall_s, floor_s);
    standing_read(&facts->standing, dir->agent_state);
    read_machine(facts, dir->folder);
    snprintf(facts->version, sizeof(facts->version), "%s", FORHAL_VERSION);
}
