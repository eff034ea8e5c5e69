/* POST /v1/key: a kiosk puts a new key in the place of its own. */
#include <microhttpd.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/server/routes.h"
#include "sync/wire/request.h"
#include "sync/wire/rotation.h"

static bool is_signed_with(struct call *call, const unsigned char key[SIGN_PUBLIC_BYTES])
{
    return request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_REQUEST, call->method, call->target,
                         str_text(&call->body), call->body.length, key) == ERR_OK;
}

/* A change of a key, as it was asked for. */
struct change {
    struct kiosk kiosk;
    unsigned char key[SIGN_PUBLIC_BYTES]; /* that is to be the kiosk's */
    bool repeated; /* it is: the answer was lost, and who had one of its former keys asks again */
};

/* Who asks, and with which key of this kiosk? ERR_UNTRUSTED: with none that may. */
static enum err check_asker(struct service *service, struct call *call, const json_t *json, struct change *change)
{
    const struct kiosk *kiosk = &change->kiosk;
    change->repeated = memcmp(change->key, kiosk->sign_public, SIGN_PUBLIC_BYTES) == 0;
    if (!change->repeated) {
        return is_signed_with(call, kiosk->sign_public)
                   ? rotation_prove(json, kiosk->id, kiosk->sign_public, change->key)
                   : ERR_UNTRUSTED;
    }
    struct former_keys former;
    enum err err = former_keys_read(service->registry, kiosk->id, &former);
    if (err != ERR_OK) return err;
    for (size_t at = 0; at < former.count; at++) {
        if (is_signed_with(call, former.keys[at])) {
            return rotation_prove(json, kiosk->id, former.keys[at], kiosk->sign_public);
        }
    }
    return ERR_UNTRUSTED;
}

static void refuse(struct service *service, struct call *call, const struct change *change, enum err err)
{
    switch (err) {
    case ERR_INVALID:
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "A new key needs \"key\" and \"proof\".");
        break;
    case ERR_UNTRUSTED: service_refuse_signature(service, call, &change->kiosk); break;
    case ERR_REFUSED: call_refuse(call, MHD_HTTP_FORBIDDEN, "revoked", "This kiosk has been revoked."); break;
    case ERR_CONFLICT:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "key_used", "This key is or was a kiosk's. Make another one.");
        break;
    default: service_failed(service, call, err); break;
    }
}

/* A key alone does not tell a kiosk from a copy of its card, which must not lock it out: it takes the turn, too. What
 * comes between the turn and the key, a power cut or a refusal, is asked again with the same turn. */
static void put_key(struct service *service, struct call *call, struct change *change, const json_t *json)
{
    struct turn turn;
    bool turned = false;
    if (!service_turn(service, call, &change->kiosk, json, &turn, &turned)) return;
    enum err err = change->repeated ? ERR_OK : kiosk_rotate(service->registry, &change->kiosk, change->key);
    if (err != ERR_OK) {
        refuse(service, call, change, err);
        return;
    }
    if (!change->repeated) change->kiosk.rotate = false; /* as staff wished */
    const char *id = change->kiosk.id;
    json_t *answer =
        json_pack("{s:o}", "rotated", rotation_confirm(id, change->key, service->registry->keys.receipt_secret));
    call_answer(call, MHD_HTTP_OK, turned ? service_with_turn(service, answer, &change->kiosk, &turn) : answer);
}

void route_key(struct service *service, struct call *call)
{
    struct change change;
    AUTO(json_auto) json_t *json = NULL;
    const char *id = call_header(call, REQUEST_HEADER_KIOSK);
    enum err err = id != NULL ? kiosk_find(service->registry, id, &change.kiosk) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "unknown_kiosk", "This kiosk is not enrolled here.");
        return;
    }
    if (err == ERR_OK && !call_json(call, &json)) return;
    if (err == ERR_OK) err = rotation_key(change.key, json);
    if (err == ERR_OK) err = check_asker(service, call, json, &change);
    if (err == ERR_OK && change.kiosk.revoked) err = ERR_REFUSED;
    if (err == ERR_OK) {
        put_key(service, call, &change, json);
    } else {
        refuse(service, call, &change, err);
    }
}
