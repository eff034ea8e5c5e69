#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent/beat.h"
#include "sync/agent/commands.h"
#include "sync/agent/state.h"
#include "sync/base/clock.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"
#include "sync/store/salvage.h"
#include "sync/store/time_floor.h"

enum { FAILED = 1, AGO_BYTES = 48 };

struct report {
    struct identity identity;
    enum err catalog; /* ERR_NOT_FOUND: nothing fetched yet */
    struct feed_cursor cursor;
    size_t networks;
    enum err outbox; /* ERR_NOT_FOUND: nothing ever put in */
    struct outbox_counts counts;
    struct salvage_counts salvage;
    struct agent_state state;
    bool clock_doubtful;
    struct heartbeat beat; /* what would be told of screen and machine */
    int64_t fresh_ago_s;   /* since the registry proved that this is its newest; -1 likewise */
    int64_t ago_s;         /* since the last good round; -1: never, or the clock has been set back since */
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
    if (report->outbox == ERR_OK) report->outbox = salvage_counts(outbox, &report->salvage);
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
    report->fresh_ago_s = clock_wall_s(&clock) - report->state.fresh_at_s;
    if (report->state.fresh_at_s == 0 || report->fresh_ago_s < 0) report->fresh_ago_s = -1;
}

static void look_at_machine(struct report *report, const struct data_dir *dir, const char *run_folder)
{
    struct run_dir run;
    struct beat beat;
    heartbeat_clear(&report->beat);
    if (run_dir_init(&run, run_folder, dir->folder) != ERR_OK) return;
    beat_begin(&beat, dir, &run, clock_system());
    beat_gather(&beat, &report->beat);
    run_dir_finish(&run);
}

static const char *ago_in_words(int64_t at_s, int64_t ago_s, char out[AGO_BYTES])
{
    static const struct {
        int64_t seconds;
        const char *one, *many;
    } units[] = {{86400, "day", "days"}, {3600, "hour", "hours"}, {60, "minute", "minutes"}, {1, "second", "seconds"}};
    if (at_s == 0) return "never";
    if (ago_s < 0) return "at a time the clock does not know any more";
    size_t unit = 0;
    while (unit < 3 && ago_s < units[unit].seconds) unit++;
    long long count = ago_s / units[unit].seconds;
    snprintf(out, AGO_BYTES, "%lld %s ago", count, count == 1 ? units[unit].one : units[unit].many);
    return out;
}

/* What the registry's word means for whoever looks after the kiosk. */
static const char *refusal_words(const char *refusal)
{
    static const struct {
        const char *refusal, *words;
    } table[] = {
        {"refused", "the town hall said no to this kiosk; it goes on asking, and may still be accepted"},
        {"revoked", "REVOKED: the registry takes nothing from this kiosk any more and gives it nothing; what waits "
                    "stays sealed in the outbox. To use the machine again, move identity.json away and enrol anew"},
        {"former_key",
         "an OLD COPY of this kiosk's card, from before it made itself a new key; what waits stays in the "
         "outbox. To use the machine, move identity.json away and enrol anew"},
        {"forked", "FORKED: another machine speaks with this kiosk's identity, or an old copy of its card was put "
                   "back; what waits stays in the outbox until the town hall decides (forhal-registry kiosk accept)"},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        if (strcmp(refusal, table[at].refusal) == 0) return table[at].words;
    }
    return refusal;
}

static void print_screen(const struct heartbeat *beat)
{
    const struct screen_state *screen = &beat->screen;
    if (!beat->has_screen) {
        puts("screen:    has told nothing");
        return;
    }
    printf("screen:    %s, %s, told %lld s ago; watchdog %s", screen->doing, screen->shown,
           (long long)beat->screen_age_s, screen->watchdog_s > 0 ? "armed" : "not armed");
    if (screen->touched_s != FACT_UNKNOWN) printf("; touched %lld s before", (long long)screen->touched_s);
    putchar('\n');
}

static void print_machine(const struct board_state *board)
{
    fputs("machine:  ", stdout);
    if (board->cpu_mc != FACT_UNKNOWN) printf(" %.1f °C;", (double)board->cpu_mc / 1000);
    if (board->throttled != FACT_UNKNOWN) printf(" throttled 0x%llx;", (unsigned long long)board->throttled);
    if (board->under_voltage == 1) fputs(" under-voltage;", stdout);
    if (board->hardware_watchdog_s != FACT_UNKNOWN) {
        printf(" hardware watchdog %s;", board->hardware_watchdog_s > 0 ? "armed" : "not armed");
    }
    if (board->memory_available_mib != FACT_UNKNOWN) {
        printf(" %lld MiB of memory left;", (long long)board->memory_available_mib);
    }
    if (board->disk_free_mib != FACT_UNKNOWN) printf(" %lld MiB of disk left", (long long)board->disk_free_mib);
    putchar('\n');
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
    char ago[AGO_BYTES], fresh_ago[AGO_BYTES];
    const char *fresh = ago_in_words(report->state.fresh_at_s, report->fresh_ago_s, fresh_ago);
    printf("kiosk:     %s (%s)\n", report->identity.kiosk_name, report->identity.kiosk_id);
    printf("registry:  %s\n", report->identity.registry_url);
    if (report->catalog == ERR_OK) {
        printf("content:   %zu networks, at %s/%lld\n", report->networks, report->cursor.generation,
               (long long)report->cursor.sequence);
    } else {
        printf("content:   %s\n", report->catalog == ERR_NOT_FOUND ? "none yet" : err_text(report->catalog));
    }
    if (report->outbox == ERR_OK || report->outbox == ERR_NOT_FOUND) {
        printf("outbox:    %lld waiting, %lld refused and set aside, %lld delivered and kept\n",
               (long long)report->counts.waiting, (long long)report->counts.set_aside, (long long)report->counts.kept);
    } else {
        printf("outbox:    %s\n", err_text(report->outbox));
    }
    if (report->salvage.files > 0) {
        printf("damaged:   %lld outbox files; %lld entries saved from them, %lld lost%s\n",
               (long long)report->salvage.files, (long long)report->salvage.saved, (long long)report->salvage.lost,
               report->salvage.unsure ? " that are known of, perhaps others" : "");
    }
    printf("wire:      %s\n", link_name(report->state.link));
    printf("last good: %s\n", ago_in_words(report->state.good_at_s, report->ago_s, ago));
    if (report->state.frozen) printf("frozen:    that this is the newest content was last proved: %s\n", fresh);
    printf("clock:     %s\n",
           report->clock_doubtful ? "doubtful: it is behind what has passed for certain" : "trusted");
    print_certificate(&report->state);
    if (report->state.refusal[0] != '\0') printf("refused:   %s\n", refusal_words(report->state.refusal));
    if (report->state.problem[0] != '\0') printf("problem:   %s\n", report->state.problem);
    print_screen(&report->beat);
    print_machine(&report->beat.board);
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

/* Who it is, and what it holds. */
static json_t *stores_as_json(const struct report *report)
{
    return json_pack("{s:b, s:s, s:s, s:s, s:{s:s, s:I}, s:I, s:o, s:{s:I, s:I, s:I, s:o}, s:{s:I, s:I, s:I, s:b}}",
                     "enrolled", 1, "kiosk", report->identity.kiosk_id, "name", report->identity.kiosk_name, "registry",
                     report->identity.registry_url, "cursor", "generation", report->cursor.generation, "sequence",
                     (json_int_t)report->cursor.sequence, "networks", (json_int_t)report->networks, "content",
                     store_as_json(report->catalog), "outbox", "waiting", (json_int_t)report->counts.waiting,
                     "set_aside", (json_int_t)report->counts.set_aside, "kept", (json_int_t)report->counts.kept,
                     "state", store_as_json(report->outbox), "damaged", "files", (json_int_t)report->salvage.files,
                     "saved", (json_int_t)report->salvage.saved, "lost", (json_int_t)report->salvage.lost, "unsure",
                     report->salvage.unsure);
}

/* How the wire is. */
static json_t *wire_as_json(const struct report *report)
{
    const struct agent_state *state = &report->state;
    return json_pack("{s:s, s:I, s:I, s:I, s:b, s:s?, s:s?, s:s, s:o}", "link", link_name(state->link), "good_at",
                     (json_int_t)state->good_at_s, "ago_s", (json_int_t)report->ago_s, "fresh_at",
                     (json_int_t)state->fresh_at_s, "frozen", state->frozen, "problem",
                     state->problem[0] != '\0' ? state->problem : NULL, "refusal",
                     state->refusal[0] != '\0' ? state->refusal : NULL, "clock",
                     report->clock_doubtful ? "doubtful" : "trusted", "certificate_days", certificate_days(report));
}

static enum err print_json(const struct report *report)
{
    AUTO(json_auto) json_t *json = stores_as_json(report);
    AUTO(json_auto) json_t *wire = wire_as_json(report);
    AUTO(json_auto) json_t *beat = heartbeat_to_json(&report->beat);
    if (json_object_update(json, wire) != 0) return ERR_NOMEM;
    if (json_object_set(json, "board", json_object_get(beat, "board")) != 0) return ERR_NOMEM;
    if (report->beat.has_screen && json_object_set(json, "screen", json_object_get(beat, "screen")) != 0)
        return ERR_NOMEM;
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(2)) : NULL;
    if (text == NULL) return ERR_NOMEM;
    puts(text);
    free(text);
    return ERR_OK;
}

/* It waits until staff accept it. */
static int say_asking(const struct report *report, bool json)
{
    char fingerprint[FINGERPRINT_TEXT_BYTES];
    const struct agent_state *state = &report->state;
    fingerprint_text(fingerprint, report->identity.sign_public);
    if (json) {
        AUTO(json_auto)
        json_t *said = json_pack("{s:b, s:b, s:s, s:s#, s:s, s:s, s:s?, s:s?}", "enrolled", 0, "asks", 1, "registry",
                                 report->identity.registry_url, "code", fingerprint, FINGERPRINT_CODE_TEXT_BYTES - 1,
                                 "fingerprint", fingerprint, "link", link_name(state->link), "refusal",
                                 state->refusal[0] != '\0' ? state->refusal : NULL, "problem",
                                 state->problem[0] != '\0' ? state->problem : NULL);
        char *text = said != NULL ? json_dumps(said, JSON_INDENT(2)) : NULL;
        if (text != NULL) puts(text);
        free(text);
        return FAILED;
    }
    printf("kiosk:     asks %s to be accepted\ncode:      %.*s\nfinger:    %s\nwire:      %s\n",
           report->identity.registry_url, FINGERPRINT_CODE_TEXT_BYTES - 1, fingerprint, fingerprint,
           link_name(state->link));
    if (state->refusal[0] != '\0') printf("refused:   %s\n", refusal_words(state->refusal));
    if (state->problem[0] != '\0') printf("problem:   %s\n", state->problem);
    return FAILED;
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

static int report_on(const struct data_dir *dir, struct report *report, const char *run, bool json)
{
    enum err err = identity_read(&report->identity, dir->identity);
    if (err == ERR_OK && !report->identity.enrolled && report->identity.asks) {
        look_at_state(report, dir);
        return say_asking(report, json);
    }
    if (err != ERR_OK || !report->identity.enrolled) return say_not_enrolled(dir, err, json);
    look_at_catalog(report, dir);
    look_at_outbox(report, dir);
    look_at_state(report, dir);
    look_at_machine(report, dir, run);
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
    struct data_dir dir;
    if (!command_dir(&dir, options, "read")) return FAILED;
    struct report report = {0};
    int status = report_on(&dir, &report, options->run, options->json);
    identity_finish(&report.identity);
    data_dir_finish(&dir);
    return status;
}
