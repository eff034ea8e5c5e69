/* `forhal-registry kiosk look`: a picture of what a kiosk shows now; see commands.h and looks.h. */
#define _POSIX_C_SOURCE 200809L
#include <string.h>
#include <time.h>

#include "sync/base/file.h"
#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/fleet/looks.h"
#include "sync/registry/registry.h"

enum { ASK_EVERY_MS = 500 };

static const char *why_not(const char *refused)
{
    static const struct {
        const char *word, *why;
    } reasons[] = {
        {"private", "its screen may hold something personal now"},
        {"asking", "it asks whether somebody is still there"},
        {"typing", "somebody may be typing"},
        {"nothing", "it has no picture on its display"},
    };
    for (size_t at = 0; at < sizeof(reasons) / sizeof(reasons[0]); at++) {
        if (strcmp(refused, reasons[at].word) == 0) return reasons[at].why;
    }
    return refused;
}

/* ERR_OK: it has answered. */
static enum err wait_for(struct registry *registry, const char *id, int seconds, struct look *out)
{
    const struct timespec pause = {.tv_nsec = ASK_EVERY_MS * 1000000L};
    int64_t until_ms = clock_monotonic_ms(&registry->clock) + (int64_t)seconds * 1000;
    for (;;) {
        enum err err = looks_find(registry, id, out);
        if (err != ERR_OK || out->state != LOOK_WAITED_FOR) return err;
        if (clock_monotonic_ms(&registry->clock) >= until_ms) return ERR_OK;
        nanosleep(&pause, NULL);
    }
}

static int finish(const struct arguments *arguments, const struct look *look)
{
    if (look->state == LOOK_WAITED_FOR) {
        log_line(LOG_LEVEL_ERROR,
                 "the kiosk has not answered within %d s. Does the registry serve, and is the kiosk heard? See: "
                 "forhal-registry kiosk list --data %s",
                 arguments->wait_s, arguments->data);
        return EXIT_FAILED;
    }
    if (look->state == LOOK_IS_REFUSED) {
        log_line(LOG_LEVEL_ERROR, "the kiosk gives no picture: %s. Try again later.", why_not(look->refused));
        return EXIT_FAILED;
    }
    enum err err = file_write(arguments->out, look->picture, look->picture_bytes, 0600);
    if (err == ERR_OK) return EXIT_DONE;
    log_line(LOG_LEVEL_ERROR, "%s: cannot be written: %s. Check the folder and the room on the disk.", arguments->out,
             err_text(err));
    return EXIT_FAILED;
}

int command_kiosk_look(const struct arguments *arguments)
{
    if (arguments->out == NULL) {
        log_line(LOG_LEVEL_ERROR, "say with --out FILE.png where the picture goes");
        return EXIT_ASKED_WRONGLY;
    }
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    char id[LOOK_ID_TEXT_BYTES];
    struct look look = {.picture = NULL};
    enum err err = looks_ask(registry, arguments->what, id);
    if (err == ERR_NOT_FOUND) {
        log_line(LOG_LEVEL_ERROR,
                 "%s: no kiosk has the id \"%s\", or it is revoked. See: forhal-registry kiosk list "
                 "--data %s",
                 arguments->data, arguments->what, arguments->data);
        return EXIT_FAILED;
    }
    if (err == ERR_OK) err = wait_for(registry, id, arguments->wait_s, &look);
    int status = err == ERR_OK ? finish(arguments, &look) : EXIT_FAILED;
    look_finish(&look);
    enum err forgotten = looks_forget(registry, id);
    if (err == ERR_OK) err = forgotten;
    if (err != ERR_OK) log_line(LOG_LEVEL_ERROR, "%s: looking failed: %s", arguments->data, err_text(err));
    return err == ERR_OK ? status : EXIT_FAILED;
}
