#include "tests/simulation/machine.h"

#include <stdio.h>
#include <string.h>

#include "sync/agent/agent.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/store/catalog.h"
#include "sync/store/turn_file.h"
#include "tests/simulation/gallery.h"
#include "tests/simulation/said.h"
#include "tests/simulation/turns_seen.h"

void machine_place(struct town *town, int number, struct disk *disk)
{
    struct machine *kiosk = &town->kiosks[number];
    *kiosk = (struct machine){.town = town, .there = true, .disk = disk};
    kiosk->wire = (struct wire_end){.number = number, .town = town};
    snprintf(kiosk->mount, sizeof(kiosk->mount), "kiosk%d", number);
    disk->secret = SECRET;
    disk_mount(kiosk->mount, disk);
    char folder[64];
    snprintf(folder, sizeof(folder), "/sim/%s/data", kiosk->mount);
    if (data_dir_init(&kiosk->dir, folder) != ERR_OK || run_dir_init(&kiosk->run_dir, folder, folder) != ERR_OK) {
        broken(town, "a kiosk's folder can't be made");
    }
    turns_begin_incarnation(town, kiosk);
}

void machine_enrol(struct town *town, int number)
{
    struct machine *kiosk = &town->kiosks[number];
    struct kiosk enrolled;
    enum enrolment enrolment;
    char code[KIOSK_CODE_TEXT_BYTES];
    machine_place(town, number, disk_create());
    identity_make(&kiosk->identity, "http://127.0.0.1:8440");
    enum err err = kiosk_invite(town->registry, kiosk->mount, KIOSK_INVITATION_MINUTES, code);
    if (err == ERR_OK) err = kiosk_enrol(town->registry, code, kiosk->identity.sign_public, &enrolment, &enrolled);
    if (err != ERR_OK) {
        broken(town, "a kiosk can't be enrolled: %s", err_text(err));
        return;
    }
    snprintf(kiosk->identity.kiosk_id, sizeof(kiosk->identity.kiosk_id), "%s", enrolled.id);
    snprintf(kiosk->identity.kiosk_name, sizeof(kiosk->identity.kiosk_name), "%s", enrolled.name);
    const struct keys *keys = &town->registry->keys;
    memcpy(kiosk->identity.content_public, keys->content_public, SIGN_PUBLIC_BYTES);
    memcpy(kiosk->identity.receipt_public, keys->receipt_public, SIGN_PUBLIC_BYTES);
    memcpy(kiosk->identity.seal_public, keys->seal_public, SEAL_PUBLIC_BYTES);
    kiosk->identity.enrolled = true;
    if (identity_write(&kiosk->identity, kiosk->dir.identity) != ERR_OK) broken(town, "no identity");
}

void machine_stop(struct machine *kiosk)
{
    outbox_close(kiosk->outbox);
    agent_close(kiosk->agent);
    kiosk->outbox = NULL;
    kiosk->agent = NULL;
}

void machine_end(struct machine *kiosk)
{
    if (!kiosk->there) return;
    machine_stop(kiosk);
    wire_end_finish(&kiosk->wire);
    kiosk->town->figures.disk_changes += kiosk->disk->changes;
    disk_mount(kiosk->mount, NULL);
    disk_destroy(kiosk->disk);
    disk_destroy(kiosk->image);
    data_dir_finish(&kiosk->dir);
    run_dir_finish(&kiosk->run_dir);
    identity_finish(&kiosk->identity);
}

/* ---- after a power cut ---- */

/* Looks at the catalog itself: no item that the registry had given out up to the cursor may be missing. */
static void check_cursor(struct town *town, struct machine *kiosk)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor = {.sequence = 0};
    enum err err = catalog_open(&catalog, kiosk->dir.content, CATALOG_WRITER);
    if (err == ERR_OK) err = catalog_check(catalog);
    if (err == ERR_OK) err = catalog_cursor(catalog, &cursor);
    if (err == ERR_FULL || (err == ERR_DAMAGED && kiosk->damaged)) return; /* no power cut's doing */
    if (err == ERR_OK) kiosk->damaged = false;
    if (err != ERR_OK) {
        broken(town, "kiosk %d's catalog after a power cut: %s", kiosk->wire.number, err_text(err));
        return;
    }
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    if (town->registry == NULL || registry_head(town->registry, generation, &head) != ERR_OK) return;
    if (strcmp(generation, cursor.generation) != 0) return;
    AUTO(db_auto) struct db *db = NULL;
    if (db_open(&db, kiosk->dir.content, NULL, DB_READ_ONLY) != ERR_OK) return;
    AUTO(rows_auto) struct rows *rows = NULL;
    err = db_query(town->registry->db, &rows, "SELECT type, id, seq FROM item WHERE body IS NOT NULL AND seq <= ?", "i",
                   cursor.sequence);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        int64_t count = 0;
        if (db_int(db, &count,
                   "SELECT count(*) FROM item WHERE generation = ? AND type = ? AND id = ? AND sequence = ?", "ttti",
                   generation, rows_text(rows, 0), rows_text(rows, 1), rows_int(rows, 2)) != ERR_OK ||
            count != 1) {
            broken(town, "kiosk %d's cursor %lld is ahead of its data: %s is missing", kiosk->wire.number,
                   (long long)cursor.sequence, rows_text(rows, 1));
        }
    }
}

void machine_check_gallery(struct town *town, struct machine *kiosk)
{
    const char *wrong = kiosk->picture_damaged ? NULL : gallery_wrong(kiosk->disk);
    if (wrong == NULL) return;
    broken(town, "kiosk %d has a picture that is not what its name says: %s", kiosk->wire.number, wrong);
}

void machine_read_identity(struct town *town, struct machine *kiosk)
{
    struct identity identity;
    enum err err = identity_read(&identity, kiosk->dir.identity);
    if (err == ERR_OK && identity.enrolled) {
        kiosk->identity = identity;
    } else if (!kiosk->disk->dead) {
        broken(town, "kiosk %d forgot who it is", kiosk->wire.number);
    }
}

void machine_power_back(struct town *town, struct machine *kiosk)
{
    town->figures.power_cuts++;
    machine_stop(kiosk);
    kiosk->seen = (struct feed_cursor){.sequence = 0}; /* the catalog may lose its last pages: it is disposable */
    disk_power_on(kiosk->disk, &town->chance);
    struct turn_file turn;
    enum err err = turn_file_read(&turn, kiosk->dir.turn);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        broken(town, "a power cut damaged the turn of kiosk %d", kiosk->wire.number);
    machine_read_identity(town, kiosk);
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    err = outbox_open(&outbox, kiosk->dir.outbox);
    if (err == ERR_OK) err = outbox_check(outbox);
    if (err == ERR_DAMAGED && !kiosk->outbox_damaged)
        broken(town, "a power cut damaged the outbox of kiosk %d", kiosk->wire.number);
    check_cursor(town, kiosk);
    machine_check_gallery(town, kiosk);
}

/* ---- citizens ---- */

void machine_submit(struct town *town, struct machine *kiosk)
{
    if (town->said_count == SAID_MAX || kiosk->outbox_damaged) return; /* what such a file takes nobody can promise */
    size_t number = town->said_count++;
    struct said *said = &town->said[number];
    *said = (struct said){.kiosk = kiosk->wire.number};
    struct submission submission = {.kind = SUBMISSION_INTEREST, .network = "net-0", .notice = "1", .lang = "da"};
    snprintf(submission.name, sizeof(submission.name), SECRET "%05zu.", number);
    snprintf(submission.contact, sizeof(submission.contact), "b%zu@example.dk", number);
    receipt_code_make(said->code);
    receipt_code_hash(submission.receipt_hash, said->code);
    enum err err = ERR_OK;
    if (kiosk->outbox == NULL) err = outbox_open(&kiosk->outbox, kiosk->dir.outbox);
    if (err == ERR_OK) err = outbox_submit(kiosk->outbox, &kiosk->identity, &submission);
    said->thanked = err == ERR_OK;
    town->figures.thanked += said->thanked;
    if (err == ERR_OK) return;
    outbox_close(kiosk->outbox);
    kiosk->outbox = NULL;
}

void machine_erase(struct town *town, struct machine *kiosk)
{
    if (town->said_count == 0) return;
    struct said *said = &town->said[chance_below(&town->chance, (int)town->said_count)];
    if (!said->thanked || said->erased || kiosk->outbox_damaged) return;
    said->erase_tried = true;
    struct submission submission = {.kind = SUBMISSION_ERASE, .lang = "da"};
    snprintf(submission.code, sizeof(submission.code), "%s", said->code);
    receipt_code_hash(submission.receipt_hash, said->code);
    enum err err = ERR_OK;
    if (kiosk->outbox == NULL) err = outbox_open(&kiosk->outbox, kiosk->dir.outbox);
    if (err == ERR_OK) err = outbox_submit(kiosk->outbox, &kiosk->identity, &submission);
    said->erased = err == ERR_OK;
    said->erased_at = kiosk->wire.number;
    said->erased_after = town->said_count;
    if (err == ERR_OK) return;
    outbox_close(kiosk->outbox);
    kiosk->outbox = NULL;
}

void machine_check_forward(struct town *town, struct machine *kiosk, const struct feed_cursor *cursor)
{
    if (strcmp(cursor->generation, kiosk->seen.generation) == 0 && cursor->sequence < kiosk->seen.sequence) {
        broken(town, "kiosk %d went back from %lld to %lld", kiosk->wire.number, (long long)kiosk->seen.sequence,
               (long long)cursor->sequence);
    }
    kiosk->seen = *cursor;
}

void machine_look(struct town *town, struct machine *kiosk)
{
    machine_read_identity(town, kiosk);
    machine_check_gallery(town, kiosk);
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    enum err err = catalog_open(&catalog, kiosk->dir.content, CATALOG_READER);
    struct network_card cards[NETWORKS_MAX + 1];
    size_t count = 0;
    int64_t revision = 0;
    struct feed_cursor cursor = {.sequence = 0};
    if (err == ERR_OK) err = catalog_cursor(catalog, &cursor);
    if (err == ERR_OK) err = catalog_revision(catalog, &revision);
    if (err == ERR_OK) err = catalog_cards(catalog, "da", NULL, 0, cards, NETWORKS_MAX + 1, &count);
    if (kiosk->damaged) return;                 /* a lost sector may hide anything, until the file is read through */
    if (err != ERR_OK || revision == 0) return; /* being fetched again, or no disk: the screen keeps what it has */
    if (count == 0 && kiosk->has_shown) broken(town, "kiosk %d's screen became empty", kiosk->wire.number);
    kiosk->has_shown = count > 0;
    machine_check_forward(town, kiosk, &cursor);
    if (count > 0 && strcmp(cards[0].id, "net-0") != 0) { /* it was published at all times, and first */
        broken(town, "kiosk %d shows content that is not whole", kiosk->wire.number);
    }
    for (size_t at = 0; at < count; at++) {
        if (strcmp(cards[at].title + 1, cards[at].question + 1) != 0) {
            broken(town, "kiosk %d shows half a network: %s, %s", kiosk->wire.number, cards[at].title,
                   cards[at].question);
        }
    }
}
