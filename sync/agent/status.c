#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent/commands.h"
#include "sync/agent/state.h"
#include "sync/base/clock.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"
#include "sync/store/time_floor.h"

enum { FAILED = 1, AGO_BYTES = 48 };

struct report {
    struct identity identity;
    enum err catalog; /* ERR_NOT_FOUND: nothing fetched yet */
    struct feed_cursor cursor;
    size_t networks;
    enum err outbox; /* ERR_NOT_FOUND: nothing ever put in */
    struct outbox_counts counts;
    struct agent_state state;
    bool clock_doubtful;
    int64_t ago_s; /* since the last good round; -1: never, or the clock has been set back since */
};

static void look_at_catalog(struct report *report, const struct data_dir *dir)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    report->catalog = catalog_open(&catalog, dir->content, CATALOG_READER);
    if (report->catalog == ERR_OK) report->catalog = catalog_cursor(catalog, &report->cursor);
    if (report->catalog == ERR_OK) report->catalog = catalog_count(catalog, &report->networks);
}

static void look_at_outbox(struct report *report, const struct data_dir *dir)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    report->outbox = ERR_NOT_FOUND;
    if (access(dir->outbox, F_OK) != 0) return; /* looking must not make one */
    report->outbox = outbox_open(&outbox, dir->outbox);
    if (report->outbox == ERR_OK) report->outbox = outbox_counts(outbox, &report->counts);
}

static void look_at_state(struct report *report, const struct data_dir *dir)
{
    const struct clock clock = clock_system();
    if (state_read(&report->state, dir->agent_state) != ERR_OK) report->state = (struct agent_state){0};
    int64_t wall_s = clock_wall_s(&clock);
    int64_t floor_s = time_floor_read(dir->time_floor);
    report->clock_doubtful = time_floor_doubts(floor_s, wall_s);
    report->state.certificate_days =
        days_until(report->state.certificate_ends_s, report->clock_doubtful ? floor_s : wall_s);
    report->ago_s = wall_s - report->state.good_at_s;
    if (report->state.good_at_s == 0 || report->ago_s < 0) report->ago_s = -1;
}

static const char *ago_in_words(const struct report *report, char out[AGO_BYTES])
{
    static const struct {
        int64_t seconds;
        const char *one, *many;
    } units[] = {{86400, "day", "days"}, {3600, "hour", "hours"}, {60, "minute", "minutes"}, {1, "second", "seconds"}};
    if (report->state.good_at_s == 0) return "never";
    if (report->ago_s < 0) return "at a time the clock does not know any more";
    size_t unit = 0;
    while (unit < 3 && report->ago_s < units[unit].seconds) unit++;
    long long count = report->ago_s / units[unit].seconds;
    snprintf(out, AGO_BYTES, "%lld %s ago", count, count == 1 ? units[unit].one : units[unit].many);
    return out;
}

static void print_certificate(const struct agent_state *state)
{
    long long days = (long long)state->certificate_days;
    if (state->certificate_ends_s == 0) return;
    if (days < 0) {
        printf("certificate: over for %lld days; renew it at the registry\n", -days);
    } else {
        printf("certificate: %lld days left%s\n", days,
               days < CERTIFICATE_DAYS_SOON ? "; renew it at the registry" : "");
    }
}

static void print_text(const struct report *report)
{
    char ago[AGO_BYTES];
    printf("kiosk:     %s (%s)\n", report->identity.kiosk_name, report->identity.kiosk_id);
    printf("registry:  %s\n", report->identity.registry_url);
    if (report->catalog == ERR_OK) {
        printf("content:   %zu networks, at %s/%lld\n", report->networks, report->cursor.generation,
               (long long)report->cursor.sequence);
    } else {
        printf("content:   %s\n", report->catalog == ERR_NOT_FOUND ? "none yet" : err_text(report->catalog));
    }
    if (report->outbox == ERR_OK || report->outbox == ERR_NOT_FOUND) {
        printf("outbox:    %lld waiting, %lld refused and set aside\n", (long long)report->counts.waiting,
               (long long)report->counts.set_aside);
    } else {
        printf("outbox:    %s\n", err_text(report->outbox));
    }
    printf("wire:      %s\n", link_name(report->state.link));
    printf("last good: %s\n", ago_in_words(report, ago));
    printf("clock:     %s\n",
           report->clock_doubtful ? "doubtful: it is behind what has passed for certain" : "trusted");
    print_certificate(&report->state);
    if (report->state.problem[0] != '\0') printf("problem:   %s\n", report->state.problem);
}

static json_t *certificate_days(const struct report *report)
{
    if (report->state.certificate_ends_s == 0) return json_null();
    return json_integer((json_int_t)report->state.certificate_days);
}

static json_t *store_as_json(enum err err)
{
    return json_string(err == ERR_OK || err == ERR_NOT_FOUND ? "sound" : err_text(err));
}

static enum err print_json(const struct report *report)
{
    AUTO(json_auto)
    json_t *json = json_pack(
        "{s:b, s:s, s:s, s:s, s:{s:s, s:I}, s:I, s:o, s:{s:I, s:I, s:o}, s:s, s:I, s:I, s:s?, s:s, s:o}", "enrolled", 1,
        "kiosk", report->identity.kiosk_id, "name", report->identity.kiosk_name, "registry",
        report->identity.registry_url, "cursor", "generation", report->cursor.generation, "sequence",
        (json_int_t)report->cursor.sequence, "networks", (json_int_t)report->networks, "content",
        store_as_json(report->catalog), "outbox", "waiting", (json_int_t)report->counts.waiting, "set_aside",
        (json_int_t)report->counts.set_aside, "state", store_as_json(report->outbox), "link",
        link_name(report->state.link), "good_at", (json_int_t)report->state.good_at_s, "ago_s",
        (json_int_t)report->ago_s, "problem", report->state.problem[0] != '\0' ? report->state.problem : NULL, "clock",
        report->clock_doubtful ? "doubtful" : "trusted", "certificate_days", certificate_days(report));
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(2)) : NULL;
    if (text == NULL) return ERR_NOMEM;
    puts(text);
    free(text);
    return ERR_OK;
}

static int say_not_enrolled(const struct data_dir *dir, enum err err, bool json)
{
    if (json) puts("{\"enrolled\":false}");
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        log_line(LOG_LEVEL_ERROR, "%s: this kiosk is not enrolled; see forhal-sync enrol --help", dir->folder);
    } else {
        log_line(LOG_LEVEL_ERROR, "%s: %s; if it is damaged move it away and enrol anew", dir->identity, err_text(err));
    }
    return FAILED;
}

static int report_on(const struct data_dir *dir, struct report *report, bool json)
{
    enum err err = identity_read(&report->identity, dir->identity);
    if (err != ERR_OK || !report->identity.enrolled) return say_not_enrolled(dir, err, json);
    look_at_catalog(report, dir);
    look_at_outbox(report, dir);
    look_at_state(report, dir);
    if (!json) {
        print_text(report);
    } else if (print_json(report) != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "out of memory; free some and try again");
        return FAILED;
    }
    return 0;
}

int status_command(const struct options *options)
{
    if (access(options->data, F_OK) != 0) {
        log_line(LOG_LEVEL_ERROR, "%s: there is no such folder; check --data", options->data);
        return FAILED;
    }
    struct data_dir dir;
    enum err err = data_dir_init(&dir, options->data);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; check that it is a folder you may read", options->data, err_text(err));
        return FAILED;
    }
    struct report report = {0};
    int status = report_on(&dir, &report, options->json);
    identity_finish(&report.identity);
    data_dir_finish(&dir);
    return status;
}
