/* The routes by which staff look after kiosks: newcomers, names, identities, mails and alerts. Listed in
 * routes_staff.c. */
#define _POSIX_C_SOURCE 200809L
#include <microhttpd.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/fleet/turns.h"
#include "sync/registry/server/routes.h"
#include "sync/wire/fingerprint.h"

static void time_text(char out[32], int64_t seconds)
{
    time_t at = (time_t)seconds;
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&at, &utc) != NULL) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* A kiosk's name or id goes into the log with what was done. */
static bool log_kiosk(struct service *service, struct call *call, const char *what, const char *kiosk)
{
    return service_log(service, call, what, kiosk);
}

static void answer_done(struct service *service, struct call *call, enum err err, const char *needs)
{
    switch (err) {
    case ERR_OK: call_answer(call, MHD_HTTP_OK, json_object()); break;
    case ERR_INVALID: call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", needs); break;
    case ERR_NOT_FOUND: call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such kiosk."); break;
    case ERR_EXISTS: call_refuse(call, MHD_HTTP_CONFLICT, "not_copied", "No copy of this kiosk is suspected."); break;
    default: service_failed(service, call, err); break;
    }
}

/* ---- one kiosk ---- */

/* {"kiosk":ID,"name":TEXT} */
void route_staff_rename(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const char *kiosk = json_text_at(json, "kiosk");
    const char *name = json_text_at(json, "name");
    if (kiosk != NULL && name != NULL && !log_kiosk(service, call, "kiosk.rename", kiosk)) return;
    enum err err = kiosk != NULL && name != NULL ? kiosk_rename(service->registry, kiosk, name) : ERR_INVALID;
    answer_done(service, call, err, "It needs \"kiosk\" and a \"name\" of one line, at most 80 bytes.");
}

/* {"kiosk":ID,"do":"revoke"|"rotate"|"trust"} */
void route_staff_identity(struct service *service, struct call *call)
{
    static const struct {
        const char *name, *logged;
        enum err (*act)(struct registry *registry, const char *id);
    } deeds[] = {{"revoke", "kiosk.revoke", kiosk_revoke},
                 {"rotate", "kiosk.rotate", kiosk_demand_rotation},
                 {"trust", "kiosk.trust", turn_adopt}};
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const char *kiosk = json_text_at(json, "kiosk");
    const char *deed = json_text_at(json, "do");
    enum err err = ERR_INVALID;
    for (size_t at = 0; kiosk != NULL && deed != NULL && at < sizeof(deeds) / sizeof(deeds[0]); at++) {
        if (strcmp(deed, deeds[at].name) != 0) continue;
        if (!log_kiosk(service, call, deeds[at].logged, kiosk)) return;
        err = deeds[at].act(service->registry, kiosk);
    }
    answer_done(service, call, err, "It needs \"kiosk\", and \"do\" is revoke, rotate or trust.");
}

/* {"name":TEXT,"minutes"?:N} */
void route_kiosk_invite(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    char code[KIOSK_CODE_TEXT_BYTES];
    char until[32];
    if (!call_json(call, &json)) return;
    const char *name = json_text_at(json, "name");
    int64_t minutes = json_int_at(json, "minutes", KIOSK_INVITATION_MINUTES);
    bool good = name != NULL && minutes >= 1 && minutes <= KIOSK_INVITATION_MINUTES_MAX;
    if (good && !service_log(service, call, "kiosk.invite", name)) return;
    enum err err = good ? kiosk_invite(service->registry, name, (int)minutes, code) : ERR_INVALID;
    if (err != ERR_OK) {
        answer_done(service, call, err, "It needs a \"name\" of one line, and \"minutes\" are 1 to 10080.");
        return;
    }
    time_text(until, clock_wall_s(&service->registry->clock) + minutes * 60);
    call_answer(call, MHD_HTTP_OK, json_pack("{s:s, s:s}", "code", code, "until", until));
}

/* ---- newcomers ---- */

struct newcomers {
    json_t *list; /* NULL when memory was not enough */
};

static void add_newcomer(void *context, const struct pending *pending)
{
    struct newcomers *newcomers = context;
    char fingerprint[FINGERPRINT_TEXT_BYTES];
    char code[FINGERPRINT_CODE_TEXT_BYTES];
    char asked[32];
    char heard[32];
    fingerprint_text(fingerprint, pending->key);
    fingerprint_code(code, pending->key);
    time_text(asked, pending->asked_s);
    time_text(heard, pending->heard_s);
    json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "fingerprint", fingerprint, "code", code, "asked", asked,
                            "heard", heard, "from", pending->peer, "refused", pending->refused ? 1 : 0);
    if (newcomers->list != NULL && json_array_append_new(newcomers->list, one) == 0) return;
    json_decref(newcomers->list);
    newcomers->list = NULL;
}

void route_staff_newcomers(struct service *service, struct call *call)
{
    struct newcomers newcomers = {.list = json_array()};
    enum err err = pending_each(service->registry, add_newcomer, &newcomers);
    if (err == ERR_OK && newcomers.list == NULL) err = ERR_NOMEM;
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "newcomers", newcomers.list));
    } else {
        json_decref(newcomers.list);
        service_failed(service, call, err);
    }
}

static void answer_decision(struct call *call, enum pending_decision decision, const struct kiosk *kiosk)
{
    switch (decision) {
    case DECISION_DONE:
    case DECISION_BEFORE:
        call_answer(call, MHD_HTTP_OK, kiosk->id[0] != '\0' ? json_pack("{s:s}", "kiosk", kiosk->id) : json_object());
        break;
    case DECISION_NOBODY:
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "Nobody waits with this fingerprint any more.");
        break;
    case DECISION_REVOKED: call_refuse(call, MHD_HTTP_CONFLICT, "revoked", "This key was revoked, for good."); break;
    case DECISION_SEVERAL:
    case DECISION_KIOSK:
        call_refuse(call, MHD_HTTP_CONFLICT, "is_kiosk", "This is a kiosk already; it can only be revoked.");
        break;
    }
}

/* {"fingerprint":TEXT,"do":"accept","name":TEXT} or {"fingerprint":TEXT,"do":"refuse"}: the whole fingerprint, since
 * whoever sees the list has it before them. */
void route_staff_newcomer(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    char symbols[FINGERPRINT_SYMBOLS + 1];
    struct kiosk kiosk = {.id = ""};
    enum pending_decision decision = DECISION_NOBODY;
    if (!call_json(call, &json)) return;
    const char *fingerprint = json_text_at(json, "fingerprint");
    const char *name = json_text_at(json, "name");
    const char *deed = json_text_at(json, "do");
    bool whole = fingerprint != NULL && fingerprint_read(symbols, fingerprint) == ERR_OK &&
                 strlen(symbols) == FINGERPRINT_SYMBOLS;
    bool accepts = deed != NULL && strcmp(deed, "accept") == 0 && name != NULL;
    bool refuses = deed != NULL && strcmp(deed, "refuse") == 0;
    enum err err = ERR_INVALID;
    if (whole && (accepts || refuses)) {
        if (!service_log(service, call, accepts ? "kiosk.accept" : "kiosk.refuse", fingerprint)) return;
        err = accepts ? pending_accept(service->registry, fingerprint, name, &decision, &kiosk)
                      : pending_refuse(service->registry, fingerprint, &decision, &kiosk);
    }
    if (err == ERR_OK) {
        answer_decision(call, decision, &kiosk);
    } else {
        answer_done(service, call, err,
                    "It needs the whole \"fingerprint\", and \"do\" is refuse, or accept with a \"name\".");
    }
}

/* ---- mails and alerts ---- */

void route_staff_mail(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = postman_list(service->postman, &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    /* What was put aside says to whom. */
    size_t aside = json_array_size(json_object_get(list, "aside"));
    char target[32];
    snprintf(target, sizeof(target), "%zu put aside", aside);
    if (aside > 0 && !service_log(service, call, "mail.read", target)) {
        json_decref(list);
    } else {
        call_answer(call, MHD_HTTP_OK, list);
    }
}

/* {"number":N,"do":"again"|"drop"} */
void route_staff_mail_change(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    char target[32];
    if (!call_json(call, &json)) return;
    int64_t number = json_int_at(json, "number", 0);
    const char *deed = json_text_at(json, "do");
    bool again = deed != NULL && strcmp(deed, "again") == 0;
    bool drop = deed != NULL && strcmp(deed, "drop") == 0;
    if (number < 1 || (!again && !drop)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"number\", and \"do\" is again or drop.");
        return;
    }
    snprintf(target, sizeof(target), "%lld", (long long)number);
    if (!service_log(service, call, again ? "mail.again" : "mail.drop", target)) return;
    enum err err = again ? mail_try_again(service->registry, number) : mail_drop(service->registry, number);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_object());
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such mail among those that were put aside.");
    } else {
        service_failed(service, call, err);
    }
}

void route_staff_alerts(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *list = NULL;
    AUTO(json_auto) json_t *mail = NULL;
    enum err err = alerts_list(service->alerts, &list);
    if (err == ERR_OK) err = postman_list(service->postman, &mail);
    /* How many were put aside, without saying to whom: no line in the staff's log for that. */
    json_t *aside = json_integer((json_int_t)json_array_size(json_object_get(mail, "aside")));
    if (err == ERR_OK && json_object_set(list, "mails_aside", aside) != 0) err = ERR_NOMEM;
    json_decref(aside);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_incref(list));
    } else {
        service_failed(service, call, err);
    }
}
