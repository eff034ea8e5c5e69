/* sync/registry/fleet/numbers.h - how the kiosks are used, and how the town hall answers: counts, and nothing about
 * anybody.
 *
 * What kiosks hand in (sync/model/tally.h) is kept by kiosk and day; of two counts for the same the larger one is
 * right, so a repeat changes nothing. Interest and ideas come from the ledger.
 *
 * Small counts could point at a person ("the one who reads Urdu"), so in what is shown a count of languages, aids,
 * forms left or interest from 1 to NUMBERS_FEW - 1 is "few", without its number. Where a single one of a group whose
 * sum is known would be few, the next larger one is too, so that it can't be reckoned. Visits, and forms begun and
 * finished, are told as they are: everybody in the foyer sees as much. Threads: as the registry. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/model/tally.h"
#include "sync/registry/registry.h"

enum {
    NUMBERS_FEW = 5,
    NUMBERS_AHEAD_DAYS = 2,  /* a kiosk's clock may be this much ahead */
    NUMBERS_PAST_DAYS = 400, /* or a kiosk have been offline */
    NUMBERS_ANSWER_DAYS = 14,
    NUMBERS_RANGE_DAYS_MAX = 800,
};

/* For registry.c's list of migrations. */
extern const char numbers_schema[];

/* Takes over what a kiosk tells, in a transaction of its own. Days that can't be are passed over. */
MUST_USE enum err numbers_take(struct registry *registry, const char *kiosk, const struct tally *tally);

/* From day to day ("2026-11-01", both counted in):
 * {"from","to","few":5,"kiosks":N,"days":[{"day","visits":N}],"languages":[{"name","count":N|"few"}],"aids":[same],
 *  "forms":[{"kind","begun":N,"finished":N,"left":[{"name":SCREEN,"count"}]}],
 *  "ideas":{"given":N,"answered":N,"in_time":N},"interest":[{"network","title","months":[{"month":"2026-11","count"}]}]}
 * ERR_INVALID: no days, or too many. The caller owns *out. */
MUST_USE enum err numbers_report(struct registry *registry, const char *from, const char *to, json_t **out);
/* The same as lines of "what;which;when;count", for a spreadsheet; *out is initialised here. ERR_NOMEM. */
MUST_USE enum err numbers_csv(const json_t *report, struct str *out);
