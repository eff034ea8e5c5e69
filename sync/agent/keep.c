#define _POSIX_C_SOURCE 200809L
#include "sync/agent/keep.h"

#include <stdio.h>
#include <string.h>

#include "sync/store/catalog.h"
#include "sync/store/outbox.h"

/* A catalog that can't tell is no reason to drop anything. */
static bool is_erased(void *context, const unsigned char *receipt_hash)
{
    struct outcome outcome;
    if (catalog_answer(context, receipt_hash, &outcome) != ERR_OK) return false;
    bool erased = outcome.status == ANSWER_ERASED;
    outcome_finish(&outcome);
    return erased;
}

static enum err look_after(struct outbox *outbox, struct catalog *catalog, const char *generation, int64_t *out_revived)
{
    enum err err = outbox_begin(outbox);
    if (err == ERR_OK) err = outbox_drop_erased(outbox, is_erased, catalog);
    if (err == ERR_OK) err = outbox_revive(outbox, generation, out_revived);
    if (err == ERR_OK) err = outbox_commit(outbox);
    outbox_rollback(outbox);
    if (err != ERR_OK) *out_revived = 0;
    return err;
}

static bool tick_is_due(struct keep *keep, int64_t now_ms)
{
    if (!keep->ticking) keep->ticked_ms = now_ms;
    keep->ticking = true;
    return now_ms - keep->ticked_ms >= OUTBOX_TICK_MS;
}

enum err keep_round(struct keep *keep, const struct data_dir *dir, int64_t now_ms, bool news, int64_t *out_revived)
{
    *out_revived = 0;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct feed_cursor cursor;
    bool tick = tick_is_due(keep, now_ms);
    enum err err = catalog_open(&catalog, dir->content, CATALOG_READER);
    if (err == ERR_OK) err = catalog_cursor(catalog, &cursor);
    if (err != ERR_OK) return err;
    bool other = strcmp(cursor.generation, keep->generation) != 0;
    if (cursor.generation[0] == '\0' || (!other && !news && !tick)) return ERR_OK;
    keep->generation[0] = '\0'; /* not done until it is done */
    err = outbox_open(&outbox, dir->outbox);
    if (err == ERR_OK) err = look_after(outbox, catalog, cursor.generation, out_revived);
    if (err == ERR_OK && tick) err = outbox_tick(outbox);
    if (err != ERR_OK) return err;
    if (tick) keep->ticked_ms = now_ms;
    snprintf(keep->generation, sizeof(keep->generation), "%s", cursor.generation);
    return ERR_OK;
}
