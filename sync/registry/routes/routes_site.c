/* What the staff page needs to know of the site to edit a network: the phases of its life, and what the places are
 * called at which it may be shown. Which kiosks stand there is not for editors. Listed in routes_staff.c. */
#include <microhttpd.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"
#include "sync/registry/server/routes.h"

static json_t *phases_json(const json_t *site)
{
    json_t *phases = json_array();
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
    return phases;
}

static json_t *places_json(const json_t *site)
{
    json_t *places = json_array();
    size_t at;
    json_t *place;
    json_array_foreach (json_object_get(site, "places"), at, place) {
        const char *id = json_text_at(place, "id");
        const char *name = json_text_at(place, "name");
        if (id != NULL && name != NULL) json_array_append_new(places, json_pack("{s:s, s:s}", "id", id, "name", name));
    }
    return places;
}

/* Without content there is neither name, phase nor place. */
static json_t *site_json(const json_t *site)
{
    const char *name = json_text_at(site, "name");
    return json_pack("{s:s, s:o, s:o}", "name", name != NULL ? name : "", "phases", phases_json(site), "places",
                     places_json(site));
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
