#include "sync/registry/server/group.h"

#include <string.h>

enum { STATUS_OURS = 500 }; /* from here on it failed for reasons of ours, and nothing of it may stay */

bool group_takes(const struct route *route)
{
    static const char *const paths[] = {"/v1/entries", "/v1/turn", "/interest/", "/seat/",
                                        "/idea",       "/correct", "/follow"};
    if (strcmp(route->method, "POST") != 0) return false;
    for (size_t at = 0; at < sizeof(paths) / sizeof(paths[0]); at++) {
        if (strcmp(route->path, paths[at]) == 0) return true;
    }
    return false;
}

static void fail(struct service *service, struct call *call, enum err err)
{
    call_take_back(call);
    service_failed(service, call, err);
}

static enum err handle_part(struct service *service, struct call *call)
{
    struct db *db = service->registry->db;
    enum err err = db_part_begin(db);
    if (err != ERR_OK) return err;
    call->route->handle(service, call);
    return db_part_end(db, call->status < STATUS_OURS);
}

void group_handle(struct service *service, struct call *const *calls, size_t count)
{
    struct db *db = service->registry->db;
    enum err err = db_share_begin(db);
    bool begun = err == ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < count; at++) err = handle_part(service, calls[at]);
    enum err ended = begun ? db_share_end(db) : err;
    if (err == ERR_OK) err = ended;
    for (size_t at = 0; err != ERR_OK && at < count; at++) fail(service, calls[at], err);
    registry_scrub(service->registry);
}
