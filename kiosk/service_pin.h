/* kiosk/service_pin.h - the PIN of the service page: its hash in DIR/service.pin, wrong tries in DIR/service.tries.
 *
 * After SERVICE_TRIES wrong ones nothing is tried for SERVICE_LOCK_MS. That is counted by the monotonic clock, so
 * that a wrong date changes nothing, and begins anew when the kiosk restarts. A try is on disk before it is checked:
 * pulling the plug gains none. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"

enum { SERVICE_TRIES = 5, SERVICE_LOCK_MS = 15 * 60 * 1000 };

struct service_lock {
    int tries;         /* wrong ones since the latest right one */
    int64_t locked_ms; /* since when, by the clock of the calls; -1: it is not */
};

enum pin_answer { PIN_NONE, PIN_RIGHT, PIN_WRONG, PIN_LOCKED };

/* Keeps the hash of `pin` (6 to 12 digits) in `folder`, mode 0600, and forgets wrong tries. ERR_INVALID: not such a
 * PIN. ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err service_pin_set(const char *folder, const char *pin);
/* Reads how it stood when the kiosk ended. */
void service_lock_read(struct service_lock *lock, const char *folder, int64_t now_ms);
/* PIN_NONE (none was set, or it can't be read), PIN_LOCKED, or PIN_WRONG for "it would be tried". */
enum pin_answer service_pin_state(struct service_lock *lock, const char *folder, int64_t now_ms);
/* Takes about a tenth of a second; compares in constant time. */
enum pin_answer service_pin_try(struct service_lock *lock, const char *folder, const char *pin, int64_t now_ms);
/* Minutes until it can be tried again, rounded up. */
int service_lock_minutes(const struct service_lock *lock, int64_t now_ms);
