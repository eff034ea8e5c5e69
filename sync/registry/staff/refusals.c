#include "sync/registry/staff/refusals.h"

#include <stdbool.h>

#include "sync/registry/staff/staff_log.h"
#include "sync/registry/staff/users.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static const char *const words[] = {[REFUSAL_PASSWORD] = "password",      [REFUSAL_CODE] = "code",
                                    [REFUSAL_REPEATED] = "repeated code", [REFUSAL_RECOVERY] = "recovery code",
                                    [REFUSAL_INVITATION] = "invitation",  [REFUSAL_OIDC] = "oidc"};

/* How many there were in this hour, with this one. */
static int count_one(struct refusals *refusals, int64_t now_ms)
{
    if (refusals->count == 0 || now_ms - refusals->begun_ms >= HOUR_MS) {
        *refusals = (struct refusals){.begun_ms = now_ms};
    }
    if (refusals->count <= REFUSALS_PER_HOUR_MAX + 1) refusals->count++;
    return refusals->count;
}

enum err refusals_note(struct refusals *refusals, struct registry *registry, const char *typed, enum refusal refusal)
{
    struct user user;
    int count = count_one(refusals, clock_monotonic_ms(&registry->clock));
    if (count > REFUSALS_PER_HOUR_MAX + 1) return ERR_OK;
    if (count > REFUSALS_PER_HOUR_MAX) return staff_log_add(registry, REFUSAL_UNKNOWN, "session.refused", "more");
    enum err err = typed != NULL && user_name_is_good(typed) ? user_find(registry, typed, &user) : ERR_NOT_FOUND;
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    return staff_log_add(registry, err == ERR_OK ? user.name : REFUSAL_UNKNOWN, "session.refused", words[refusal]);
}
