#include "tests/simulation/said.h"

#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/entries/ledger.h"

void said_in_ledger(struct town *town, int counts[SAID_MAX])
{
    int64_t number = 0;
    bool more = true;
    while (more) {
        AUTO(json_auto) json_t *list = NULL;
        if (ledger_list(town->registry, number, LEDGER_LIST_MAX, &list, &more) != ERR_OK) {
            broken(town, "the ledger can't be read");
            return;
        }
        size_t at;
        json_t *entry;
        json_array_foreach (list, at, entry) {
            const char *name = json_text_at(entry, "name");
            number = json_int_at(entry, "order", 0);
            if (name != NULL && strncmp(name, SECRET, sizeof(SECRET) - 1) == 0) {
                counts[strtoul(name + sizeof(SECRET) - 1, NULL, 10) % SAID_MAX]++;
            }
        }
    }
}

void said_in_outbox(struct town *town, struct machine *kiosk, const char *sql, int counts[SAID_MAX])
{
    AUTO(db_auto) struct db *db = NULL;
    if (db_open(&db, kiosk->dir.outbox, NULL, DB_READ_ONLY) != ERR_OK) return;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, sql, "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        struct entry entry = {0};
        entry.box = (unsigned char *)rows_blob(rows, 0, &entry.box_bytes);
        size_t bytes = 0;
        const void *seal_key = rows_blob(rows, 1, &bytes);
        if (bytes == SEAL_KEY_ID_BYTES) memcpy(entry.seal_key_id, seal_key, bytes);
        const struct seal_pair *pair = keys_seal(&town->registry->keys, entry.seal_key_id);
        unsigned char *plain = NULL;
        if (pair == NULL) {
            broken(town, "kiosk %d holds what nobody can open", kiosk->wire.number);
            continue;
        }
        if (entry_open(&plain, &bytes, &entry, pair->public_key, pair->secret_key) != ERR_OK) continue;
        struct submission submission;
        bool read = submission_from_json(&submission, (const char *)plain, bytes) == ERR_OK;
        if (read && strncmp(submission.name, SECRET, sizeof(SECRET) - 1) == 0) { /* a wish has no name */
            counts[strtoul(submission.name + sizeof(SECRET) - 1, NULL, 10) % SAID_MAX]++;
        }
        free(plain);
    }
}

static void count_in_outbox(struct town *town, struct machine *kiosk, int counts[SAID_MAX])
{
    said_in_outbox(town, kiosk, "SELECT box, seal_key FROM entry", counts);
}

static void count_in_outboxes(struct town *town, int counts[SAID_MAX])
{
    for (int at = 0; at < KIOSKS_MAX; at++) {
        if (town->kiosks[at].there) count_in_outbox(town, &town->kiosks[at], counts);
    }
}

void said_excuse_lost(struct town *town, int kiosk, size_t first)
{
    int counts[SAID_MAX] = {0};
    int kept[SAID_MAX] = {0};
    said_in_ledger(town, counts);
    count_in_outboxes(town, kept);
    for (size_t at = first; at < town->said_count; at++) {
        struct said *said = &town->said[at];
        if (said->kiosk != kiosk || kept[at] > 0) continue;
        said->kept_lost = true;
        if (counts[at] == 0) said->excused = true;
    }
}

bool said_erasure_arrived(struct town *town, const struct said *said)
{
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    int64_t one = 0;
    receipt_code_hash(hash, said->code);
    return db_int(town->registry->db, &one, "SELECT 1 FROM asked WHERE receipt = ? AND kind = 'erase'", "b", hash,
                  sizeof(hash)) == ERR_OK;
}

struct said *said_by_receipt(struct town *town, const unsigned char *receipt)
{
    for (size_t at = 0; at < town->said_count; at++) {
        unsigned char hash[RECEIPT_CODE_HASH_BYTES];
        receipt_code_hash(hash, town->said[at].code);
        if (memcmp(hash, receipt, sizeof(hash)) == 0) return &town->said[at];
    }
    return NULL;
}
