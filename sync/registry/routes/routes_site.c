/* What the staff page needs to know of the site to edit a network: the phases of its life, and what the places are
 * called at which it may be shown. Which kiosks stand there is not for editors. And what the secretariat changes of it:
 * names, contact, phases, address (site_facts.h), opening hours, announcements, places (building.h). Listed in
 * routes_staff.c. */
#include <microhttpd.h>
#include <stdio.h>

#include "sync/base/json.h"
#include "sync/registry/content/building.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/site_facts.h"
#include "sync/registry/server/gate.h"
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

/* ---- what the secretariat changes ---- */

static void refuse(struct service *service, struct call *call, enum err err, const char *problem, json_t *current)
{
    char sentence[SITE_PROBLEM_BYTES + 60];
    switch (err) {
    case ERR_NOT_FOUND:
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no content yet; import it first.");
        break;
    case ERR_CONFLICT:
        call_answer(call, MHD_HTTP_CONFLICT,
                    json_pack("{s:{s:s, s:s}, s:O}", "error", "code", "conflict", "message",
                              "Somebody else changed this meanwhile. This is what it is now.", "current", current));
        break;
    case ERR_INVALID:
        snprintf(sentence, sizeof(sentence), "This is not right: %s.", problem);
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", sentence);
        break;
    case ERR_TOO_LARGE: call_refuse(call, MHD_HTTP_CONFLICT, "site_full", problem); break;
    case ERR_REFUSED:
        snprintf(sentence, sizeof(sentence), "Networks on the screens need it: %s.", problem);
        call_refuse(call, MHD_HTTP_CONFLICT, "in_use", sentence);
        break;
    default: service_failed(service, call, err); break;
    }
}

/* What was read, which is taken over. */
static void show(struct service *service, struct call *call, enum err err, json_t *json)
{
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json);
    } else {
        refuse(service, call, err, "", NULL);
    }
}

static void changed(struct service *service, struct call *call, enum err err, const char *problem, json_t *current)
{
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_object());
    } else {
        refuse(service, call, err, problem, current);
    }
}

void route_staff_facts(struct service *service, struct call *call)
{
    json_t *json = NULL;
    enum err err = site_facts_read(service->registry, &json);
    show(service, call, err, json);
}

/* {"fact":"names"|"contact"|"phases"|"address","base":…,"value":…} */
void route_staff_change_facts(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    AUTO(json_auto) json_t *current = NULL;
    char problem[SITE_PROBLEM_BYTES] = "";
    if (!call_json(call, &json)) return;
    enum site_fact fact = site_fact_from_name(json_text_at(json, "fact"));
    const json_t *value = json_object_get(json, "value");
    if (fact == SITE_FACTS || value == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs a \"fact\" that is known, and its \"value\".");
        return;
    }
    /* The codes' address leads every phone in town: elsewhere, if a stranger writes it. */
    if (fact == SITE_ADDRESS && !gate_proved(service, call)) return;
    enum err err = site_facts_change(service->registry, call->session.user.name, fact, json_object_get(json, "base"),
                                     value, &current, problem);
    changed(service, call, err, problem, current);
}

void route_staff_building(struct service *service, struct call *call)
{
    json_t *json = NULL;
    enum err err = building_read(service->registry, &json);
    show(service, call, err, json);
}

/* {"part":"opening_hours"|"announcements"|"places","base":…,"value":…} */
void route_staff_change_building(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    AUTO(json_auto) json_t *current = NULL;
    char problem[SITE_PROBLEM_BYTES] = "";
    if (!call_json(call, &json)) return;
    enum building_part part = building_part_from_name(json_text_at(json, "part"));
    json_t *value = json_object_get(json, "value");
    if (part == BUILDING_PARTS || value == NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs a \"part\" that is known, and its \"value\".");
        return;
    }
    if (!service_log(service, call, "building.change", building_part_name(part))) return;
    enum err err = building_change(service->registry, part, json_object_get(json, "base"), value, &current, problem);
    changed(service, call, err, problem, current);
}
