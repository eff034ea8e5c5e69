/* In which order the screens show the editorial pages. Listed in routes_staff.c. */
#include <microhttpd.h>

#include "sync/base/json.h"
#include "sync/registry/content/page_order.h"
#include "sync/registry/server/routes.h"

static void answer_conflict(struct call *call, json_t *current)
{
    json_t *error = json_pack("{s:s, s:s}", "code", "conflict", "message",
                              "Somebody else was quicker: the pages stand in another order now, or are others. Nothing"
                              " was moved.");
    if (error == NULL || json_object_set_new(current, "error", error) != 0) {
        json_decref(current);
        current = NULL;
    }
    call_answer(call, MHD_HTTP_CONFLICT, current);
}

/* {"base":[ID, …],"order":[ID, …]} */
void route_staff_order_pages(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    json_t *current = NULL;
    if (!call_json(call, &json)) return;
    const json_t *order = json_object_get(json, "order");
    enum err err =
        page_order_change(service->registry, call->session.user.name, json_object_get(json, "base"), order, &current);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:O}", "order", (json_t *)order));
    } else if (err == ERR_CONFLICT) {
        answer_conflict(call, current);
    } else if (err == ERR_INVALID) {
        call_refuse(
            call, MHD_HTTP_BAD_REQUEST, "bad_request",
            "\"base\" is the ids of the pages on the screens in the order that you saw, \"order\" the same ids in"
            " their new order. Nothing was moved.");
    } else {
        service_failed(service, call, err);
    }
}
