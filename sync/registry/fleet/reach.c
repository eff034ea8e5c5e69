#include "sync/registry/fleet/reach.h"

#include <string.h>

#include "sync/base/json.h"

static bool has_come_to(const json_t *kiosk, const char *generation, int64_t sequence)
{
    const json_t *screen = json_object_get(json_object_get(kiosk, "beat"), "screen");
    const char *shown = json_text_at(screen, "generation");
    return shown != NULL && strcmp(shown, generation) == 0 && json_int_at(screen, "sequence", -1) >= sequence;
}

static enum err sort_kiosks(struct fleet *fleet, const char *generation, int64_t sequence, json_t *have,
                            json_t *waiting)
{
    AUTO(json_auto) json_t *kiosks = NULL;
    size_t at;
    json_t *kiosk;
    enum err err = fleet_list(fleet, &kiosks);
    if (err != ERR_OK) return err;
    json_array_foreach (kiosks, at, kiosk) {
        if (json_true_at(kiosk, "revoked")) continue;
        json_t *list = has_come_to(kiosk, generation, sequence) ? have : waiting;
        if (json_array_append(list, json_object_get(kiosk, "name")) != 0) return ERR_NOMEM;
    }
    return ERR_OK;
}

enum err reach_of(struct registry *registry, struct fleet *fleet, struct item_key item, json_t **out)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    int64_t sequence = 0;
    AUTO(json_auto) json_t *reach = json_pack("{s:[], s:[]}", "have", "waiting");
    if (reach == NULL) return ERR_NOMEM;
    enum err err = registry_head(registry, generation, &head);
    if (err == ERR_OK) {
        err =
            db_int(registry->db, &sequence, "SELECT seq FROM item WHERE type = ? AND id = ?", "tt", item.type, item.id);
        if (err == ERR_NOT_FOUND) err = ERR_OK;
    }
    if (err == ERR_OK && sequence > 0 && fleet != NULL) {
        err =
            sort_kiosks(fleet, generation, sequence, json_object_get(reach, "have"), json_object_get(reach, "waiting"));
    }
    if (err != ERR_OK) return err;
    *out = json_incref(reach);
    return ERR_OK;
}
