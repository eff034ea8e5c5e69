#include "sync/wire/rotation.h"

#include "sync/base/json.h"

enum { PROOF_PARTS = 3, CONFIRM_PARTS = 2 };

static void proof_parts(struct sign_part parts[PROOF_PARTS], const char *kiosk_id, const unsigned char *old_public,
                        const unsigned char *new_public)
{
    parts[0] = sign_text(kiosk_id);
    parts[1] = (struct sign_part){old_public, SIGN_PUBLIC_BYTES};
    parts[2] = (struct sign_part){new_public, SIGN_PUBLIC_BYTES};
}

json_t *rotation_to_json(const char *kiosk_id, const unsigned char old_public[SIGN_PUBLIC_BYTES],
                         const unsigned char new_public[SIGN_PUBLIC_BYTES],
                         const unsigned char new_secret[SIGN_SECRET_BYTES])
{
    struct sign_part parts[PROOF_PARTS];
    unsigned char proof[SIGN_SIGNATURE_BYTES];
    proof_parts(parts, kiosk_id, old_public, new_public);
    sign_make(proof, SIGN_ROTATE, parts, PROOF_PARTS, new_secret);
    return json_pack("{s:o, s:o}", "key", json_from_bytes(new_public, SIGN_PUBLIC_BYTES), "proof",
                     json_from_bytes(proof, sizeof(proof)));
}

enum err rotation_key(unsigned char out[SIGN_PUBLIC_BYTES], const json_t *json)
{
    return json_bytes_at(json, "key", out, SIGN_PUBLIC_BYTES);
}

enum err rotation_prove(const json_t *json, const char *kiosk_id, const unsigned char old_public[SIGN_PUBLIC_BYTES],
                        const unsigned char new_public[SIGN_PUBLIC_BYTES])
{
    struct sign_part parts[PROOF_PARTS];
    unsigned char proof[SIGN_SIGNATURE_BYTES];
    if (json_bytes_at(json, "proof", proof, sizeof(proof)) != ERR_OK) return ERR_INVALID;
    proof_parts(parts, kiosk_id, old_public, new_public);
    return sign_check(proof, SIGN_ROTATE, parts, PROOF_PARTS, new_public);
}

json_t *rotation_confirm(const char *kiosk_id, const unsigned char new_public[SIGN_PUBLIC_BYTES],
                         const unsigned char receipt_secret[SIGN_SECRET_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    const struct sign_part parts[CONFIRM_PARTS] = {sign_text(kiosk_id), {new_public, SIGN_PUBLIC_BYTES}};
    sign_make(signature, SIGN_ROTATED, parts, CONFIRM_PARTS, receipt_secret);
    return json_from_bytes(signature, sizeof(signature));
}

enum err rotation_check(const json_t *answer, const char *kiosk_id, const unsigned char new_public[SIGN_PUBLIC_BYTES],
                        const unsigned char receipt_public[SIGN_PUBLIC_BYTES])
{
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    if (json_bytes_at(answer, "rotated", signature, sizeof(signature)) != ERR_OK) return ERR_UNTRUSTED;
    const struct sign_part parts[CONFIRM_PARTS] = {sign_text(kiosk_id), {new_public, SIGN_PUBLIC_BYTES}};
    return sign_check(signature, SIGN_ROTATED, parts, CONFIRM_PARTS, receipt_public);
}
