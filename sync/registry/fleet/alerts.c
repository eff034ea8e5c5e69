#define _POSIX_C_SOURCE 200809L
#include "sync/registry/fleet/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/content/items.h"
#include "sync/registry/fleet/lookers.h"
#include "sync/registry/mail/mail.h"

/* `about` is a kiosk's id, or the name of the machine whose disk it is. ended_s is NULL while it is so; afterwards the
 * row stays for ALERT_REST_S. `told` of a look: the kiosk's wait for news was ended for it. */
const char alerts_schema[] = "CREATE TABLE alert ("
                             "  kind    TEXT NOT NULL,"
                             "  about   TEXT NOT NULL,"
                             "  begun_s INTEGER NOT NULL,"
                             "  ended_s INTEGER,"
                             "  PRIMARY KEY (kind, about)"
                             ") STRICT;"
                             "ALTER TABLE kiosk_look ADD COLUMN told INTEGER NOT NULL DEFAULT 0;";

enum { MINUTE_S = 60, MACHINE_BYTES = 65, MAIL_LINE_BYTES = 240 };

struct alerts {
    struct registry *registry; /* borrowed, as the next two */
    struct fleet *fleet;
    const struct settings *settings;
    char machine[MACHINE_BYTES];
    int64_t begun_s; /* when this process began: what it could not hear before is nobody's silence */
    int64_t look_ms; /* not before */
};

const char *alert_kind_name(enum alert_kind kind)
{
    static const char *const kinds[ALERT_KIND_COUNT] = {"silent", "entry", "certificate", "copied", "disk", "looks"};
    return kinds[kind];
}

/* ---- what is wrong ---- */

bool alert_disk_is_low(const struct settings *settings, int64_t free_mib, int64_t all_mib, bool was)
{
    int64_t times = was ? 2 : 1;
    return free_mib < times * settings->alerts.disk_mib ||
           free_mib * 100 < times * settings->alerts.disk_percent * all_mib;
}

int alert_minutes_open(const struct opening_hours *hours, const struct local_time *now)
{
    enum { DAY_MINUTES = 24 * 60 };
    if (!opening_hours_are_open(hours, now)) return 0;
    int opened = opening_hours_opened(hours, now);
    return opened > 0 ? now->minute - opened : now->minute + DAY_MINUTES;
}

/* What a look works with. */
struct look {
    struct alerts *alerts;
    int64_t now_s;
    int minutes_open;
    struct str begun, over; /* lines of the mail */
    int begun_count, over_count;
    const char *first; /* of what begins, for the subject: constant text */
    enum err err;
};

/* Whether it is so; ALERT_UNSURE changes nothing: of a kiosk that is silent nothing newer is known. ALERT_MOOT ends
 * without a mail what nobody asks about any more: that it is in order again would not be true. */
enum verdict { ALERT_UNSURE, ALERT_SO, ALERT_NOT_SO, ALERT_MOOT };

static enum verdict judge_silent(const struct look *look, const struct kiosk *kiosk, const struct fleet_state *state)
{
    int64_t bound_s = (int64_t)look->alerts->settings->alerts.silent_minutes * MINUTE_S;
    int64_t heard_s = state != NULL ? state->heard_s : kiosk->enrolled_s;
    if (bound_s == 0) return ALERT_MOOT;
    if (look->now_s - heard_s < bound_s) return ALERT_NOT_SO;
    int64_t from_s = look->now_s - (int64_t)look->minutes_open * MINUTE_S;
    if (from_s < look->alerts->begun_s) from_s = look->alerts->begun_s;
    if (from_s < heard_s) from_s = heard_s;
    return look->minutes_open > 0 && look->now_s - from_s >= bound_s ? ALERT_SO : ALERT_UNSURE;
}

static enum verdict judge_entry(const struct look *look, const struct fleet_state *state)
{
    int64_t bound_s = (int64_t)look->alerts->settings->alerts.entry_minutes * MINUTE_S;
    if (bound_s == 0) return ALERT_MOOT;
    if (state == NULL || state->beat.waiting == FACT_UNKNOWN) return ALERT_UNSURE;
    if (state->beat.waiting == 0 || state->beat.oldest_s == FACT_UNKNOWN) return ALERT_NOT_SO;
    int64_t ago_s = look->now_s - state->heard_s;
    return state->beat.oldest_s + (ago_s > 0 ? ago_s : 0) >= bound_s ? ALERT_SO : ALERT_NOT_SO;
}

static enum verdict judge_certificate(const struct look *look, const struct fleet_state *state)
{
    int days = look->alerts->settings->alerts.certificate_days;
    if (days == 0) return ALERT_MOOT;
    if (state == NULL || state->beat.certificate_days == FACT_UNKNOWN) return ALERT_UNSURE;
    return state->beat.certificate_days < days ? ALERT_SO : ALERT_NOT_SO;
}

/* ---- beginning and ending ---- */

static const struct {
    const char *subject, *begins, *over; /* with what it is about, where there is a %s */
} words[ALERT_KIND_COUNT] = {
    {"en skærm har været tavs", "%s har ikke givet lyd fra sig i åbningstiden.", "%s giver lyd fra sig igen."},
    {"noget venter på at blive sendt", "%s har noget fra en borger liggende, som ikke er nået frem.",
     "%s har fået sendt det, der ventede."},
    {"et certifikat udløber snart", "%s melder, at registrets certifikat udløber inden for 14 dage.",
     "%s ser igen et certifikat, der holder."},
    {"en skærm kan være kopieret",
     "%s: to maskiner bruger den samme identitet. Gå ind på skærmens side og se, hvad du kan gøre.",
     "%s: der er taget stilling til den mulige kopi."},
    {"disken er næsten fuld", "Registrets disk på %s er næsten fuld.", "Registrets disk på %s har plads igen."},
    {"nogen ser usædvanligt meget",
     "%s har set på det, borgere har skrevet, usædvanligt mange gange i den seneste time. Se i loggen, hvad det er, og "
     "spørg. Er det ikke personen selv, så luk for brugeren.",
     "%s ser ikke usædvanligt meget mere."},
};

/* printf's format must be constant text; what stands before and after the name is. */
static void add_line(struct str *out, const char *sentence, const char *name)
{
    const char *at = strstr(sentence, "%s");
    str_add(out, "- ");
    str_add_bytes(out, sentence, (size_t)(at - sentence));
    str_add(out, name);
    str_add(out, at + 2);
    str_add(out, "\n");
}

static void note_begun(struct look *look, enum alert_kind kind, const char *name)
{
    if (look->begun_count++ == 0) look->first = words[kind].subject;
    if (look->begun_count <= ALERT_LINES_MAX) add_line(&look->begun, words[kind].begins, name);
}

static void note_over(struct look *look, enum alert_kind kind, const char *name)
{
    if (++look->over_count <= ALERT_LINES_MAX) add_line(&look->over, words[kind].over, name);
}

static enum err begin_alert(struct look *look, enum alert_kind kind, const char *about, const char *name)
{
    struct db *db = look->alerts->registry->db;
    /* An end that is still to come was written under another clock. */
    enum err err = db_run(db,
                          "INSERT INTO alert (kind, about, begun_s) VALUES (?, ?, ?) ON CONFLICT (kind, about)"
                          " DO UPDATE SET begun_s = excluded.begun_s, ended_s = NULL"
                          " WHERE alert.ended_s IS NOT NULL AND (alert.ended_s <= ? OR alert.ended_s > ?)",
                          "ttiii", alert_kind_name(kind), about, look->now_s, look->now_s - ALERT_REST_S, look->now_s);
    if (err == ERR_OK && db_changes(db) > 0) note_begun(look, kind, name);
    return err;
}

/* `name` is NULL when nobody is to be told. */
static enum err end_alert(struct look *look, enum alert_kind kind, const char *about, const char *name)
{
    struct db *db = look->alerts->registry->db;
    enum err err = db_run(db, "UPDATE alert SET ended_s = ? WHERE kind = ? AND about = ? AND ended_s IS NULL", "itt",
                          look->now_s, alert_kind_name(kind), about);
    if (err == ERR_OK && name != NULL && db_changes(db) > 0) note_over(look, kind, name);
    return err;
}

/* Reading is cheap, and most looks change nothing. */
static enum err settle(struct look *look, enum alert_kind kind, const char *about, const char *name,
                       enum verdict verdict)
{
    int64_t one = 0;
    if (verdict == ALERT_UNSURE) return ERR_OK;
    enum err err =
        db_int(look->alerts->registry->db, &one, "SELECT 1 FROM alert WHERE kind = ? AND about = ? AND ended_s IS NULL",
               "tt", alert_kind_name(kind), about);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    bool is = err == ERR_OK;
    if (is == (verdict == ALERT_SO)) return ERR_OK;
    if (!is) return verdict == ALERT_SO ? begin_alert(look, kind, about, name) : ERR_OK;
    return end_alert(look, kind, about, verdict == ALERT_MOOT ? NULL : name);
}

static void look_at_kiosk(void *context, const struct kiosk *kiosk)
{
    struct look *look = context;
    const struct fleet_state *state = fleet_find(look->alerts->fleet, kiosk->id);
    const enum verdict verdicts[] = {
        [ALERT_SILENT] = kiosk->revoked ? ALERT_MOOT : judge_silent(look, kiosk, state),
        [ALERT_ENTRY] = kiosk->revoked ? ALERT_MOOT : judge_entry(look, state),
        [ALERT_CERTIFICATE] = kiosk->revoked ? ALERT_MOOT : judge_certificate(look, state),
        [ALERT_COPIED] = kiosk->forked && !kiosk->revoked ? ALERT_SO : ALERT_NOT_SO,
    };
    for (int kind = 0; look->err == ERR_OK && kind < ALERT_DISK; kind++) {
        look->err = settle(look, (enum alert_kind)kind, kiosk->id, kiosk->name, verdicts[kind]);
    }
}

/* A machine that is no more never says that its disk has room again. */
static enum err forget_disks(struct look *look)
{
    int64_t one = 0;
    struct alerts *alerts = look->alerts;
    int64_t until_s = look->now_s - ALERT_DISK_OTHERS_S;
    enum err err =
        db_int(alerts->registry->db, &one,
               "SELECT 1 FROM alert WHERE kind = 'disk' AND about <> ? AND begun_s <= ? AND ended_s IS NULL LIMIT 1",
               "ti", alerts->machine, until_s);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    return db_run(
        alerts->registry->db,
        "UPDATE alert SET ended_s = ? WHERE kind = 'disk' AND about <> ? AND begun_s <= ? AND ended_s IS NULL", "iti",
        look->now_s, alerts->machine, until_s);
}

static enum err look_at_disk(struct look *look)
{
    struct statvfs disk;
    int64_t one = 0;
    const struct alerts *alerts = look->alerts;
    if (statvfs(alerts->registry->keys_path, &disk) != 0)
        return ERR_OK; /* of a machine's own folder nothing is known */
    enum err err =
        db_int(alerts->registry->db, &one, "SELECT 1 FROM alert WHERE kind = 'disk' AND about = ? AND ended_s IS NULL",
               "t", alerts->machine);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    const int64_t mib = 1024 * 1024;
    if (alerts->settings->alerts.disk_mib == 0 && alerts->settings->alerts.disk_percent == 0) {
        return settle(look, ALERT_DISK, alerts->machine, alerts->machine, ALERT_MOOT);
    }
    bool low = alert_disk_is_low(alerts->settings, (int64_t)(disk.f_bavail * disk.f_frsize) / mib,
                                 (int64_t)(disk.f_blocks * disk.f_frsize) / mib, err == ERR_OK);
    return settle(look, ALERT_DISK, alerts->machine, alerts->machine, low ? ALERT_SO : ALERT_NOT_SO);
}

static bool is_among(const struct lookers *lookers, const char *name)
{
    for (size_t at = 0; at < lookers->count; at++) {
        if (strcmp(lookers->names[at], name) == 0) return true;
    }
    return false;
}

static enum err look_at_staff(struct look *look)
{
    struct db *db = look->alerts->registry->db;
    const int least = look->alerts->settings->alerts.looks;
    struct lookers now = {.count = 0};
    struct lookers told;
    enum err err = lookers_told(db, alert_kind_name(ALERT_LOOKS), &told);
    if (err == ERR_OK && least > 0) err = lookers_find(db, look->now_s - ALERT_LOOKS_S, least, &now);
    for (size_t at = 0; err == ERR_OK && at < now.count; at++) {
        err = settle(look, ALERT_LOOKS, now.names[at], now.names[at], ALERT_SO);
    }
    for (size_t at = 0; err == ERR_OK && at < told.count; at++) {
        if (is_among(&now, told.names[at])) continue;
        err = settle(look, ALERT_LOOKS, told.names[at], told.names[at], least > 0 ? ALERT_NOT_SO : ALERT_MOOT);
    }
    return err;
}

/* Without content it is open, as it is for kiosks. */
static int minutes_open(const struct alerts *alerts, int64_t now_s)
{
    AUTO(json_auto) json_t *site = NULL;
    struct opening_hours hours;
    struct local_time now = local_time_at(now_s);
    if (items_find(alerts->registry->db, "site", "site", &site) != ERR_OK) site = NULL;
    opening_hours_from_json(&hours, json_object_get(site, "opening_hours"));
    return alert_minutes_open(&hours, &now);
}

/* ---- the mail ---- */

static void add_part(struct str *text, const char *heading, const struct str *lines, int count)
{
    if (count == 0) return;
    str_addf(text, "%s\n%s", heading, str_text(lines));
    if (count > ALERT_LINES_MAX) str_addf(text, "- … og %d til.\n", count - ALERT_LINES_MAX);
    str_add(text, "\n");
}

static enum err write_mails(const struct look *look)
{
    const struct settings *settings = look->alerts->settings;
    AUTO(str_finish) struct str text;
    char subject[MAIL_LINE_BYTES];
    str_init(&text, MAIL_TEXT_BYTES_MAX);
    if (look->begun_count + look->over_count == 0) return ERR_OK;
    add_part(&text, "Det her kræver, at nogen ser på det:", &look->begun, look->begun_count);
    add_part(&text, "Det her er i orden igen:", &look->over, look->over_count);
    if (settings->public.url[0] != '\0') str_addf(&text, "Se skærmene: %s/staff/kiosks\n", settings->public.url);
    snprintf(subject, sizeof(subject), "Netværkstavlen: %s%s", look->begun_count > 0 ? look->first : "i orden igen",
             look->begun_count > 1 ? " (og mere)" : "");
    if (!str_ok(&text)) return ERR_NOMEM;
    enum err err = ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < settings->alerts.to.count; at++) {
        err = mail_queue(look->alerts->registry->db, settings->alerts.to.texts[at], subject, str_text(&text));
        /* An address that can't be told must not keep the others from hearing. */
        if (err == ERR_INVALID || err == ERR_FULL) err = ERR_OK;
    }
    return err;
}

static enum err look_inside(struct look *look)
{
    struct db *db = look->alerts->registry->db;
    enum err err = kiosks_each(look->alerts->registry, look_at_kiosk, look);
    if (err == ERR_OK) err = look->err;
    if (err == ERR_OK) err = look_at_disk(look);
    if (err == ERR_OK) err = forget_disks(look);
    if (err == ERR_OK) err = look_at_staff(look);
    if (err == ERR_OK) err = write_mails(look);
    if (err == ERR_OK) {
        err = db_run(db, "DELETE FROM alert WHERE ended_s <= ?", "i", look->now_s - ALERT_REST_S);
    }
    return err;
}

static void look_finish(struct look *look)
{
    str_finish(&look->begun);
    str_finish(&look->over);
}

static enum err look_around(struct alerts *alerts)
{
    enum { LINES_BYTES_MAX = 2 * ALERT_LINES_MAX * MAIL_LINE_BYTES };
    AUTO(look_finish) struct look look = {.alerts = alerts, .now_s = clock_wall_s(&alerts->registry->clock)};
    str_init(&look.begun, LINES_BYTES_MAX);
    str_init(&look.over, LINES_BYTES_MAX);
    look.minutes_open = minutes_open(alerts, look.now_s);
    enum err err = fleet_refresh(alerts->fleet);
    if (err == ERR_OK) err = db_begin(alerts->registry->db);
    if (err != ERR_OK) return err;
    err = look_inside(&look);
    if (err == ERR_OK) err = db_commit(alerts->registry->db);
    db_rollback(alerts->registry->db);
    return err;
}

/* ---- life ---- */

enum err alerts_create(struct alerts **out, struct registry *registry, struct fleet *fleet,
                       const struct settings *settings)
{
    *out = NULL;
    struct alerts *alerts = calloc(1, sizeof(*alerts));
    if (alerts == NULL) return ERR_NOMEM;
    alerts->registry = registry;
    alerts->fleet = fleet;
    alerts->settings = settings;
    alerts->begun_s = clock_wall_s(&registry->clock);
    alerts->look_ms = clock_monotonic_ms(&registry->clock) + ALERT_LOOK_MS;
    if (gethostname(alerts->machine, sizeof(alerts->machine) - 1) != 0) alerts->machine[0] = '\0';
    *out = alerts;
    return ERR_OK;
}

void alerts_destroy(struct alerts *alerts)
{
    free(alerts);
}

void alerts_tidy(struct alerts *alerts)
{
    if (alerts == NULL) return;
    int64_t now_ms = clock_monotonic_ms(&alerts->registry->clock);
    if (now_ms < alerts->look_ms) return;
    alerts->look_ms = now_ms + ALERT_LOOK_MS;
    (void)!look_around(alerts); /* the next look does what this one could not */
}

/* ---- for staff ---- */

static json_t *settings_json(const struct settings *settings)
{
    json_t *to = json_array();
    for (size_t at = 0; at < settings->alerts.to.count; at++) {
        if (json_array_append_new(to, json_string(settings->alerts.to.texts[at])) != 0) {
            json_decref(to);
            return NULL;
        }
    }
    return json_pack("{s:o, s:i, s:i, s:i, s:i, s:i}", "to", to, "silent_minutes", settings->alerts.silent_minutes,
                     "entry_minutes", settings->alerts.entry_minutes, "certificate_days",
                     settings->alerts.certificate_days, "disk_mib", settings->alerts.disk_mib, "disk_percent",
                     settings->alerts.disk_percent);
}

static json_t *row_json(const struct rows *rows)
{
    char since[32] = "";
    time_t at = (time_t)rows_int(rows, 2);
    struct tm utc;
    if (gmtime_r(&at, &utc) != NULL) strftime(since, sizeof(since), "%Y-%m-%dT%H:%M:%SZ", &utc);
    json_t *json = json_pack("{s:s, s:s}", "kind", rows_text(rows, 0), "since", since);
    if (json == NULL || rows_is_null(rows, 3)) return json;
    json_object_set_new(json, "kiosk", json_string(rows_text(rows, 1)));
    json_object_set_new(json, "name", json_string(rows_text(rows, 3)));
    return json;
}

enum err alerts_list(struct alerts *alerts, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    AUTO(json_auto) json_t *json = settings_json(alerts->settings);
    enum err err = db_query(alerts->registry->db, &rows,
                            "SELECT alert.kind, alert.about, alert.begun_s, kiosk.name FROM alert"
                            " LEFT JOIN kiosk ON kiosk.id = alert.about WHERE alert.ended_s IS NULL"
                            " AND alert.kind <> 'looks'"
                            " ORDER BY alert.begun_s DESC, alert.kind, alert.about LIMIT 500",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, row_json(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    if (json == NULL || json_object_set(json, "alerts", list) != 0) return ERR_NOMEM;
    *out = json_incref(json);
    return ERR_OK;
}
