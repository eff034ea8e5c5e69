/* sync/agent/numbers.h - hands the kiosk's numbers (sync/model/tally.h) to the registry: POST /v1/numbers, a small
 * request of its own, at most once an hour and only when there is something new. Days that are in the registry are sent
 * again only when they have changed, whatever clock they were counted by; the larger count of two wins there, so a
 * repeat does nothing.
 * Threads: belongs to the agent's. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/agent/client.h"
#include "sync/base/clock.h"
#include "sync/base/err.h"
#include "sync/model/tally.h"
#include "sync/store/data_dir.h"

enum { NUMBERS_INTERVAL_MS = 60 * 60 * 1000 };

struct numbers {
    const struct data_dir *dir; /* borrowed */
    struct clock clock;
    int64_t tried_ms;       /* -1: not yet */
    int64_t changed_ns;     /* of the file that was handed in; -1: none */
    struct tally handed_in; /* owned: what was in it */
};

void numbers_begin(struct numbers *numbers, const struct data_dir *dir, struct clock clock);
void numbers_finish(struct numbers *numbers);
bool numbers_are_due(const struct numbers *numbers);
/* One try. ERR_DAMAGED: the file can't be read, which the screen will put right. Other errors: those of
 * client_numbers(). */
MUST_USE enum err numbers_send(struct numbers *numbers, struct client *client);
