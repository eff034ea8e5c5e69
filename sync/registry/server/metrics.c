#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/clock.h"
#include "sync/registry/fleet/fleet_words.h"
#include "sync/registry/server/routes.h"

#ifndef FORHAL_VERSION
#define FORHAL_VERSION "unknown"
#endif

/* In microseconds. */
static const int64_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 500000, 1000000, 5000000};
enum { BOUNDS_COUNT = sizeof(bounds_us) / sizeof(bounds_us[0]) };

struct status_count {
    unsigned status;
    uint64_t count;
};

struct route_count {
    const struct route *route; /* NULL: at an address that is none */
    struct status_count statuses[METRICS_STATUSES_MAX];
    uint64_t buckets[BOUNDS_COUNT + 1];
    uint64_t took_us;
    uint64_t waited;
};

struct metrics {
    pthread_mutex_t lock;
    size_t count;
    struct route_count routes[METRICS_ROUTES_MAX];
};

enum err metrics_create(struct metrics **out)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    pthread_mutex_init(&(*out)->lock, NULL);
    return ERR_OK;
}

void metrics_destroy(struct metrics *metrics)
{
    if (metrics == NULL) return;
    pthread_mutex_destroy(&metrics->lock);
    free(metrics);
}

/* NULL when there are more routes than we have room for. */
static struct route_count *count_of(struct metrics *metrics, const struct route *route)
{
    for (size_t at = 0; at < metrics->count; at++) {
        if (metrics->routes[at].route == route) return &metrics->routes[at];
    }
    if (metrics->count == METRICS_ROUTES_MAX) return NULL;
    struct route_count *count = &metrics->routes[metrics->count++];
    count->route = route;
    return count;
}

static void count_status(struct route_count *count, unsigned status)
{
    for (size_t at = 0; at < METRICS_STATUSES_MAX; at++) {
        struct status_count *one = &count->statuses[at];
        if (one->status != status && one->count > 0) continue;
        one->status = status;
        one->count++;
        return;
    }
}

void metrics_request(struct metrics *metrics, const struct route *route, unsigned status, int64_t took_us, bool waited)
{
    pthread_mutex_lock(&metrics->lock);
    struct route_count *count = count_of(metrics, route);
    if (count != NULL) {
        size_t bucket = 0;
        while (bucket < BOUNDS_COUNT && took_us > bounds_us[bucket]) bucket++;
        count_status(count, status);
        if (waited) {
            count->waited++;
        } else {
            count->buckets[bucket]++;
            count->took_us += (uint64_t)(took_us > 0 ? took_us : 0);
        }
    }
    pthread_mutex_unlock(&metrics->lock);
}

/* ---- the page ------------------------------------------------------------------------------ */

static void head(struct str *out, const char *name, const char *type, const char *help)
{
    str_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct str *out, const char *name, const char *type, const char *help, int64_t value)
{
    head(out, name, type, help);
    str_addf(out, "%s %" PRId64 "\n", name, value);
}

/* Escaped as the format wants it: what a database says may hold anything. */
static void label(struct str *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            str_add(out, "\\n");
        } else {
            if (*text == '"' || *text == '\\') str_add(out, "\\");
            str_add_bytes(out, text, 1);
        }
    }
}

static const char *method_of(const struct route_count *count)
{
    return count->route != NULL ? count->route->method : "any";
}

static const char *path_of(const struct route_count *count)
{
    return count->route != NULL ? count->route->path : "none";
}

static void write_requests(const struct metrics *metrics, struct str *out)
{
    head(out, "forhal_requests_total", "counter", "Requests that were answered, by route and status.");
    for (size_t at = 0; at < metrics->count; at++) {
        const struct route_count *count = &metrics->routes[at];
        for (size_t status = 0; status < METRICS_STATUSES_MAX && count->statuses[status].count > 0; status++) {
            str_addf(out, "forhal_requests_total{method=\"%s\",route=\"%s\",status=\"%u\"} %" PRIu64 "\n",
                     method_of(count), path_of(count), count->statuses[status].status, count->statuses[status].count);
        }
    }
    head(out, "forhal_polls_waited_total", "counter", "Polls that waited for news before they were answered.");
    for (size_t at = 0; at < metrics->count; at++) {
        if (metrics->routes[at].waited == 0) continue;
        str_addf(out, "forhal_polls_waited_total{route=\"%s\"} %" PRIu64 "\n", path_of(&metrics->routes[at]),
                 metrics->routes[at].waited);
    }
}

static void write_durations(const struct metrics *metrics, struct str *out)
{
    static const char name[] = "forhal_request_duration_seconds";
    head(out, name, "histogram", "From the head of a request to its answer; without polls that waited.");
    for (size_t at = 0; at < metrics->count; at++) {
        const struct route_count *count = &metrics->routes[at];
        uint64_t sum = 0;
        for (size_t bucket = 0; bucket <= BOUNDS_COUNT; bucket++) sum += count->buckets[bucket];
        if (sum == 0) continue;
        sum = 0;
        for (size_t bucket = 0; bucket <= BOUNDS_COUNT; bucket++) {
            sum += count->buckets[bucket];
            str_addf(out, "%s_bucket{method=\"%s\",route=\"%s\",le=\"", name, method_of(count), path_of(count));
            if (bucket < BOUNDS_COUNT) str_addf(out, "%g", (double)bounds_us[bucket] / 1e6);
            if (bucket == BOUNDS_COUNT) str_add(out, "+Inf");
            str_addf(out, "\"} %" PRIu64 "\n", sum);
        }
        str_addf(out, "%s_sum{method=\"%s\",route=\"%s\"} %g\n", name, method_of(count), path_of(count),
                 (double)count->took_us / 1e6);
        str_addf(out, "%s_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n", name, method_of(count), path_of(count),
                 sum);
    }
}

static void write_traffic(const struct metrics_now *now, struct str *out)
{
    one(out, "forhal_waiting_kiosks", "gauge", "Kiosks that wait for news.", (int64_t)now->waiting);
    one(out, "forhal_connections", "gauge", "Open connections.", (int64_t)now->traffic.connections);
    one(out, "forhal_requests_under_way", "gauge", "Requests whose head has come, waiting kiosks among them.",
        (int64_t)now->traffic.under_way);
    one(out, "forhal_refused_total", "counter", "Connections and requests over an address's share.",
        (int64_t)now->traffic.refused);
    head(out, "forhal_cut_total", "counter", "Connections that were cut because they were too slow, by what with.");
    str_addf(out,
             "forhal_cut_total{step=\"head\"} %" PRIu64 "\nforhal_cut_total{step=\"body\"} %" PRIu64
             "\nforhal_cut_total{step=\"answer\"} %" PRIu64 "\n",
             now->traffic.cut_head, now->traffic.cut_body, now->traffic.cut_answer);
}

/* A number for each row: its first column is the label. */
static enum err write_rows(struct db *db, struct str *out, const char *name, const char *label_name, const char *help,
                           const char *sql)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    head(out, name, "gauge", help);
    enum err err = db_query(db, &rows, sql, "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        str_addf(out, "%s{%s=\"", name, label_name);
        label(out, rows_text(rows, 0));
        str_addf(out, "\"} %" PRId64 "\n", rows_int(rows, 1));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err write_int(struct db *db, struct str *out, const char *name, const char *help, const char *sql)
{
    int64_t value = 0;
    enum err err = db_int(db, &value, sql, "");
    if (err == ERR_NOT_FOUND) return ERR_OK; /* the oldest of none */
    if (err == ERR_OK) one(out, name, "gauge", help, value);
    return err;
}

static enum err write_entries(struct db *db, struct str *out, int64_t wall_s)
{
    enum err err = write_rows(db, out, "forhal_entries", "kind", "What citizens gave and is kept, by kind.",
                              "SELECT kind, count(*) FROM entry GROUP BY kind ORDER BY kind");
    int64_t received_s = 0;
    /* What nobody at the town hall has looked at yet is as it came: the answer has the first status of its kind. */
    if (err == ERR_OK) {
        err = db_int(db, &received_s,
                     "SELECT received_s FROM entry JOIN item ON item.type = 'answer'"
                     " AND item.id = lower(hex(entry.receipt))"
                     " WHERE entry.kind IN ('interest', 'seat', 'idea')"
                     " AND item.body ->> 'status' IN ('received', 'wanted')"
                     " ORDER BY number LIMIT 1",
                     "");
    }
    int64_t age_s = err == ERR_OK && wall_s > received_s ? wall_s - received_s : 0;
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        one(out, "forhal_oldest_open_entry_seconds", "gauge",
            "How long the oldest entry waits that nobody has answered; 0: none waits.", age_s);
        return ERR_OK;
    }
    return err;
}

/* From the last heartbeats in the table, which may be some minutes old: fleet.h. */
static enum err write_kiosks(struct db *db, struct str *out, int64_t wall_s)
{
    int64_t forked = 0;
    int64_t revoked = 0;
    int64_t silent = 0;
    int64_t all = 0;
    enum err err = db_int(db, &all, "SELECT count(*) FROM kiosk WHERE id <> 'web'", "");
    if (err == ERR_OK) {
        err = db_int(db, &revoked, "SELECT count(*) FROM kiosk WHERE id <> 'web' AND revoked_s IS NOT NULL", "");
    }
    if (err == ERR_OK) {
        err = db_int(db, &forked, "SELECT count(*) FROM kiosk WHERE forked_s IS NOT NULL AND revoked_s IS NULL", "");
    }
    if (err == ERR_OK) {
        err = db_int(db, &silent,
                     "SELECT count(*) FROM kiosk LEFT JOIN kiosk_state ON kiosk_state.kiosk = kiosk.id"
                     " WHERE revoked_s IS NULL AND forked_s IS NULL AND (heard_s IS NULL OR heard_s < ?)",
                     "i", wall_s - FLEET_SILENT_S);
    }
    if (err != ERR_OK) return err;
    head(out, "forhal_kiosks", "gauge", "Kiosks by state; heartbeats in the table may be some minutes old.");
    str_addf(out,
             "forhal_kiosks{state=\"heard\"} %" PRId64 "\nforhal_kiosks{state=\"silent\"} %" PRId64
             "\nforhal_kiosks{state=\"forked\"} %" PRId64 "\nforhal_kiosks{state=\"revoked\"} %" PRId64 "\n",
             all - revoked - forked - silent, silent, forked, revoked);
    return write_int(db, out, "forhal_kiosks_pending", "Who asks to become a kiosk.",
                     "SELECT count(*) FROM pending WHERE refused_s IS NULL");
}

static enum err write_database(struct db *db, struct str *out, bool shared)
{
    enum err err =
        write_int(db, out, "forhal_feed_head", "The sequence of the newest content.", "SELECT head FROM state");
    if (err == ERR_OK) {
        err = write_rows(db, out, "forhal_items", "type", "What kiosks show, by type.",
                         "SELECT type, count(*) FROM item WHERE body IS NOT NULL GROUP BY type ORDER BY type");
    }
    if (err == ERR_OK) {
        err = write_int(db, out, "forhal_mail_queue", "Mails that wait to be sent.",
                        "SELECT count(*) FROM mail WHERE aside = 0");
    }
    if (err == ERR_OK) {
        err = write_int(db, out, "forhal_mail_set_aside", "Mails that could not be sent.",
                        "SELECT count(*) FROM mail WHERE aside <> 0");
    }
    if (err != ERR_OK) return err;
    return write_int(db, out, "forhal_database_bytes", "The database's size, without its log.",
                     shared ? "SELECT pg_database_size(current_database())"
                            : "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
}

enum err metrics_write(struct metrics *metrics, struct db *db, const struct metrics_now *now, struct str *out)
{
    head(out, "forhal_build_info", "gauge", "Always 1; the version is in the label.");
    str_add(out, "forhal_build_info{version=\"");
    label(out, FORHAL_VERSION);
    str_addf(out, "\"} 1\n");
    one(out, "forhal_build_timestamp_seconds", "gauge", "When this program's source was committed.", clock_built_s());
    pthread_mutex_lock(&metrics->lock);
    write_requests(metrics, out);
    write_durations(metrics, out);
    pthread_mutex_unlock(&metrics->lock);
    write_traffic(now, out);
    enum err err = write_database(db, out, now->shared);
    if (err == ERR_OK) err = write_entries(db, out, now->wall_s);
    if (err == ERR_OK) err = write_kiosks(db, out, now->wall_s);
    if (err == ERR_OK && !str_ok(out)) err = ERR_NOMEM;
    return err;
}
