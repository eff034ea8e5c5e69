#include "sync/model/place.h"

#include <string.h>

#include "sync/base/json.h"

static bool list_has(const json_t *list, const char *text)
{
    size_t at;
    json_t *one;
    json_array_foreach (list, at, one) {
        const char *other = json_string_value(one);
        if (other != NULL && strcmp(other, text) == 0) return true;
    }
    return false;
}

bool place_is_here(const json_t *site, const json_t *wanted, const char *kiosk)
{
    size_t at;
    json_t *place;
    bool exists = false;
    json_array_foreach (json_object_get(site, "places"), at, place) {
        const char *id = json_text_at(place, "id");
        if (id == NULL || !list_has(wanted, id)) continue;
        if (list_has(json_object_get(place, "kiosks"), kiosk)) return true;
        exists = true;
    }
    return !exists;
}
