/* sync/registry/entries/ledger.h - what citizens said, received once each, and changed only by who said it.
 *
 * An entry comes sealed and signed. The ledger judges it, stores what is inside, and gives a
 * signed receipt; a batch is one transaction, and no receipt leaves before it is committed. With an entry comes its
 * first answer (answers.h), and a request by receipt code is carried out, in the same transaction. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/model/submission.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/registry.h"
#include "sync/wire/receipt.h"

enum { LEDGER_LIST_MAX = 500 };

/* The "kiosk" of what was given on the registry's own pages. No key of it can sign. */
#define LEDGER_WEB "web"

/* Takes a batch as it came over the wire: `entries` is an array of at most ENTRIES_PER_BATCH_MAX.
 * On ERR_OK out[0 … size-1] are the receipts in the same order. An element without a readable
 * form is rejected as "unreadable", under its own id where it has one and under an id of zeros
 * where not, so that it never stops the others. Verdicts: an id that is known or erased is
 * answered from memory whatever is inside; only a new one must be acceptable in itself.
 * Errors, with nothing stored and no receipts: those of db_run() and db_commit(). */
MUST_USE enum err ledger_receive(struct registry *registry, const struct kiosk *kiosk, const json_t *entries,
                                 struct receipt out[ENTRIES_PER_BATCH_MAX]);

/* Takes what somebody gave on the registry's own pages, under the same rules. `id` was drawn for the form that was
 * shown: the same one again, with the same content, is VERDICT_EXISTS, with another VERDICT_CONFLICT. *out_problem is
 * why it was rejected, or NULL. Errors, with nothing stored: those of db_run() and db_commit(). */
MUST_USE enum err ledger_take(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES],
                              const struct submission *submission, enum verdict *out, const char **out_problem);

/* The entries after `number`, at most count_max (1 … LEDGER_LIST_MAX), as an array of
 * {"order","id","kind","network","name","contact","notice","lang","kiosk","received"}, and of "comes_as", "brings",
 * "title", "text", "side", "leans", "idea" (of a support) and "status" (answer_status_name()) those that hold
 * something; of a kiosk that says it "kiosk_order" and either "given" (its own time) or "clock_doubtful": true;
 * *out_more says that there are others. The caller owns *out, and it holds what citizens typed. */
MUST_USE enum err ledger_list(struct registry *registry, int64_t number, int64_t count_max, json_t **out,
                              bool *out_more);

/* For other lists of entries: what to select from what, and then an entry as above out of these first columns, with
 * room for more after LEDGER_ROW_COLUMNS_COUNT. NULL without memory. */
#define LEDGER_ROW_COLUMNS                                                                                             \
    "entry.number, entry.id, kind, entry.network, name, contact, notice, lang, kiosk, received_s, comes_as, brings,"   \
    " title, entry.text, side, leans, entry.idea, item.body ->> 'status', kiosk_order, given_s, clock_doubtful"
#define LEDGER_ROW_FROM                                                                                                \
    "entry LEFT JOIN item ON kind IN ('interest', 'seat', 'idea') AND item.type = 'answer'"                            \
    " AND item.id = lower(hex(receipt))"
enum { LEDGER_ROW_COLUMNS_COUNT = 21 };
struct rows;
json_t *ledger_row(const struct rows *rows);
/* One of them. ERR_NOT_FOUND. The caller owns *out, and it holds what a citizen typed. */
MUST_USE enum err ledger_find(struct registry *registry, int64_t number, json_t **out);

/* [{"network":ID,"kind":TEXT,"count":N}, …], by network and kind. The caller owns *out. */
MUST_USE enum err ledger_counts(struct registry *registry, json_t **out);
