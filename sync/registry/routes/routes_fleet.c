/* The routes by which kiosks tell how they are, and staff look at it. Listed in routes_wire.c and routes_staff.c. */
#include <microhttpd.h>
#include <stdio.h>

#include "sync/base/json.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/fleet/looks.h"
#include "sync/registry/privacy/proofs.h"
#include "sync/registry/privacy/retention.h"
#include "sync/registry/server/routes.h"

/* What people were promised does not happen, and nobody asks for it: only the log can say so. */
static void tidy_retention(struct service *service)
{
    char line[512];
    struct retention retention = retention_from(service->settings);
    enum err err = retention_tidy(service->registry, &retention);
    if (err == ERR_OK || service->report == NULL) return;
    snprintf(line, sizeof(line), "retention: nothing goes by age until this is mended: %s; the database says: %s",
             err_text(err), db_message(service->registry->db));
    service->report(service->report_context, line);
}

void service_tidy(struct service *service)
{
    tidy_retention(service);
    proofs_tidy(service->registry);
    looks_expire(service->registry);
    erasures_follow(service->registry);
    drafts_tidy(service);
    /* What can't be written now is in memory, and tried again. */
    if (service->fleet != NULL) (void)!fleet_settle(service->fleet);
    (void)!inbox_catch_up(service->registry); /* what fails is still not looked at */
    alerts_tidy(service->alerts);             /* before the mails that it may queue */
    postman_tidy(service->postman);
}

static void answer_heartbeat(struct service *service, struct call *call, const struct kiosk *kiosk)
{
    char look[LOOK_ID_TEXT_BYTES];
    service_tidy(service);
    enum err err = looks_wanted(service->registry, kiosk->id, look);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s}", "look", look));
    } else if (err == ERR_NOT_FOUND) {
        call_answer(call, MHD_HTTP_OK, json_object());
    } else {
        service_failed(service, call, err);
    }
}

void route_heartbeat(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    struct heartbeat beat;
    if (!service_kiosk(service, call, &kiosk)) return;
    enum err err = heartbeat_read(&beat, str_text(&call->body), call->body.length);
    if (err == ERR_TOO_LARGE) {
        call_refuse(call, MHD_HTTP_CONTENT_TOO_LARGE, "too_large", "A heartbeat has at most 4 KiB and little depth.");
    } else if (err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "This is not a heartbeat.");
    } else {
        if (err == ERR_OK && service->fleet != NULL) err = fleet_take(service->fleet, kiosk.id, &beat);
        if (err == ERR_OK) {
            answer_heartbeat(service, call, &kiosk);
        } else {
            service_failed(service, call, err);
        }
    }
}

void route_look(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    AUTO(json_auto) json_t *json = NULL;
    if (!service_kiosk(service, call, &kiosk)) return;
    const char *id = call_argument(call, "id");
    const char *body = str_text(&call->body);
    bool is_refusal = body[0] == '{';
    if (is_refusal && !call_json(call, &json)) return;
    enum err err = look_id_is_good(id) ? looks_take(service->registry, kiosk.id, id, is_refusal ? NULL : body,
                                                    call->body.length, json_text_at(json, "refused"))
                                       : ERR_INVALID;
    switch (err) {
    case ERR_OK: call_answer(call, MHD_HTTP_OK, json_object()); break;
    case ERR_NOT_FOUND:
        call_refuse(call, MHD_HTTP_NOT_FOUND, "look_unknown", "Nobody waits for this picture, or not any more.");
        break;
    case ERR_TOO_LARGE:
        call_refuse(call, MHD_HTTP_CONTENT_TOO_LARGE, "too_large", "A picture has at most 512 KiB and 2048 pixels.");
        break;
    case ERR_INVALID:
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"id\", and a PNG file or \"refused\".");
        break;
    default: service_failed(service, call, err); break;
    }
}

/* ---- staff ---- */

void route_staff_kiosks(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = service->fleet != NULL ? fleet_list(service->fleet, &list) : ERR_UNAVAILABLE;
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "kiosks", list));
    }
}

void route_staff_ask_look(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    char look[LOOK_ID_TEXT_BYTES];
    if (!call_json(call, &json)) return;
    const char *kiosk = json_text_at(json, "kiosk");
    if (kiosk != NULL && !service_log(service, call, "kiosk.look", kiosk)) return;
    enum err err = kiosk != NULL ? looks_ask(service->registry, kiosk, look) : ERR_INVALID;
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s}", "look", look));
    } else if (err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"kiosk\".");
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such kiosk, or it is revoked.");
    } else {
        service_failed(service, call, err);
    }
}

static void answer_look(struct call *call, const char *id, struct look *look)
{
    char sentence[128];
    switch (look->state) {
    case LOOK_IS_HERE:
        call_answer_picture(call, id, look->picture, look->picture_bytes);
        look->picture = NULL; /* the call's now */
        break;
    case LOOK_IS_REFUSED:
        snprintf(sentence, sizeof(sentence), "The kiosk gives no picture now: %s.", look->refused);
        call_refuse(call, MHD_HTTP_CONFLICT, "look_refused", sentence);
        break;
    case LOOK_WAITED_FOR:
        call_refuse(call, MHD_HTTP_CONFLICT, "look_awaited", "The kiosk has not answered yet. Ask again soon.");
        break;
    }
}

void route_staff_look(struct service *service, struct call *call)
{
    struct look look = {.picture = NULL};
    char id[LOOK_ID_TEXT_BYTES] = "";
    size_t length = 0;
    const char *word = call_word(call, &length);
    if (length < sizeof(id)) snprintf(id, sizeof(id), "%.*s", (int)length, word);
    looks_expire(service->registry);
    enum err err = look_id_is_good(id) ? looks_find(service->registry, id, &look) : ERR_NOT_FOUND;
    if (err == ERR_OK) {
        answer_look(call, id, &look);
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such picture, or it has been deleted.");
    } else {
        service_failed(service, call, err);
    }
    look_finish(&look);
}
