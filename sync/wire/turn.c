#include "sync/wire/turn.h"

#include <sodium.h>
#include <string.h>

#include "sync/base/json.h"

void turn_next(struct turn *turn)
{
    memcpy(turn->before, turn->now, TURN_BYTES);
    do randombytes_buf(turn->now, TURN_BYTES);
    while (sodium_is_zero(turn->now, TURN_BYTES));
}

enum err turn_to_json(const struct turn *turn, json_t *object)
{
    if (json_object_set_new(object, "before", json_from_bytes(turn->before, TURN_BYTES)) != 0 ||
        json_object_set_new(object, "now", json_from_bytes(turn->now, TURN_BYTES)) != 0) {
        return ERR_NOMEM;
    }
    return ERR_OK;
}

enum err turn_from_json(struct turn *out, const json_t *object)
{
    struct turn turn;
    if (json_object_get(object, "before") == NULL && json_object_get(object, "now") == NULL) return ERR_NOT_FOUND;
    if (json_bytes_at(object, "before", turn.before, TURN_BYTES) != ERR_OK ||
        json_bytes_at(object, "now", turn.now, TURN_BYTES) != ERR_OK || sodium_is_zero(turn.now, TURN_BYTES)) {
        return ERR_INVALID;
    }
    *out = turn;
    return ERR_OK;
}

json_t *turn_acknowledge(const struct turn *turn, const char *kiosk_id,
                         const unsigned char receipt_secret[SIGN_SECRET_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    const struct sign_part parts[] = {sign_text(kiosk_id), {turn->now, TURN_BYTES}};
    sign_make(signature, SIGN_TURN, parts, 2, receipt_secret);
    return json_from_bytes(signature, sizeof(signature));
}

enum err turn_check(const json_t *answer, const struct turn *turn, const char *kiosk_id,
                    const unsigned char receipt_public[SIGN_PUBLIC_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    if (json_bytes_at(answer, "turn", signature, sizeof(signature)) != ERR_OK) return ERR_UNTRUSTED;
    const struct sign_part parts[] = {sign_text(kiosk_id), {turn->now, TURN_BYTES}};
    return sign_check(signature, SIGN_TURN, parts, 2, receipt_public);
}
