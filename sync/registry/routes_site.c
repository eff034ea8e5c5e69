/* What the staff page needs to know of the site to edit a network: the phases of its life. Listed in routes_staff.c. */
#include <microhttpd.h>

#include "sync/base/json.h"
#include "sync/registry/items.h"
#include "sync/registry/routes.h"

/* Without content there is neither name nor phase. */
static json_t *site_json(const json_t *site)
{
    const char *name = json_text_at(site, "name");
    AUTO(json_auto) json_t *phases = json_array();
    size_t at;
    json_t *phase;
    json_array_foreach (json_object_get(site, "phases"), at, phase) {
        const char *id = json_text_at(phase, "id");
        const char *label = json_text_at(phase, "label");
        const char *explanation = json_text_at(phase, "explanation");
        if (id == NULL || label == NULL) continue;
        json_array_append_new(phases, json_pack("{s:s, s:s, s:s}", "id", id, "label", label, "explanation",
                                                explanation != NULL ? explanation : ""));
    }
    return json_pack("{s:s, s:O}", "name", name != NULL ? name : "", "phases", phases);
}

void route_staff_site(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *site = NULL;
    enum err err = items_find(service->registry->db, "site", "site", &site);
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        call_answer(call, MHD_HTTP_OK, site_json(site));
    } else {
        service_failed(service, call, err);
    }
}
