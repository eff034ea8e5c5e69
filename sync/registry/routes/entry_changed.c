/* What staff are told who did something to an entry that was another one when they began. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>

#include "sync/base/json.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/server/routes.h"

/* What it is by now, with who did what to it; seeing it is noted. */
void entry_answer_changed(struct service *service, struct call *call, int64_t order)
{
    json_t *current = NULL;
    char target[32];
    enum err err = inbox_entry(service->registry, order, &current);
    snprintf(target, sizeof(target), "%" PRId64, order);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    (void)json_object_del(current, "similar"); /* others' words, which nobody asked for here */
    if (!service_log_entries(service, call, "entry.read", target, &order, 1)) {
        json_decref(current);
        return;
    }
    call_answer(call, MHD_HTTP_CONFLICT,
                json_pack("{s:{s:s, s:s}, s:o}", "error", "code", ANSWERS_CHANGED, "message",
                          "Something happened to it meanwhile, as its history says. Nothing was overwritten.",
                          "current", current));
}

bool entry_read_base(struct call *call, const json_t *json, const char *key, int64_t *out, const int64_t **out_base)
{
    const json_t *base = json_object_get(json, key);
    *out = json_int_at(json, key, -1);
    *out_base = base != NULL ? out : NULL;
    if (base == NULL || *out >= 0) return true;
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "What is said to be its \"base\" is a version.");
    return false;
}
