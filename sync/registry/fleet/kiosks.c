#include "sync/registry/fleet/kiosks.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/crockford.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/formats/names.h"

enum { CODE_HASH_BYTES = 32, KIOSK_ID_RANDOM_BYTES = 8 };

struct invitation {
    unsigned char code_hash[CODE_HASH_BYTES];
    char name[KIOSK_NAME_BYTES_MAX + 1];
    char kiosk[KIOSK_ID_BYTES_MAX + 1]; /* "" while unused */
    int64_t expires_s;
};

static void code_make(char out[KIOSK_CODE_TEXT_BYTES])
{
    size_t at = 0;
    for (int symbol = 0; symbol < KIOSK_CODE_SYMBOLS; symbol++) {
        if (symbol > 0 && symbol % 4 == 0) out[at++] = '-';
        out[at++] = crockford_symbol((int)randombytes_uniform(CROCKFORD_VALUES));
    }
    out[at] = '\0';
}

/* The hash of what was typed, in whatever spelling. ERR_INVALID: can be no code. */
static enum err code_hash(unsigned char out[CODE_HASH_BYTES], const char *typed)
{
    static const unsigned char prefix[] = "forhal-kiosk-code-1";
    unsigned char values[KIOSK_CODE_SYMBOLS];
    size_t count = 0;
    for (const char *letter = typed; *letter != '\0'; letter++) {
        if (*letter == '-' || *letter == ' ') continue;
        int value = crockford_value(*letter);
        if (value < 0 || count == KIOSK_CODE_SYMBOLS) return ERR_INVALID;
        values[count++] = (unsigned char)value;
    }
    if (count != KIOSK_CODE_SYMBOLS) return ERR_INVALID;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, CODE_HASH_BYTES);
    crypto_generichash_update(&state, prefix, sizeof(prefix));
    crypto_generichash_update(&state, values, sizeof(values));
    crypto_generichash_final(&state, out, CODE_HASH_BYTES);
    sodium_memzero(values, sizeof(values));
    return ERR_OK;
}

static enum err invite(struct registry *registry, const char *name, int minutes, const unsigned char *hash)
{
    int64_t now_s = clock_wall_s(&registry->clock);
    int64_t count = 0;
    enum err err = db_run(registry->db, "DELETE FROM invitation WHERE expires_s < ?", "i",
                          now_s - (int64_t)KIOSK_INVITATION_KEPT_DAYS * 24 * 3600);
    if (err == ERR_OK) err = db_int(registry->db, &count, "SELECT count(*) FROM invitation", "");
    if (err == ERR_OK && count >= KIOSK_INVITATIONS_MAX) err = ERR_FULL;
    if (err != ERR_OK) return err;
    return db_run(registry->db, "INSERT INTO invitation (code_hash, name, expires_s) VALUES (?, ?, ?)", "bti", hash,
                  (size_t)CODE_HASH_BYTES, name, now_s + (int64_t)minutes * 60);
}

enum err kiosk_invite(struct registry *registry, const char *name, int minutes, char out_code[KIOSK_CODE_TEXT_BYTES])
{
    if (!name_is_good(name, KIOSK_NAME_BYTES_MAX) || minutes < 1 || minutes > KIOSK_INVITATION_MINUTES_MAX)
        return ERR_INVALID;
    char code[KIOSK_CODE_TEXT_BYTES];
    unsigned char hash[CODE_HASH_BYTES];
    code_make(code);
    enum err err = code_hash(hash, code);
    if (err == ERR_OK) err = db_begin(registry->db);
    if (err == ERR_OK) err = invite(registry, name, minutes, hash);
    if (err == ERR_OK) err = db_commit(registry->db);
    if (err == ERR_OK) memcpy(out_code, code, sizeof(code));
    db_rollback(registry->db);
    sodium_memzero(code, sizeof(code));
    return err;
}

/* Looks at every row: how long it takes says nothing about how much of a guess was right. */
static enum err invitation_find(struct registry *registry, const unsigned char hash[CODE_HASH_BYTES],
                                struct invitation *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT code_hash, name, expires_s, kiosk FROM invitation", "");
    if (err != ERR_OK) return err;
    bool found = false;
    while ((err = rows_next(rows)) == ERR_OK) {
        size_t bytes = 0;
        const void *stored = rows_blob(rows, 0, &bytes);
        if (bytes != CODE_HASH_BYTES || sodium_memcmp(stored, hash, CODE_HASH_BYTES) != 0) continue;
        found = true;
        memcpy(out->code_hash, hash, CODE_HASH_BYTES);
        snprintf(out->name, sizeof(out->name), "%s", rows_text(rows, 1));
        out->expires_s = rows_int(rows, 2);
        snprintf(out->kiosk, sizeof(out->kiosk), "%s", rows_is_null(rows, 3) ? "" : rows_text(rows, 3));
    }
    if (err != ERR_NOT_FOUND) return err;
    return found ? ERR_OK : ERR_NOT_FOUND;
}

static void kiosk_from_row(struct kiosk *out, const struct rows *rows)
{
    *out = (struct kiosk){.enrolled_s = rows_int(rows, 3),
                          .revoked = !rows_is_null(rows, 4),
                          .forked = !rows_is_null(rows, 5),
                          .rotate = rows_int(rows, 6) != 0};
    size_t bytes = 0;
    const void *key = rows_blob(rows, 2, &bytes);
    if (bytes == SIGN_PUBLIC_BYTES) memcpy(out->sign_public, key, SIGN_PUBLIC_BYTES);
    snprintf(out->id, sizeof(out->id), "%s", rows_text(rows, 0));
    snprintf(out->name, sizeof(out->name), "%s", rows_text(rows, 1));
}

enum err kiosk_find_by_key(struct registry *registry, const unsigned char sign_public[SIGN_PUBLIC_BYTES],
                           struct kiosk *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(
        registry->db, &rows,
        "SELECT id, name, sign_public, enrolled_s, revoked_s, forked_s, rotate FROM kiosk WHERE sign_public = ?", "b",
        sign_public, (size_t)SIGN_PUBLIC_BYTES);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) kiosk_from_row(out, rows);
    return err;
}

enum err kiosk_find(struct registry *registry, const char *id, struct kiosk *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(
        registry->db, &rows,
        "SELECT id, name, sign_public, enrolled_s, revoked_s, forked_s, rotate FROM kiosk WHERE id = ?", "t", id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) kiosk_from_row(out, rows);
    return err;
}

enum err kiosk_add(struct registry *registry, const char *name, const unsigned char sign_public[SIGN_PUBLIC_BYTES],
                   struct kiosk *out)
{
    unsigned char random[KIOSK_ID_RANDOM_BYTES];
    *out = (struct kiosk){.enrolled_s = clock_wall_s(&registry->clock)};
    randombytes_buf(random, sizeof(random));
    sodium_bin2hex(out->id, sizeof(out->id), random, sizeof(random));
    snprintf(out->name, sizeof(out->name), "%s", name);
    memcpy(out->sign_public, sign_public, SIGN_PUBLIC_BYTES);
    return db_run(registry->db, "INSERT INTO kiosk (id, name, sign_public, enrolled_s) VALUES (?, ?, ?, ?)", "ttbi",
                  out->id, out->name, out->sign_public, (size_t)SIGN_PUBLIC_BYTES, out->enrolled_s);
}

/* Staff mean it: whoever comes first with this key has the turn (turns.h). */
static enum err rename_to(struct registry *registry, struct kiosk *kiosk, const char *name)
{
    snprintf(kiosk->name, sizeof(kiosk->name), "%s", name);
    return db_run(registry->db, "UPDATE kiosk SET name = ?, turn = NULL, forked_s = NULL WHERE id = ?", "tt",
                  kiosk->name, kiosk->id);
}

enum err kiosk_rename(struct registry *registry, const char *id, const char *name)
{
    if (!name_is_good(name, KIOSK_NAME_BYTES_MAX)) return ERR_INVALID;
    enum err err = db_run(registry->db, "UPDATE kiosk SET name = ? WHERE id = ? AND id <> 'web'", "tt", name, id);
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

static enum err invitation_use(struct registry *registry, const struct invitation *invitation,
                               const unsigned char sign_public[SIGN_PUBLIC_BYTES], enum enrolment *out_enrolment,
                               struct kiosk *out)
{
    struct kiosk kiosk;
    enum err err = kiosk_find_by_key(registry, sign_public, &kiosk);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    bool known = err == ERR_OK;
    if (!known && (err = former_key_find(registry, sign_public)) != ERR_NOT_FOUND) {
        if (err == ERR_OK) *out_enrolment = ENROLMENT_REVOKED;
        return err;
    }
    if (invitation->kiosk[0] != '\0') {
        bool same = known && strcmp(kiosk.id, invitation->kiosk) == 0;
        *out_enrolment = !same ? ENROLMENT_CODE_USED : kiosk.revoked ? ENROLMENT_REVOKED : ENROLMENT_DONE;
        if (same) *out = kiosk;
        return ERR_OK;
    }
    if (clock_wall_s(&registry->clock) >= invitation->expires_s) {
        *out_enrolment = ENROLMENT_CODE_EXPIRED;
        return ERR_OK;
    }
    if (known && kiosk.revoked) {
        *out_enrolment = ENROLMENT_REVOKED;
        return ERR_OK;
    }
    err = known ? rename_to(registry, &kiosk, invitation->name)
                : kiosk_add(registry, invitation->name, sign_public, &kiosk);
    if (err == ERR_OK) { /* it may have asked to be accepted meanwhile */
        err = db_run(registry->db, "DELETE FROM pending WHERE key = ?", "b", sign_public, (size_t)SIGN_PUBLIC_BYTES);
    }
    if (err == ERR_OK) {
        err = db_run(registry->db, "UPDATE invitation SET kiosk = ? WHERE code_hash = ?", "tb", kiosk.id,
                     invitation->code_hash, (size_t)CODE_HASH_BYTES);
    }
    if (err != ERR_OK) return err;
    *out_enrolment = ENROLMENT_DONE;
    *out = kiosk;
    return ERR_OK;
}

enum err kiosk_enrol(struct registry *registry, const char *code, const unsigned char sign_public[SIGN_PUBLIC_BYTES],
                     enum enrolment *out_enrolment, struct kiosk *out)
{
    unsigned char hash[CODE_HASH_BYTES];
    if (code_hash(hash, code) != ERR_OK) {
        *out_enrolment = ENROLMENT_CODE_UNKNOWN;
        return ERR_OK;
    }
    enum enrolment enrolment = ENROLMENT_CODE_UNKNOWN;
    struct kiosk kiosk = {0};
    struct invitation invitation = {0};
    enum err err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = invitation_find(registry, hash, &invitation);
    if (err == ERR_OK) err = invitation_use(registry, &invitation, sign_public, &enrolment, &kiosk);
    if (err == ERR_NOT_FOUND) err = ERR_OK; /* ENROLMENT_CODE_UNKNOWN */
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err != ERR_OK) return err;
    *out_enrolment = enrolment;
    *out = kiosk;
    return ERR_OK;
}

enum err kiosk_revoke(struct registry *registry, const char *id)
{
    enum err err = db_run(registry->db, "UPDATE kiosk SET revoked_s = coalesce(revoked_s, ?) WHERE id = ?", "it",
                          clock_wall_s(&registry->clock), id);
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err kiosks_each(struct registry *registry, kiosk_visit *visit, void *context)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT id, name, sign_public, enrolled_s, revoked_s, forked_s, rotate FROM kiosk"
                            " WHERE id <> 'web' ORDER BY enrolled_s, id",
                            "");
    if (err != ERR_OK) return err;
    while ((err = rows_next(rows)) == ERR_OK) {
        struct kiosk kiosk;
        kiosk_from_row(&kiosk, rows);
        visit(context, &kiosk);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
