/* The routes by which users say where they are told of changes to how they sign in. Listed in routes_staff.c. */
#include <microhttpd.h>

#include "sync/base/json.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/staff_mail.h"

void route_session_mail(struct service *service, struct call *call)
{
    char address[MAIL_ADDRESS_BYTES_MAX + 1] = "";
    enum err err = staff_mail_of(service->registry, call->session.user.name, address);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:s}", "mail", address));
    }
}

/* {"mail"}; "" for nowhere. */
void route_session_set_mail(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    const char *name = call->session.user.name;
    if (!call_json(call, &json)) return;
    const char *address = json_text_at(json, "mail");
    if (address == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"mail\", an address or nothing.");
        return;
    }
    if (address[0] != '\0' && !mail_address_is_good(address)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_address", "A mail server can't be told this address.");
        return;
    }
    if (!service_log(service, call, "user.mail", name)) return;
    enum err err = staff_mail_set(service->registry, name, address);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer(call, MHD_HTTP_OK, json_object());
    }
}
