#include "kiosk/standing.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { STATE_BYTES_MAX = 4096 };

/* It goes onto the screen: symbols and nothing else. */
static void copy_symbols(char *out, size_t out_bytes, const json_t *json, const char *key)
{
    const char *text = json_text_at(json, key);
    if (text == NULL || strlen(text) != out_bytes - 1) return;
    if (strspn(text, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-") != out_bytes - 1) return;
    snprintf(out, out_bytes, "%s", text);
}

static enum standing_kind kind_of(const char *refusal, bool asks)
{
    if (refusal != NULL && strcmp(refusal, "revoked") == 0) return STANDING_REVOKED;
    if (refusal != NULL && strcmp(refusal, "forked") == 0) return STANDING_FORKED;
    if (!asks) return STANDING_GOOD;
    return refusal != NULL && strcmp(refusal, "refused") == 0 ? STANDING_SAID_NO : STANDING_PENDING;
}

void standing_read(struct standing *out, const char *path)
{
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *json = NULL;
    *out = (struct standing){.kind = STANDING_GOOD};
    if (file_read(&text, path, STATE_BYTES_MAX) != ERR_OK) return;
    if (json_parse(&json, str_text(&text), text.length, STATE_BYTES_MAX, 2, NULL) != ERR_OK) return;
    copy_symbols(out->code, sizeof(out->code), json, "code");
    copy_symbols(out->fingerprint, sizeof(out->fingerprint), json, "fingerprint");
    out->kind = kind_of(json_text_at(json, "refusal"), out->code[0] != '\0' && out->fingerprint[0] != '\0');
}
