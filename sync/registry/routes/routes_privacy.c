/* The routes of data protection: find, hand over, correct, erase or refuse, hold back, and the notice. Everything they
 * show or do of citizens' is in the staff log before it is shown or done. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/contact.h"
#include "sync/registry/content/notices.h"
#include "sync/registry/privacy/corrections.h"
#include "sync/registry/privacy/dossier.h"
#include "sync/registry/privacy/holds.h"
#include "sync/registry/privacy/naming.h"
#include "sync/registry/privacy/needle.h"
#include "sync/registry/privacy/people.h"
#include "sync/registry/privacy/proofs.h"
#include "sync/registry/privacy/retention.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/web/dossier_page.h"

enum { REASON_BYTES_MIN = 3, REASON_BYTES_MAX = 120, PROBLEM_BYTES = 400 };

static void refuse(struct call *call, const char *message)
{
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", message);
}

/* Why somebody asks; it goes into the staff log. NULL: the call has been answered. */
static const char *read_reason(struct call *call, const json_t *json)
{
    const char *reason = json_text_at(json, "reason");
    size_t bytes = reason != NULL ? strlen(reason) : 0;
    if (bytes < REASON_BYTES_MIN || bytes > REASON_BYTES_MAX) {
        refuse(call, "Skriv kort, hvorfor (\"reason\", 3 til 120 tegn).");
    } else if (cpr_is_in(reason)) {
        refuse(call, "Der står et CPR-nummer i begrundelsen. Det må vi ikke gemme.");
    } else {
        return reason;
    }
    return NULL;
}

/* The reason stays when what it is about has gone. False: the call has been answered. */
static bool names_nobody(struct service *service, struct call *call, const int64_t *numbers, size_t count,
                         const char *reason)
{
    bool named = false;
    enum err err = naming_find(service->registry, numbers, count, reason, &named);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (named) {
        refuse(call, "Begrundelsen bliver gemt. Skriv ikke i den, hvem det er.");
    }
    return err == ERR_OK && !named;
}

/* 0: the call has been answered. */
static int64_t read_order(struct call *call, const json_t *json)
{
    int64_t order = json_int_at(json, "order", 0);
    if (order < 1) refuse(call, "Sig, hvilken det er (\"order\").");
    return order < 1 ? 0 : order;
}

static bool log_order(struct service *service, struct call *call, const char *what, int64_t order)
{
    char target[32];
    snprintf(target, sizeof(target), "%" PRId64, order);
    return service_log(service, call, what, target);
}

static void answer_change(struct service *service, struct call *call, enum err err, const char *problem)
{
    switch (err) {
    case ERR_OK: call_answer(call, MHD_HTTP_OK, json_object()); break;
    case ERR_INVALID: refuse(call, problem != NULL ? problem : "Det kan ikke gøres."); break;
    case ERR_NOT_FOUND: call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "Den findes ikke, eller ikke mere."); break;
    default: service_failed(service, call, err); break;
    }
}

/* ---- find ---- */

/* That a search was made and why; not for whom. The entries that it shows are named. */
static void show_found(struct service *service, struct call *call, const char *reason, json_t *found)
{
    int64_t numbers[PEOPLE_FOUND_MAX];
    size_t count = people_entries(found, numbers);
    if (!names_nobody(service, call, numbers, count, reason)) {
        json_decref(found);
        return;
    }
    if (service_log_entries(service, call, "privacy.search", reason, numbers, count)) {
        call_answer(call, MHD_HTTP_OK, found);
    } else {
        json_decref(found);
    }
}

/* Looking through everything takes a second with 50,000 entries: readings.h does it. */
struct looking {
    struct needle needle;
    json_t *found; /* owned */
};

static enum err look(struct registry *registry, void *context)
{
    struct looking *looking = context;
    return people_search(registry, &looking->needle, &looking->found);
}

static void looking_forget(void *context)
{
    struct looking *looking = context;
    if (looking == NULL) return;
    needle_finish(&looking->needle);
    json_decref(looking->found);
    free(looking);
}

static void search_words(struct service *service, struct call *call, const char *text, const char *reason)
{
    struct looking *looking = calloc(1, sizeof(*looking));
    enum err err = looking != NULL ? needle_read(&looking->needle, text) : ERR_NOMEM;
    bool named = err == ERR_OK && needle_find(&looking->needle, reason) == ERR_OK;
    if (named) {
        refuse(call, "Begrundelsen bliver gemt. Skriv ikke i den, hvem du leder efter.");
    } else if (err == ERR_INVALID) {
        refuse(call, "Skriv mindst to bogstaver eller fire cifre.");
    } else if (err == ERR_OK) {
        err = reading_create(&call->reading, look, looking_forget, looking);
        looking = NULL; /* it owns it now */
        if (err == ERR_OK) call_peer(call, call->reading->queued.peer);
    }
    if (err != ERR_OK && err != ERR_INVALID) service_failed(service, call, err);
    looking_forget(looking);
}

/* It has been looked for. */
static void words_found(struct service *service, struct call *call, const char *reason)
{
    struct looking *looking = call->reading->context;
    if (call->reading->err != ERR_OK) {
        service_failed(service, call, call->reading->err);
        return;
    }
    json_t *found = looking->found;
    looking->found = NULL; /* show_found() takes it over */
    show_found(service, call, reason, found);
}

static void search_code(struct service *service, struct call *call, const char *code, const char *reason)
{
    json_t *found = NULL;
    enum err err = people_search_code(service->registry, code, &found);
    if (err == ERR_INVALID) {
        refuse(call, "Koden er ikke skrevet rigtigt. Den har fire gange fire tegn.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        show_found(service, call, reason, found);
    }
}

/* {"text"} or {"code"}, and {"reason"}: sent, not in the address, which others write down. */
void route_privacy_search(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const char *text = json_text_at(json, "text");
    const char *code = json_text_at(json, "code");
    const char *reason = read_reason(call, json);
    if (reason == NULL) return;
    if ((text == NULL) == (code == NULL)) {
        refuse(call, "Led efter \"text\" eller \"code\".");
    } else if (call->reading != NULL) {
        words_found(service, call, reason);
    } else if (text != NULL) {
        search_words(service, call, text, reason);
    } else {
        search_code(service, call, code, reason);
    }
}

/* ---- hand over ---- */

static void answer_dossier(struct service *service, struct call *call, json_t *dossier, bool page)
{
    char *text = NULL;
    if (!page) {
        call_answer(call, MHD_HTTP_OK, dossier);
        return;
    }
    enum err err = dossier_page(dossier, &text);
    json_decref(dossier);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    call_add_header(call, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; form-action 'none'");
    call->content_type = "text/html; charset=utf-8";
    call_answer_text(call, MHD_HTTP_OK, text);
}

/* {"orders":[N,…],"reason","form":"json"|"page"} */
void route_privacy_export(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    int64_t numbers[DOSSIER_ENTRIES_MAX];
    json_t *dossier = NULL;
    size_t at;
    json_t *order;
    if (!call_json(call, &json)) return;
    const json_t *orders = json_object_get(json, "orders");
    const char *form = json_text_at(json, "form");
    size_t count = json_array_size(orders);
    bool page = form != NULL && strcmp(form, "page") == 0;
    const char *reason = read_reason(call, json);
    if (reason == NULL) return;
    if (count == 0 || count > DOSSIER_ENTRIES_MAX || (!page && (form == NULL || strcmp(form, "json") != 0))) {
        refuse(call, "Sig, hvilke det er (\"orders\", 1 til 200 numre), og om det skal være \"page\" eller \"json\".");
        return;
    }
    json_array_foreach (orders, at, order) numbers[at] = json_integer_value(order);
    if (!names_nobody(service, call, numbers, count, reason)) return;
    struct retention retention = retention_from(service->settings);
    enum err err = dossier_make(service->registry, &retention, numbers, count, &dossier);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (service_log_entries(service, call, "privacy.export", reason, numbers, count)) {
        answer_dossier(service, call, dossier, page);
    } else {
        json_decref(dossier);
    }
}

/* ---- correct, erase, refuse ---- */

void route_privacy_correct(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    const char *problem = NULL;
    const int64_t *base = NULL;
    int64_t version = 0;
    if (!call_json(call, &json)) return;
    int64_t order = read_order(call, json);
    if (order == 0 || !entry_read_base(call, json, "base", &version, &base)) return;
    if (!log_order(service, call, "entry.correct", order)) return;
    enum err err = correction_put(service->registry, order, json, base, call->session.user.name, &problem);
    if (err == ERR_CONFLICT) {
        entry_answer_changed(service, call, order);
    } else {
        answer_change(service, call, err, problem);
    }
}

static void answer_proofs(struct service *service, struct call *call, int64_t number)
{
    json_t *list = NULL;
    enum err err = proofs_list(service->registry, number, &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, list);
    }
}

void route_privacy_erase(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    int64_t proof = 0;
    if (!call_json(call, &json)) return;
    int64_t order = read_order(call, json);
    const char *reason = order != 0 ? read_reason(call, json) : NULL;
    if (reason == NULL || !names_nobody(service, call, &order, 1, reason)) return;
    if (!log_order(service, call, "entry.erase", order)) return;
    enum err err = proofs_erase(service->registry, order, call->session.user.name, reason, &proof);
    if (err == ERR_OK) {
        answer_proofs(service, call, proof);
    } else if (err == ERR_FULL) {
        call_refuse(call, MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
                    "Andre sletninger er ved at blive bevist. Prøv om lidt.");
    } else {
        answer_change(service, call, err, NULL);
    }
}

void route_privacy_refuse(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    const char *problem = NULL;
    if (!call_json(call, &json)) return;
    int64_t order = read_order(call, json);
    if (order == 0 || !log_order(service, call, "entry.refuse", order)) return;
    enum err err =
        refusal_put(service->registry, order, json_text_at(json, "reason"), call->session.user.name, &problem);
    answer_change(service, call, err, problem);
}

void route_privacy_proofs(struct service *service, struct call *call)
{
    int64_t number = 0;
    proofs_tidy(service->registry);
    if (call_number(call, "number", &number) != ERR_OK) {
        refuse(call, "\"number\" er et tal.");
        return;
    }
    answer_proofs(service, call, number);
}

/* ---- what goes when ---- */

void route_privacy_retention(struct service *service, struct call *call)
{
    json_t *list = NULL;
    struct retention retention = retention_from(service->settings);
    enum err err = retention_list(service->registry, &retention, &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, list);
    }
}

/* {"order","until","reason"}, or {"order","release":true} */
void route_privacy_hold(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    const char *problem = NULL;
    if (!call_json(call, &json)) return;
    bool release = json_true_at(json, "release");
    int64_t order = read_order(call, json);
    if (order == 0 || !log_order(service, call, release ? "entry.release" : "entry.hold", order)) return;
    enum err err = release ? hold_end(service->registry, order)
                           : hold_put(service->registry, order, json_text_at(json, "until"),
                                      json_text_at(json, "reason"), call->session.user.name, &problem);
    answer_change(service, call, err, problem);
}

/* ---- the notice ---- */

void route_notices(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = notices_list(service->registry, &list);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, list);
    }
}

/* The first thing that is wrong. */
static void note_problem(void *context, const char *pointer, const char *what)
{
    char *problem = context;
    if (problem[0] != '\0') return;
    if (pointer[0] == '\0') snprintf(problem, PROBLEM_BYTES, "%s", what);
    if (pointer[0] != '\0') snprintf(problem, PROBLEM_BYTES, "Det kan ikke vises sådan: %s: %s.", pointer, what);
}

void route_notice_publish(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    char problem[PROBLEM_BYTES] = "";
    if (!call_json(call, &json)) return;
    const char *version = json_text_at(json, "version");
    if (version == NULL) {
        refuse(call, "Giv den nye erklæring en version (\"version\").");
        return;
    }
    if (!service_log(service, call, "notice.publish", version)) return;
    enum err err = notice_publish(service->registry, json, call->session.user.name, note_problem, problem);
    if (err == ERR_EXISTS) {
        call_refuse(call, MHD_HTTP_CONFLICT, "version_used", "Versionen er brugt. Kald den nye noget andet.");
    } else if (err == ERR_TOO_LARGE) {
        call_refuse(call, MHD_HTTP_CONFLICT, "site_full", problem);
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_CONFLICT, "no_content", "Der er ikke lagt indhold ind endnu.");
    } else {
        answer_change(service, call, err, problem[0] != '\0' ? problem : NULL);
    }
}
