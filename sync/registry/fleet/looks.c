#include "sync/registry/fleet/looks.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/model/picture.h"
#include "sync/registry/fleet/kiosks.h"

void look_finish(struct look *look)
{
    if (look->picture != NULL) sodium_memzero(look->picture, look->picture_bytes);
    free(look->picture);
    *look = (struct look){.picture = NULL};
}

/* Too old, or from a future that the clock has since gone back from. */
static int64_t oldest_s(const struct registry *registry)
{
    return clock_wall_s(&registry->clock) - LOOK_KEPT_S;
}

static int64_t newest_s(const struct registry *registry)
{
    return clock_wall_s(&registry->clock) + LOOK_KEPT_S;
}

void looks_expire(struct registry *registry)
{
    int64_t count = 0;
    enum err err = db_int(registry->db, &count, "SELECT count(*) FROM kiosk_look WHERE asked_s NOT BETWEEN ? AND ?",
                          "ii", oldest_s(registry), newest_s(registry));
    if (err == ERR_OK && count > 0) {
        err = db_run(registry->db, "DELETE FROM kiosk_look WHERE asked_s NOT BETWEEN ? AND ?", "ii", oldest_s(registry),
                     newest_s(registry));
        if (err == ERR_OK) registry->scrub_due = true;
    }
    registry_scrub(registry); /* this, or what is still due */
}

static enum err read_id(struct registry *registry, const char *kiosk, char out[LOOK_ID_TEXT_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT look FROM kiosk_look WHERE kiosk = ? AND refused IS NULL AND picture IS NULL "
                            "AND asked_s BETWEEN ? AND ?",
                            "tii", kiosk, oldest_s(registry), newest_s(registry));
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) snprintf(out, LOOK_ID_TEXT_BYTES, "%s", rows_text(rows, 0));
    return err;
}

enum err looks_wanted(struct registry *registry, const char *kiosk, char out[LOOK_ID_TEXT_BYTES])
{
    return read_id(registry, kiosk, out);
}

enum err looks_tell(struct registry *registry, const char *kiosk)
{
    char look[LOOK_ID_TEXT_BYTES];
    enum err err = read_id(registry, kiosk, look);
    if (err == ERR_OK) {
        err = db_run(registry->db, "UPDATE kiosk_look SET told = 1 WHERE kiosk = ? AND look = ? AND told = 0", "tt",
                     kiosk, look);
    }
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

static enum err begin_look(struct registry *registry, const char *kiosk, char out[LOOK_ID_TEXT_BYTES])
{
    unsigned char random[(LOOK_ID_TEXT_BYTES - 1) / 2];
    enum err err = read_id(registry, kiosk, out);
    if (err != ERR_NOT_FOUND) return err;
    randombytes_buf(random, sizeof(random));
    sodium_bin2hex(out, LOOK_ID_TEXT_BYTES, random, sizeof(random));
    registry->scrub_due = true; /* there may have been an earlier picture */
    return db_run(registry->db,
                  "INSERT INTO kiosk_look (kiosk, look, asked_s) VALUES (?, ?, ?) ON CONFLICT (kiosk) DO UPDATE SET "
                  "look = excluded.look, asked_s = excluded.asked_s, refused = NULL, picture = NULL, told = 0",
                  "tti", kiosk, out, clock_wall_s(&registry->clock));
}

enum err looks_ask(struct registry *registry, const char *kiosk, char out[LOOK_ID_TEXT_BYTES])
{
    struct kiosk found;
    enum err err = kiosk_find(registry, kiosk, &found);
    if (err == ERR_OK && found.revoked) err = ERR_NOT_FOUND;
    if (err == ERR_OK) err = db_begin(registry->db);
    if (err != ERR_OK) return err;
    err = begin_look(registry, kiosk, out);
    if (err == ERR_OK) err = db_announce(registry->db); /* who lets kiosks wait looks then (waiters.h) */
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err looks_take(struct registry *registry, const char *kiosk, const char *id, const void *picture,
                    size_t picture_bytes, const char *refused)
{
    static const char set_picture[] = "UPDATE kiosk_look SET picture = ? WHERE kiosk = ? AND look = ? AND refused IS "
                                      "NULL AND picture IS NULL AND asked_s BETWEEN ? AND ?";
    static const char set_refused[] = "UPDATE kiosk_look SET refused = ? WHERE kiosk = ? AND look = ? AND refused IS "
                                      "NULL AND picture IS NULL AND asked_s BETWEEN ? AND ?";
    struct picture_size size;
    enum err err = ERR_OK;
    if (picture != NULL) {
        err = picture_measure(&size, picture, picture_bytes);
        if (err == ERR_OK) {
            err = db_run(registry->db, set_picture, "bttii", picture, picture_bytes, kiosk, id, oldest_s(registry),
                         newest_s(registry));
        }
    } else if (refused == NULL || refused[0] == '\0' || !state_word_is_good(refused, SCREEN_STATE_WORD_BYTES)) {
        err = ERR_INVALID;
    } else {
        err = db_run(registry->db, set_refused, "tttii", refused, kiosk, id, oldest_s(registry), newest_s(registry));
    }
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

static enum err take_picture(struct look *out, const struct rows *rows)
{
    const void *bytes = rows_blob(rows, 1, &out->picture_bytes);
    out->picture = bytes != NULL && out->picture_bytes > 0 ? malloc(out->picture_bytes) : NULL;
    if (out->picture == NULL) return ERR_NOMEM;
    memcpy(out->picture, bytes, out->picture_bytes);
    out->state = LOOK_IS_HERE;
    return ERR_OK;
}

enum err looks_find(struct registry *registry, const char *id, struct look *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    *out = (struct look){.state = LOOK_WAITED_FOR};
    enum err err = db_query(registry->db, &rows,
                            "SELECT refused, picture FROM kiosk_look WHERE look = ? AND asked_s BETWEEN ? AND ?", "tii",
                            id, oldest_s(registry), newest_s(registry));
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    if (!rows_is_null(rows, 0)) {
        out->state = LOOK_IS_REFUSED;
        snprintf(out->refused, sizeof(out->refused), "%s", rows_text(rows, 0));
        return ERR_OK;
    }
    return rows_is_null(rows, 1) ? ERR_OK : take_picture(out, rows);
}

enum err looks_forget(struct registry *registry, const char *id)
{
    enum err err = db_run(registry->db, "DELETE FROM kiosk_look WHERE look = ?", "t", id);
    registry->scrub_due = true;
    registry_scrub(registry);
    return err;
}
