#define _GNU_SOURCE /* memmem */
#include "tests/simulation/card.h"

#include <stdlib.h>
#include <string.h>

#include "tests/simulation/gallery.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/said.h"
#include "tests/simulation/turns_seen.h"

/* ---- images and copies ---- */

void card_take_image(struct town *town, struct machine *kiosk)
{
    machine_stop(kiosk);
    if (kiosk->disk->dead) return; /* the power went while it was shut down */
    disk_destroy(kiosk->image);
    kiosk->image = disk_copy(kiosk->disk);
    kiosk->image_said = town->said_count;
    kiosk->image_damaged = kiosk->damaged;
    kiosk->image_picture_damaged = kiosk->picture_damaged;
    kiosk->image_outbox_damaged = kiosk->outbox_damaged;
}

void card_put_image_back(struct town *town, struct machine *kiosk)
{
    if (kiosk->image == NULL || town->registry == NULL) return;
    machine_stop(kiosk);
    disk_destroy(kiosk->disk);
    kiosk->disk = disk_copy(kiosk->image);
    disk_mount(kiosk->mount, kiosk->disk);
    machine_read_identity(town, kiosk);
    kiosk->has_shown = false;
    kiosk->seen = (struct feed_cursor){.sequence = 0};
    kiosk->damaged = kiosk->image_damaged;
    kiosk->picture_damaged = kiosk->image_picture_damaged;
    turns_copied(town, kiosk);
    turns_begin_incarnation(town, kiosk);
    kiosk->outbox_damaged = kiosk->image_outbox_damaged;
    said_excuse_lost(town, kiosk->wire.number, kiosk->image_said);
    for (size_t at = 0; at < town->said_count; at++) {
        struct said *said = &town->said[at];
        bool lost = said->erased_at == kiosk->wire.number && said->erased_after >= kiosk->image_said;
        if (said->erased && lost && !said_erasure_arrived(town, said)) said->erase_excused = true;
    }
}

void card_clone(struct town *town, struct machine *kiosk)
{
    for (int at = 0; at < KIOSKS_MAX; at++) {
        if (town->kiosks[at].there) continue;
        machine_stop(kiosk);
        if (kiosk->disk->dead) return;
        turns_copied(town, kiosk);
        machine_place(town, at, disk_copy(kiosk->disk));
        town->kiosks[at].damaged = kiosk->damaged;
        town->kiosks[at].picture_damaged = kiosk->picture_damaged;
        town->kiosks[at].outbox_damaged = kiosk->outbox_damaged;
        if (identity_read(&town->kiosks[at].identity, town->kiosks[at].dir.identity) != ERR_OK) {
            broken(town, "a cloned kiosk doesn't know who it is");
        }
        return;
    }
}

void card_steal(struct town *town, struct machine *kiosk)
{
    struct turns_seen *turns = turns_seen_of(town, kiosk->identity.kiosk_id);
    if (turns == NULL || !turns->copied || turns->stolen || (town->backup != NULL && turns->rotations > 0)) return;
    machine_stop(kiosk);
    struct identity identity;
    if (kiosk->disk->dead || identity_read(&identity, kiosk->dir.identity) != ERR_OK) return;
    if (!identity.has_next) {
        sign_make_keys(identity.next_public, identity.next_secret);
        identity.has_next = turns->stolen = true;
        turns->rotations++;
        (void)!identity_write(&identity, kiosk->dir.identity);
    }
    identity_finish(&identity);
}

/* ---- lost sectors ---- */

void card_damage_content(struct town *town, struct machine *kiosk)
{
    machine_stop(kiosk);
    /* A sector that changes under SQLite's own log is another failure than a power cut; the file alone is hit. */
    if (!disk_damage(kiosk->disk, "/data/content.db", &town->chance)) return;
    kiosk->has_shown = false;
    kiosk->seen = (struct feed_cursor){.sequence = 0};
    kiosk->damaged = true;
}

/* The screen shows none that does not fit its name; that it comes back is up to the agent. */
void card_damage_picture(struct town *town, struct machine *kiosk)
{
    machine_stop(kiosk);
    if (!kiosk->disk->dead && gallery_damage(kiosk->disk, &town->chance)) kiosk->picture_damaged = true;
}

/* One row of an outbox before the damage: what lies together in the file, if it is there. */
static bool row_is_whole(const unsigned char *before, const unsigned char *after, size_t bytes, const struct rows *rows)
{
    enum { HEADER = 24, FRONT = 16 + 8 + 64 };
    size_t id_bytes = 0;
    size_t box_bytes = 0;
    const void *id = rows_blob(rows, 0, &id_bytes);
    (void)rows_blob(rows, 1, &box_bytes);
    bool found = false;
    for (const unsigned char *at = before; (at = memmem(at, bytes - (size_t)(at - before), id, id_bytes)) != NULL;
         at++) {
        size_t from = (size_t)(at - before);
        size_t to = from + FRONT + 1 + box_bytes + 60;
        from = from > HEADER ? from - HEADER : 0;
        if (to > bytes) to = bytes;
        /* Its index has the id, too: only where the signature stands behind it is the row. */
        if (memcmp(before + from, after + from, to - from) != 0) continue;
        size_t signature_bytes = 0;
        const void *signature = rows_blob(rows, 2, &signature_bytes);
        if (memmem(before + from, to - from, signature, signature_bytes) != NULL) found = true;
    }
    return found;
}

/* What the card lost nobody can bring back; the rest must arrive. */
static void excuse_row(struct town *town, const struct rows *rows, const int in_ledger[SAID_MAX])
{
    size_t bytes = 0;
    const void *receipt = rows_blob(rows, 3, &bytes);
    struct said *said = bytes == RECEIPT_CODE_HASH_BYTES ? said_by_receipt(town, receipt) : NULL;
    if (said == NULL) return;
    if (rows_int(rows, 4) == 0) { /* a wish to erase */
        if (!said_erasure_arrived(town, said)) said->erase_excused = true;
        return;
    }
    said->kept_lost = true;
    if (in_ledger[said - town->said] == 0) said->excused = true;
}

void card_damage_outbox(struct town *town, struct machine *kiosk)
{
    int in_ledger[SAID_MAX] = {0};
    machine_stop(kiosk); /* its log is in the file now */
    if (kiosk->disk->dead || town->registry == NULL) return;
    const struct inode *inode = disk_find(kiosk->disk, "/data/outbox.db");
    if (inode == NULL || inode->size == 0 || kiosk->outbox_damaged) return;
    said_in_ledger(town, in_ledger);
    size_t bytes = (size_t)inode->size;
    unsigned char *before = malloc(bytes);
    unsigned char *after = malloc(bytes);
    if (before == NULL || after == NULL) abort();
    memcpy(before, inode->bytes, bytes);
    AUTO(db_auto) struct db *db = NULL;
    AUTO(rows_auto) struct rows *rows = NULL;
    if (db_open(&db, kiosk->dir.outbox, NULL, DB_READ_ONLY) == ERR_OK &&
        db_query(db, &rows, "SELECT id, box, signature, receipt, words FROM entry", "") == ERR_OK) {
        struct disk *copy = disk_copy(kiosk->disk);
        for (int sector = chance_below(&town->chance, 4); sector >= 0; sector--) {
            (void)disk_damage(copy, "/data/outbox.db", &town->chance);
        }
        memcpy(after, disk_find(copy, "/data/outbox.db")->bytes, bytes);
        disk_destroy(copy);
        while (rows_next(rows) == ERR_OK) {
            if (!row_is_whole(before, after, bytes, rows)) excuse_row(town, rows, in_ledger);
        }
        rows_close(rows);
        rows = NULL;
        db_close(db);
        db = NULL;
        struct inode *here = disk_find(kiosk->disk, "/data/outbox.db");
        if (here->size == (int64_t)bytes) memcpy(here->bytes, after, bytes);
        kiosk->outbox_damaged = true;
    }
    free(before);
    free(after);
}
