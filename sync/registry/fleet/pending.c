#include "sync/registry/fleet/pending.h"

#include <stdio.h>
#include <string.h>

#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/formats/names.h"
#include "sync/wire/fingerprint.h"

const char pending_schema[] =
    /* Keys that ask to be accepted as kiosks. `heard_s` is when one asked latest, within minutes; `refused_s` is NULL
     * until staff said no. */
    "CREATE TABLE pending ("
    "  key       BLOB PRIMARY KEY CHECK (length(key) = 32),"
    "  peer      TEXT NOT NULL,"
    "  asked_s   INTEGER NOT NULL,"
    "  heard_s   INTEGER NOT NULL,"
    "  refused_s INTEGER"
    ") STRICT;";

static enum err forget_old(struct registry *registry)
{
    return db_run(registry->db, "DELETE FROM pending WHERE heard_s < ?", "i",
                  clock_wall_s(&registry->clock) - (int64_t)PENDING_HOURS * 3600);
}

static void from_row(struct pending *out, const struct rows *rows)
{
    size_t bytes = 0;
    *out =
        (struct pending){.asked_s = rows_int(rows, 2), .heard_s = rows_int(rows, 3), .refused = !rows_is_null(rows, 4)};
    const void *key = rows_blob(rows, 0, &bytes);
    if (bytes == SIGN_PUBLIC_BYTES) memcpy(out->key, key, SIGN_PUBLIC_BYTES);
    snprintf(out->peer, sizeof(out->peer), "%s", rows_text(rows, 1));
}

static enum err find(struct registry *registry, const unsigned char key[SIGN_PUBLIC_BYTES], struct pending *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(registry->db, &rows, "SELECT key, peer, asked_s, heard_s, refused_s FROM pending WHERE key = ?", "b",
                 key, (size_t)SIGN_PUBLIC_BYTES);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) from_row(out, rows);
    return err;
}

/* Is there room for one more from this peer? Those that were refused go first. */
static enum err has_room(struct registry *registry, const char *peer, bool *out)
{
    int64_t count = 0;
    int64_t of_peer = 0;
    enum err err = db_int(registry->db, &count, "SELECT count(*) FROM pending", "");
    if (err == ERR_OK && count >= PENDING_MAX) {
        err = db_run(registry->db,
                     "DELETE FROM pending WHERE key = (SELECT key FROM pending WHERE refused_s IS NOT NULL"
                     " ORDER BY refused_s LIMIT 1)",
                     "");
        if (err == ERR_OK) count -= db_changes(registry->db);
    }
    if (err == ERR_OK) {
        err = db_int(registry->db, &of_peer, "SELECT count(*) FROM pending WHERE peer = ? AND refused_s IS NULL", "t",
                     peer);
    }
    *out = count < PENDING_MAX && of_peer < PENDING_OF_PEER_MAX;
    return err;
}

static enum err begin(struct registry *registry, const unsigned char *key, const char *peer,
                      enum pending_answer *out_answer, bool *out_new)
{
    char from[PENDING_PEER_BYTES_MAX + 1];
    bool room = false;
    int64_t now_s = clock_wall_s(&registry->clock);
    snprintf(from, sizeof(from), "%s", peer);
    enum err err = has_room(registry, from, &room);
    *out_answer = room ? PENDING_WAITS : PENDING_FULL;
    if (err != ERR_OK || !room) return err;
    *out_new = true;
    return db_run(registry->db, "INSERT INTO pending (key, peer, asked_s, heard_s) VALUES (?, ?, ?, ?)", "btii", key,
                  (size_t)SIGN_PUBLIC_BYTES, from, now_s, now_s);
}

static enum err ask(struct registry *registry, const unsigned char *key, const char *peer, bool may_begin,
                    enum pending_answer *out_answer, bool *out_new, struct kiosk *out)
{
    struct pending pending;
    enum err err = kiosk_find_by_key(registry, key, out);
    if (err == ERR_OK) *out_answer = out->revoked ? PENDING_REVOKED : PENDING_ACCEPTED;
    if (err != ERR_NOT_FOUND) return err;
    err = former_key_find(registry, key);
    if (err == ERR_OK) *out_answer = PENDING_REVOKED;
    if (err != ERR_NOT_FOUND) return err;
    err = forget_old(registry);
    if (err == ERR_OK) err = find(registry, key, &pending);
    if (err == ERR_NOT_FOUND && !may_begin) {
        *out_answer = PENDING_SLOW;
        return ERR_OK;
    }
    if (err == ERR_NOT_FOUND) return begin(registry, key, peer, out_answer, out_new);
    if (err != ERR_OK) return err;
    *out_answer = pending.refused ? PENDING_REFUSED : PENDING_WAITS;
    int64_t now_s = clock_wall_s(&registry->clock);
    if (now_s - pending.heard_s < PENDING_HEARD_S && now_s >= pending.heard_s) return ERR_OK;
    return db_run(registry->db, "UPDATE pending SET heard_s = ? WHERE key = ?", "ib", now_s, key,
                  (size_t)SIGN_PUBLIC_BYTES);
}

enum err pending_ask(struct registry *registry, const unsigned char key[SIGN_PUBLIC_BYTES], const char *peer,
                     bool may_begin, enum pending_answer *out_answer, bool *out_new, struct kiosk *out)
{
    enum pending_answer answer = PENDING_WAITS;
    bool is_new = false;
    struct kiosk kiosk = {0};
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = ask(registry, key, peer, may_begin, &answer, &is_new, &kiosk);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err != ERR_OK) return err;
    *out_answer = answer;
    *out_new = is_new;
    *out = kiosk;
    return ERR_OK;
}

/* ---- staff's decision ---- */

struct search {
    const char *symbols;
    int keys; /* that fit */
    bool is_pending, is_kiosk;
    struct pending pending;
    struct kiosk kiosk;
};

static void look_at_pending(void *context, const struct pending *pending)
{
    struct search *search = context;
    if (!fingerprint_fits(search->symbols, pending->key)) return;
    search->keys++;
    search->is_pending = true;
    search->pending = *pending;
}

static void look_at_kiosk(void *context, const struct kiosk *kiosk)
{
    struct search *search = context;
    if (!fingerprint_fits(search->symbols, kiosk->sign_public)) return;
    search->keys++;
    search->is_kiosk = true;
    search->kiosk = *kiosk;
}

/* DECISION_DONE: one waits under these symbols. DECISION_BEFORE: there is none, but a kiosk. */
static enum err look_for(struct registry *registry, const char *symbols, struct search *out,
                         enum pending_decision *out_decision)
{
    *out = (struct search){.symbols = symbols};
    enum err err = forget_old(registry);
    if (err == ERR_OK) err = pending_each(registry, look_at_pending, out);
    if (err == ERR_OK) err = kiosks_each(registry, look_at_kiosk, out);
    *out_decision = out->keys > 1     ? DECISION_SEVERAL
                    : out->is_pending ? DECISION_DONE
                    : !out->is_kiosk  ? DECISION_NOBODY
                                      : DECISION_BEFORE;
    return err;
}

static enum err accept(struct registry *registry, const char *symbols, const char *name,
                       enum pending_decision *out_decision, struct kiosk *out)
{
    struct search search;
    enum err err = look_for(registry, symbols, &search, out_decision);
    if (err != ERR_OK) return err;
    if (*out_decision == DECISION_BEFORE) {
        *out = search.kiosk;
        if (search.kiosk.revoked) *out_decision = DECISION_REVOKED;
    }
    if (*out_decision != DECISION_DONE) return ERR_OK;
    err = kiosk_add(registry, name, search.pending.key, out);
    if (err == ERR_OK) {
        err = db_run(registry->db, "DELETE FROM pending WHERE key = ?", "b", search.pending.key,
                     (size_t)SIGN_PUBLIC_BYTES);
    }
    return err;
}

static enum err refuse(struct registry *registry, const char *symbols, enum pending_decision *out_decision,
                       struct kiosk *out)
{
    struct search search;
    enum err err = look_for(registry, symbols, &search, out_decision);
    if (err != ERR_OK) return err;
    if (*out_decision == DECISION_BEFORE) {
        *out = search.kiosk;
        *out_decision = search.kiosk.revoked ? DECISION_REVOKED : DECISION_KIOSK;
    }
    if (*out_decision != DECISION_DONE) return ERR_OK;
    if (search.pending.refused) *out_decision = DECISION_BEFORE;
    return db_run(registry->db, "UPDATE pending SET refused_s = coalesce(refused_s, ?) WHERE key = ?", "ib",
                  clock_wall_s(&registry->clock), search.pending.key, (size_t)SIGN_PUBLIC_BYTES);
}

enum err pending_accept(struct registry *registry, const char *typed, const char *name,
                        enum pending_decision *out_decision, struct kiosk *out)
{
    char symbols[FINGERPRINT_SYMBOLS + 1];
    *out = (struct kiosk){0};
    if (!name_is_good(name, KIOSK_NAME_BYTES_MAX) || fingerprint_read(symbols, typed) != ERR_OK) return ERR_INVALID;
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = accept(registry, symbols, name, out_decision, out);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err pending_refuse(struct registry *registry, const char *typed, enum pending_decision *out_decision,
                        struct kiosk *out)
{
    char symbols[FINGERPRINT_SYMBOLS + 1];
    *out = (struct kiosk){0};
    if (fingerprint_read(symbols, typed) != ERR_OK) return ERR_INVALID;
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = refuse(registry, symbols, out_decision, out);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err pending_refuse_all(struct registry *registry, int64_t *out_count)
{
    enum err err = db_run(registry->db, "UPDATE pending SET refused_s = ? WHERE refused_s IS NULL", "i",
                          clock_wall_s(&registry->clock));
    if (err == ERR_OK) *out_count = db_changes(registry->db);
    return err;
}

enum err pending_each(struct registry *registry, pending_visit *visit, void *context)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT key, peer, asked_s, heard_s, refused_s FROM pending WHERE heard_s >= ?"
                            " ORDER BY asked_s, key",
                            "i", clock_wall_s(&registry->clock) - (int64_t)PENDING_HOURS * 3600);
    if (err != ERR_OK) return err;
    while ((err = rows_next(rows)) == ERR_OK) {
        struct pending pending;
        from_row(&pending, rows);
        visit(context, &pending);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
