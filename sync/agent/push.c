#include "sync/agent/push.h"

#include <assert.h>
#include <string.h>

struct batch {
    struct entry entries[ENTRIES_PER_BATCH_MAX];
    size_t entries_count;
    struct receipt receipts[ENTRIES_PER_BATCH_MAX];
    size_t receipts_count;
};

static void batch_finish(struct batch *batch)
{
    for (size_t at = 0; at < batch->entries_count; at++) entry_finish(&batch->entries[at]);
}

/* The receipt that speaks of this entry and is signed, or NULL. */
static const struct receipt *fitting_receipt(const struct batch *batch, const struct entry *entry,
                                             const struct identity *identity)
{
    unsigned char hash[ENTRY_HASH_BYTES];
    entry_hash(hash, entry);
    for (size_t at = 0; at < batch->receipts_count; at++) {
        const struct receipt *receipt = &batch->receipts[at];
        if (memcmp(receipt->id, entry->id, ENTRY_ID_BYTES) != 0) continue;
        if (receipt_check(receipt, entry->id, hash, identity->kiosk_id, identity->receipt_public) == ERR_OK) {
            return receipt;
        }
    }
    return NULL;
}

static enum err act_on(struct outbox *outbox, const struct entry *entry, const struct receipt *receipt,
                       struct push_tally *tally)
{
    if (receipt == NULL) {
        tally->unfit++;
        return outbox_defer(outbox, entry->id);
    }
    if (verdict_is_settled(receipt->verdict)) {
        tally->settled++;
        if (receipt->verdict == VERDICT_GONE) return outbox_forget(outbox, entry->id);
        return outbox_settle(outbox, entry->id, receipt->generation);
    }
    tally->set_aside++;
    const char *reason = receipt->reason[0] != '\0' ? receipt->reason : verdict_name(receipt->verdict);
    return outbox_set_aside(outbox, entry->id, reason);
}

static enum err act_on_all(const struct batch *batch, struct outbox *outbox, const struct identity *identity,
                           struct push_tally *tally)
{
    const struct receipt *fitting[ENTRIES_PER_BATCH_MAX];
    size_t fitting_count = 0;
    for (size_t at = 0; at < batch->entries_count; at++) {
        fitting[at] = fitting_receipt(batch, &batch->entries[at], identity);
        if (fitting[at] != NULL) fitting_count++;
    }
    if (fitting_count == 0) return ERR_UNTRUSTED;
    struct push_tally added = *tally;
    enum err err = outbox_begin(outbox);
    for (size_t at = 0; err == ERR_OK && at < batch->entries_count; at++) {
        err = act_on(outbox, &batch->entries[at], fitting[at], &added);
    }
    if (err == ERR_OK) err = outbox_trim(outbox);
    if (err == ERR_OK) err = outbox_commit(outbox);
    if (err != ERR_OK) {
        outbox_rollback(outbox);
        return err;
    }
    *tally = added;
    return ERR_OK;
}

enum err push_batch(struct client *client, struct ratchet *ratchet, struct outbox *outbox,
                    const struct identity *identity, size_t entries_max, size_t *out_sent, struct push_tally *tally)
{
    assert(entries_max > 0 && entries_max <= ENTRIES_PER_BATCH_MAX);
    AUTO(batch_finish) struct batch batch = {.entries_count = 0};
    *out_sent = 0;
    enum err err = outbox_batch(outbox, batch.entries, entries_max, &batch.entries_count);
    if (err != ERR_OK || batch.entries_count == 0) return err;
    struct turn turn;
    bool turned = false;
    err = ratchet_take(ratchet, &turn);
    if (err != ERR_OK) return err;
    err =
        client_send(client, &turn, batch.entries, batch.entries_count, batch.receipts, &batch.receipts_count, &turned);
    if (turned) ratchet_acknowledge(ratchet);
    *out_sent = batch.entries_count;
    if (err == ERR_OK) err = act_on_all(&batch, outbox, identity, tally);
    bool answered_badly = err == ERR_UNAVAILABLE || err == ERR_INVALID || err == ERR_UNTRUSTED || err == ERR_TOO_LARGE;
    if (entries_max == 1 && answered_badly) {
        enum err deferred = outbox_defer(outbox, batch.entries[0].id);
        if (deferred != ERR_OK) return deferred;
    }
    return err;
}
