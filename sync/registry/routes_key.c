/* POST /v1/key: a kiosk puts a new key in the place of its own. */
#include <microhttpd.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/former_keys.h"
#include "sync/registry/routes.h"
#include "sync/wire/request.h"
#include "sync/wire/rotation.h"

static bool is_signed_with(struct call *call, const unsigned char key[SIGN_PUBLIC_BYTES])
{
    return request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_REQUEST, call->method, call->target,
                         str_text(&call->body), call->body.length, key) == ERR_OK;
}

/* The answer was lost: who asks has the key already, and asked with one that it had before. */
static enum err check_repeat(struct service *service, struct call *call, const struct kiosk *kiosk, const json_t *json)
{
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

static enum err take_key(struct service *service, struct call *call, const struct kiosk *kiosk, const json_t *json,
                         const unsigned char key[SIGN_PUBLIC_BYTES])
{
    if (memcmp(key, kiosk->sign_public, SIGN_PUBLIC_BYTES) == 0) return check_repeat(service, call, kiosk, json);
    if (!is_signed_with(call, kiosk->sign_public)) return ERR_UNTRUSTED;
    if (kiosk->revoked) return ERR_REFUSED;
    enum err err = rotation_prove(json, kiosk->id, kiosk->sign_public, key);
    return err == ERR_OK ? kiosk_rotate(service->registry, kiosk, key) : err;
}

void route_key(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    unsigned char key[SIGN_PUBLIC_BYTES];
    AUTO(json_auto) json_t *json = NULL;
    const char *id = call_header(call, REQUEST_HEADER_KIOSK);
    enum err err = id != NULL ? kiosk_find(service->registry, id, &kiosk) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "unknown_kiosk", "This kiosk is not enrolled here.");
        return;
    }
    if (err == ERR_OK && !call_json(call, &json)) return;
    if (err == ERR_OK) err = rotation_key(key, json);
    if (err == ERR_OK) err = take_key(service, call, &kiosk, json, key);
    if (err == ERR_OK && kiosk.revoked) err = ERR_REFUSED;
    switch (err) {
    case ERR_OK:
        call_answer(
            call, MHD_HTTP_OK,
            json_pack("{s:o}", "rotated", rotation_confirm(kiosk.id, key, service->registry->keys.receipt_secret)));
        break;
    case ERR_INVALID:
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "A new key needs \"key\" and \"proof\".");
        break;
    case ERR_UNTRUSTED:
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "bad_signature", "The signatures do not fit the old and the new key.");
        break;
    case ERR_REFUSED: call_refuse(call, MHD_HTTP_FORBIDDEN, "revoked", "This kiosk has been revoked."); break;
    case ERR_CONFLICT:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "key_used", "This key is or was a kiosk's. Make another one.");
        break;
    default: service_failed(service, call, err); break;
    }
}
