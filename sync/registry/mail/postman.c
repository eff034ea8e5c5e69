#define _POSIX_C_SOURCE 200809L
#include "sync/registry/mail/postman.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRUB_SHARED_MS = 10 * 60 * 1000 };

struct postman {
    struct registry *registry;  /* borrowed */
    struct mail_sender *sender; /* owned; NULL: nothing is sent */
    char holder[MAIL_HOLDER_BYTES];
    int aside_days; /* 0: until staff drop it */
    void (*report)(void *context, const char *text);
    void *report_context;
    char trouble[MAIL_WHY_BYTES]; /* "": none */
    int64_t look_ms;              /* not before */
    int64_t pause_ms;             /* the latest one; 0: none */
    int64_t expire_ms;            /* not before */
    int64_t scrub_ms;             /* not before, on PostgreSQL, where it is dear */
};

static int64_t now_ms(const struct postman *postman)
{
    return clock_monotonic_ms(&postman->registry->clock);
}

enum err postman_create(struct postman **out, struct registry *registry, const struct mail_server *server,
                        int aside_days, void (*report)(void *context, const char *text), void *report_context)
{
    unsigned char random[(MAIL_HOLDER_BYTES - 1) / 2];
    *out = NULL;
    struct postman *postman = calloc(1, sizeof(*postman));
    if (postman == NULL) return ERR_NOMEM;
    postman->registry = registry;
    postman->aside_days = aside_days;
    postman->report = report;
    postman->report_context = report_context;
    randombytes_buf(random, sizeof(random));
    sodium_bin2hex(postman->holder, sizeof(postman->holder), random, sizeof(random));
    if (server != NULL && mail_sender_create(&postman->sender, server) != ERR_OK) {
        free(postman);
        return ERR_NOMEM;
    }
    *out = postman;
    return ERR_OK;
}

enum err postman_create_from(struct postman **out, struct registry *registry, const struct settings *settings,
                             void (*report)(void *context, const char *text), void *report_context)
{
    const struct mail_server server = {.url = settings->mail.url,
                                       .from = settings->mail.from,
                                       .from_name = settings->mail.from_name,
                                       .user = settings->mail.user,
                                       .password = settings->mail.password,
                                       .ca = settings->mail.ca,
                                       .tls = (enum mail_tls)settings->mail.tls};
    const char *problem = NULL;
    bool wanted = settings->mail.url[0] != '\0';
    bool good = wanted && mail_server_is_good(&server, &problem);
    if (wanted && !good && report != NULL) report(report_context, problem);
    return postman_create(out, registry, good ? &server : NULL, settings->retention.mail_days, report, report_context);
}

static void tell(const struct postman *postman, const char *what)
{
    char line[160];
    if (postman->report == NULL) return;
    snprintf(line, sizeof(line), "mail: %s", what);
    postman->report(postman->report_context, line);
}

static void server_is_well(struct postman *postman)
{
    if (postman->trouble[0] != '\0') tell(postman, "the mail server takes mails again");
    postman->trouble[0] = '\0';
    postman->pause_ms = 0;
}

static void server_fails(struct postman *postman, const char *why)
{
    char line[120];
    if (strcmp(why, "stopped") == 0) return;
    if (postman->trouble[0] == '\0') {
        snprintf(line, sizeof(line), "the mail server can't be used now: %s. Mails wait", why);
        tell(postman, line);
    }
    snprintf(postman->trouble, sizeof(postman->trouble), "%s", why);
    /* Of a batch that fails as one, only the first makes the pause longer. */
    if (now_ms(postman) < postman->look_ms) return;
    postman->pause_ms = postman->pause_ms == 0 ? POSTMAN_PAUSE_FIRST_MS : 2 * postman->pause_ms;
    if (postman->pause_ms > POSTMAN_PAUSE_MAX_MS) postman->pause_ms = POSTMAN_PAUSE_MAX_MS;
    postman->look_ms = now_ms(postman) + postman->pause_ms;
}

/* Its bytes shall go from the database's log, too. */
static void scrub_soon(struct postman *postman)
{
    struct registry *registry = postman->registry;
    if (registry->shared && now_ms(postman) < postman->scrub_ms) return;
    registry->scrub_due = true;
    postman->scrub_ms = now_ms(postman) + SCRUB_SHARED_MS;
}

static enum err settle(struct postman *postman, const struct mail_result *result)
{
    struct registry *registry = postman->registry;
    if (result->outcome == MAIL_DOWN) {
        server_fails(postman, result->why);
        return mail_release(registry, result->number, postman->holder);
    }
    server_is_well(postman);
    switch (result->outcome) {
    case MAIL_SENT: scrub_soon(postman); return mail_sent(registry, result->number);
    case MAIL_NEVER: return mail_put_aside(registry, result->number, result->why);
    default: return mail_later(registry, result->number, result->why);
    }
}

static void settle_all(struct postman *postman)
{
    struct mail_result result;
    while (mail_sender_take(postman->sender, &result)) {
        enum err err = settle(postman, &result);
        /* A mail that was sent must not stay: a disk that was busy is asked once more. What still fails leaves the
         * claim, and the mail goes out again when that has ended. */
        if (err != ERR_OK) err = settle(postman, &result);
        if (err != ERR_OK) tell(postman, "what became of a mail could not be written down");
    }
}

static void hand_in(struct postman *postman)
{
    struct mail mails[MAIL_SENDER_ROOM];
    size_t count = 0;
    size_t room = mail_sender_room(postman->sender);
    if (room == 0 || mail_claim(postman->registry, postman->holder, room, mails, &count) != ERR_OK) return;
    for (size_t at = 0; at < count; at++) {
        mail_sender_add(postman->sender, &mails[at], clock_wall_s(&postman->registry->clock));
    }
}

void postman_tidy(struct postman *postman)
{
    if (postman == NULL) return;
    int64_t now = now_ms(postman);
    if (now >= postman->expire_ms && mail_expire(postman->registry, postman->aside_days) == ERR_OK) {
        postman->expire_ms = now + POSTMAN_EXPIRE_MS;
    }
    if (postman->sender == NULL) return;
    settle_all(postman);
    if (now < postman->look_ms) return;
    postman->look_ms = now + POSTMAN_LOOK_MS;
    hand_in(postman);
}

void postman_destroy(struct postman *postman)
{
    if (postman == NULL) return;
    if (postman->sender != NULL) {
        mail_sender_dismiss(postman->sender, POSTMAN_FAREWELL_MS);
        settle_all(postman);
        mail_sender_destroy(postman->sender);
    }
    free(postman);
}

enum err postman_list(struct postman *postman, json_t **out)
{
    json_t *json = NULL;
    enum err err = mail_list(postman->registry, &json);
    if (err != ERR_OK) return err;
    if (json_object_set_new(json, "can_send", json_boolean(postman->sender != NULL)) != 0 ||
        (postman->trouble[0] != '\0' && json_object_set_new(json, "trouble", json_string(postman->trouble)) != 0)) {
        json_decref(json);
        return ERR_NOMEM;
    }
    *out = json;
    return ERR_OK;
}
