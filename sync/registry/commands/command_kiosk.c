/* forhal-registry kiosk pending|accept|refuse|rename: who may be a kiosk, without an invitation. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/fleet/turns.h"
#include "sync/wire/fingerprint.h"

static int failed(const struct arguments *arguments, struct registry *registry, const char *what, enum err err)
{
    log_line(LOG_LEVEL_ERROR, "%s: %s failed: %s (%s). Nothing was changed.", arguments->data, what, err_text(err),
             db_message(registry->db));
    return EXIT_FAILED;
}

static void print_pending(void *context, const struct pending *pending)
{
    (void)context;
    char fingerprint[FINGERPRINT_TEXT_BYTES];
    char since[32] = "";
    time_t asked_s = (time_t)pending->asked_s;
    struct tm utc;
    fingerprint_text(fingerprint, pending->key);
    if (gmtime_r(&asked_s, &utc) != NULL) strftime(since, sizeof(since), "%Y-%m-%dT%H:%M:%SZ", &utc);
    printf("%.*s  %s  %s  %s  %s\n", FINGERPRINT_CODE_TEXT_BYTES - 1, fingerprint, since,
           pending->refused ? "refused" : "waits  ", fingerprint, pending->peer);
}

int command_kiosk_pending(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = pending_each(registry, print_pending, NULL);
    return err == ERR_OK ? EXIT_DONE : failed(arguments, registry, "listing", err);
}

/* What accepting and refusing have in common to say. */
static int say_why_not(const struct arguments *arguments, enum pending_decision decision, const struct kiosk *kiosk)
{
    switch (decision) {
    case DECISION_NOBODY:
        log_line(LOG_LEVEL_ERROR,
                 "nobody waits under %s. Compare it with the kiosk's screen; who waits: forhal-registry kiosk pending "
                 "--data %s",
                 arguments->what, arguments->data);
        break;
    case DECISION_SEVERAL:
        log_line(LOG_LEVEL_ERROR,
                 "more than one key has the short code %s: somebody may be posing as your kiosk. Type the whole "
                 "fingerprint, as it stands on the kiosk's screen.",
                 arguments->what);
        break;
    case DECISION_REVOKED:
        log_line(LOG_LEVEL_ERROR,
                 "this key was revoked, as %s (%s), and is refused for good. Let the kiosk make a new one: move its "
                 "identity.json away and enrol anew.",
                 kiosk->name, kiosk->id);
        break;
    case DECISION_KIOSK:
        log_line(LOG_LEVEL_ERROR, "this is a kiosk already: %s (%s). To end that: forhal-registry kiosk revoke %s",
                 kiosk->name, kiosk->id, kiosk->id);
        break;
    case DECISION_DONE:
    case DECISION_BEFORE: return EXIT_DONE;
    }
    return EXIT_FAILED;
}

/* `what` is the id of a kiosk, so it is about a fork. */
static int accept_forked(const struct arguments *arguments, struct registry *registry)
{
    enum err err = turn_adopt(registry, arguments->what);
    if (err == ERR_EXISTS) {
        log_line(LOG_LEVEL_INFO, "%s is not forked: nothing was changed", arguments->what);
        return EXIT_DONE;
    }
    if (err != ERR_OK) return failed(arguments, registry, "accepting", err);
    log_line(LOG_LEVEL_INFO, "the next machine that comes as %s is that kiosk from then on", arguments->what);
    return EXIT_DONE;
}

int command_kiosk_accept(const struct arguments *arguments)
{
    struct kiosk kiosk;
    enum pending_decision decision = DECISION_NOBODY;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    if (kiosk_find(registry, arguments->what, &kiosk) == ERR_OK) return accept_forked(arguments, registry);
    if (arguments->name == NULL) {
        log_line(LOG_LEVEL_ERROR, "say with --name NAME what the kiosk is called. See --help.");
        return EXIT_ASKED_WRONGLY;
    }
    enum err err = pending_accept(registry, arguments->what, arguments->name, &decision, &kiosk);
    if (err == ERR_INVALID) {
        log_line(LOG_LEVEL_ERROR,
                 "\"%s\" is no code of a kiosk's screen (8 or 32 letters and digits), or the name is not 1 to %d bytes "
                 "in one line",
                 arguments->what, (int)KIOSK_NAME_BYTES_MAX);
        return EXIT_ASKED_WRONGLY;
    }
    if (err != ERR_OK) return failed(arguments, registry, "accepting", err);
    if (decision == DECISION_DONE) printf("%s  %s\n", kiosk.id, kiosk.name);
    if (decision == DECISION_BEFORE) {
        printf("%s  %s\n", kiosk.id, kiosk.name);
        log_line(LOG_LEVEL_INFO, "it was accepted before%s",
                 strcmp(kiosk.name, arguments->name) != 0 ? ", under this name; see forhal-registry kiosk rename" : "");
    }
    return say_why_not(arguments, decision, &kiosk);
}

static int refuse_all(const struct arguments *arguments, struct registry *registry)
{
    int64_t count = 0;
    enum err err = pending_refuse_all(registry, &count);
    if (err != ERR_OK) return failed(arguments, registry, "refusing", err);
    printf("%" PRId64 " refused\n", count);
    return EXIT_DONE;
}

int command_kiosk_refuse(const struct arguments *arguments)
{
    struct kiosk kiosk;
    enum pending_decision decision = DECISION_NOBODY;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    if (strcmp(arguments->what, "all") == 0) return refuse_all(arguments, registry);
    enum err err = pending_refuse(registry, arguments->what, &decision, &kiosk);
    if (err == ERR_INVALID) {
        log_line(LOG_LEVEL_ERROR, "\"%s\" is no code of a kiosk's screen (8 or 32 letters and digits), nor \"all\"",
                 arguments->what);
        return EXIT_ASKED_WRONGLY;
    }
    if (err != ERR_OK) return failed(arguments, registry, "refusing", err);
    return say_why_not(arguments, decision, &kiosk);
}

static int say_unknown(const struct arguments *arguments)
{
    log_line(LOG_LEVEL_ERROR, "%s: no kiosk has the id \"%s\". See: forhal-registry kiosk list --data %s",
             arguments->data, arguments->what, arguments->data);
    return EXIT_FAILED;
}

int command_kiosk_rotate(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = kiosk_demand_rotation(registry, arguments->what);
    if (err == ERR_NOT_FOUND) return say_unknown(arguments);
    return err == ERR_OK ? EXIT_DONE : failed(arguments, registry, "telling the kiosk", err);
}

int command_kiosk_rename(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = arguments->name != NULL ? kiosk_rename(registry, arguments->what, arguments->name) : ERR_INVALID;
    if (err == ERR_INVALID) {
        log_line(LOG_LEVEL_ERROR, "say with --name NAME, 1 to %d bytes in one line, what the kiosk is called",
                 (int)KIOSK_NAME_BYTES_MAX);
        return EXIT_ASKED_WRONGLY;
    }
    if (err == ERR_NOT_FOUND) return say_unknown(arguments);
    return err == ERR_OK ? EXIT_DONE : failed(arguments, registry, "renaming", err);
}
