#define _POSIX_C_SOURCE 200809L
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sync/agent/acceptance.h"
#include "sync/agent/client.h"
#include "sync/agent/command_trust.h"
#include "sync/agent/commands.h"
#include "sync/agent/lock.h"
#include "sync/agent/url.h"
#include "sync/base/clock.h"
#include "sync/base/doorbell.h"
#include "sync/base/log.h"
#include "sync/store/data_dir.h"
#include "sync/store/time_floor.h"

enum { FAILED = 1, ASKED_WRONGLY = 2 };

static int fail(const char *where, const char *what, const char *what_to_do)
{
    log_line(LOG_LEVEL_ERROR, "%s: %s; %s", where, what, what_to_do);
    return FAILED;
}

/* Without the blanks and the line's end around it. ERR_INVALID: empty or too long. */
static enum err read_code(char out[ENROL_CODE_BYTES_MAX + 1], const char *given)
{
    char line[2 * ENROL_CODE_BYTES_MAX] = "";
    const char *from = given;
    if (strcmp(given, "-") == 0) {
        if (fgets(line, sizeof(line), stdin) == NULL) return ERR_INVALID;
        from = line;
    }
    from += strspn(from, " \t\r\n");
    size_t length = strcspn(from, " \t\r\n");
    enum err err = length == 0 || length > ENROL_CODE_BYTES_MAX ? ERR_INVALID : ERR_OK;
    if (err == ERR_OK) snprintf(out, ENROL_CODE_BYTES_MAX + 1, "%.*s", (int)length, from);
    sodium_memzero(line, sizeof(line));
    return err;
}

static const char *advice(const char *code, enum err err)
{
    if (strcmp(code, "code_unknown") == 0) return "check the code for typing errors";
    if (strcmp(code, "code_expired") == 0) return "ask for a new code";
    if (strcmp(code, "code_used") == 0) return "another machine has used this code: ask for a new one";
    if (strcmp(code, "revoked") == 0) return "this key is refused for good: move identity.json away and enrol anew";
    if (strcmp(code, "too_many_attempts") == 0) return "wait some minutes and try again";
    if (err == ERR_UNTRUSTED) return "check the address and that nothing between here and the registry answers for it";
    return "check the address, the network and that the registry is running; then repeat the command";
}

/* The key pair goes to the disk before anybody hears of it: if the answer is lost, the same key
 * asks again. */
static enum err prepare(struct identity *identity, const struct data_dir *dir, const char *url, bool asks)
{
    enum err err = identity_read(identity, dir->identity);
    if (err == ERR_OK && identity->enrolled) return ERR_EXISTS;
    if (err == ERR_NOT_FOUND) {
        identity_make(identity, url);
    } else if (err != ERR_OK) {
        return err;
    }
    snprintf(identity->registry_url, sizeof(identity->registry_url), "%s", url);
    identity->asks = identity->asks || asks; /* a wrong code ends no asking */
    return identity_write(identity, dir->identity);
}

static int ask(struct identity *identity, const struct data_dir *dir, const char *code, const struct options *options)
{
    AUTO(client_auto) struct client *client = NULL;
    int64_t floor_s = time_floor_read(dir->time_floor);
    struct trust trust;
    enum err err = trust_read(&trust, dir->trust);
    if (err != ERR_OK) return fail(dir->trust, err_text(err), "if it is damaged move it away and repeat the command");
    const struct http_options http = {.base_url = identity->registry_url,
                                      .proxy = options->proxy,
                                      .stall_s = options->stall_seconds,
                                      .trust = &trust,
                                      .floor_s = &floor_s};
    err = client_open(&client, identity, &http);
    trust_finish(&trust);
    if (err != ERR_OK) return fail(identity->registry_url, err_text(err), "free some memory and try again");
    struct identity enrolled;
    err = client_enrol(client, code, &enrolled);
    if (err != ERR_OK) {
        return fail(identity->registry_url, client_problem(client), advice(client_code(client), err));
    }
    err = identity_write(&enrolled, dir->identity);
    if (err == ERR_OK) {
        printf("enrolled as %s (%s) at %s\n", enrolled.kiosk_name, enrolled.kiosk_id, enrolled.registry_url);
        doorbell_ring(dir->sync_bell);
        doorbell_ring(dir->kiosk_bell);
    }
    identity_finish(&enrolled);
    if (err == ERR_OK) return 0;
    return fail(dir->identity, err_text(err), "make room on the disk and repeat the command with the same code");
}

/* ---- without a code ---- */

static const char *advice_to_waiting(enum err err, const struct agent_state *state)
{
    if (strcmp(state->refusal, "refused") == 0) return "the town hall said no; ask there, it may still accept it";
    if (err == ERR_UNAVAILABLE && state->link == LINK_PENDING) {
        return "forhal-sync run goes on asking, and so does this command when it is repeated";
    }
    return advice(state->refusal, err);
}

/* Asks until it is accepted, refused, or the time is over. */
static enum err wait_to_be_accepted(const struct data_dir *dir, const struct options *options, struct acceptance *out)
{
    const struct http_options http = {.proxy = options->proxy, .stall_s = options->stall_seconds};
    const struct clock clock = clock_system();
    int64_t end_ms = clock_monotonic_ms(&clock) + options->wait_seconds * 1000;
    for (unsigned asked = 0;; asked++) {
        enum err err = acceptance_ask_locked(dir, &http, out);
        int64_t left_ms = end_ms - clock_monotonic_ms(&clock);
        if (err != ERR_UNAVAILABLE || left_ms <= 0) return err;
        int64_t wait_ms = acceptance_wait_ms(asked);
        if (wait_ms > left_ms) wait_ms = left_ms;
        struct timespec pause = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000};
        (void)nanosleep(&pause, NULL);
    }
}

static int ask_to_be_accepted(const struct identity *identity, const struct data_dir *dir,
                              const struct options *options)
{
    char text[FINGERPRINT_TEXT_BYTES];
    struct acceptance acceptance;
    fingerprint_text(text, identity->sign_public);
    printf("code: %.*s\nfingerprint: %s\n", FINGERPRINT_CODE_TEXT_BYTES - 1, text, text);
    fflush(stdout);
    enum err err = wait_to_be_accepted(dir, options, &acceptance);
    if (err == ERR_OK) {
        printf("enrolled as %s\n", acceptance.told);
        return 0;
    }
    const char *what = acceptance.state.problem;
    if (what[0] == '\0')
        what = err == ERR_UNAVAILABLE ? "the town hall has not accepted this kiosk yet" : err_text(err);
    return fail(identity->registry_url, what, advice_to_waiting(err, &acceptance.state));
}

static int enrol_in(const struct data_dir *dir, struct identity *identity, const char *url, const char *code,
                    const struct options *options)
{
    int lock = -1;
    enum err err = identity_read(identity, dir->identity);
    if (err == ERR_OK && identity->enrolled) {
        log_line(LOG_LEVEL_ERROR, "%s: enrolled already, as %s (%s) at %s; to enrol anew, move the file away",
                 dir->identity, identity->kiosk_name, identity->kiosk_id, identity->registry_url);
        return FAILED;
    }
    if (err == ERR_DAMAGED) return fail(dir->identity, err_text(err), "move the file away and enrol with a new code");
    if (lock_take(&lock, dir->folder) != ERR_OK) {
        return fail(dir->folder, "another forhal-sync is at work there", "wait for it, then see forhal-sync status");
    }
    int status = FAILED;
    err = trust_take_options_in(dir, options);
    if (err != ERR_OK) {
        close(lock);
        return err == ERR_INVALID ? ASKED_WRONGLY : FAILED;
    }
    err = prepare(identity, dir, url, code == NULL);
    if (err == ERR_OK) {
        status = code != NULL ? ask(identity, dir, code, options) : ask_to_be_accepted(identity, dir, options);
    } else {
        (void)fail(dir->identity, err_text(err), "check the disk and who may write there");
    }
    close(lock);
    return status;
}

int enrol_command(const struct options *options)
{
    char url[IDENTITY_URL_BYTES_MAX + 1];
    enum err err = url_check(url, options->registry);
    if (err != ERR_OK) {
        (void)fail("--registry",
                   err == ERR_REFUSED ? "http goes no further than this machine, and nothing but https goes beyond it"
                                      : "this is no address of a registry",
                   "it looks like https://forhal.example.dk");
        return ASKED_WRONGLY;
    }
    char code[ENROL_CODE_BYTES_MAX + 1] = "";
    if (options->code != NULL && read_code(code, options->code) != ERR_OK) {
        (void)fail("--code", "there is no code", "it looks like ABCD-EFGH-JKMN");
        return ASKED_WRONGLY;
    }
    struct data_dir dir;
    err = data_dir_init(&dir, options->data);
    if (err != ERR_OK) {
        sodium_memzero(code, sizeof(code));
        return fail(options->data, err_text(err), "check that the folder above it is there and may be written");
    }
    struct identity identity = {0};
    int status = enrol_in(&dir, &identity, url, options->code != NULL ? code : NULL, options);
    identity_finish(&identity);
    sodium_memzero(code, sizeof(code));
    data_dir_finish(&dir);
    return status;
}
