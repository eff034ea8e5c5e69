#include "sync/agent/trust.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { TRUST_FILE_BYTES_MAX = 2 * TRUST_CA_BYTES_MAX }; /* every line's end is two bytes in JSON */

static const char pin_begins[] = "sha256//";

void trust_pin_text(char out[TRUST_PIN_BYTES], const unsigned char hash[TRUST_HASH_BYTES])
{
    size_t begins = sizeof(pin_begins) - 1;
    memcpy(out, pin_begins, begins);
    sodium_bin2base64(out + begins, TRUST_PIN_BYTES - begins, hash, TRUST_HASH_BYTES, sodium_base64_VARIANT_ORIGINAL);
}

enum err trust_add_pin(struct trust *trust, const char *pin)
{
    unsigned char hash[TRUST_HASH_BYTES];
    size_t hash_bytes = 0;
    size_t begins = sizeof(pin_begins) - 1;
    if (trust->pins_count == TRUST_PINS_MAX) return ERR_FULL;
    if (strlen(pin) != TRUST_PIN_BYTES - 1 || strncmp(pin, pin_begins, begins) != 0) return ERR_INVALID;
    if (sodium_base642bin(hash, sizeof(hash), pin + begins, strlen(pin) - begins, NULL, &hash_bytes, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        hash_bytes != sizeof(hash)) {
        return ERR_INVALID;
    }
    memcpy(trust->pins[trust->pins_count++], pin, TRUST_PIN_BYTES);
    return ERR_OK;
}

static enum err read_members(struct trust *out, const json_t *json)
{
    const char *ca = json_text_at(json, "ca");
    if (!json_is_object(json) || (ca != NULL && strlen(ca) > TRUST_CA_BYTES_MAX)) return ERR_DAMAGED;
    const json_t *pins = json_object_get(json, "pins");
    if (pins != NULL && !json_is_array(pins)) return ERR_DAMAGED;
    for (size_t at = 0; at < json_array_size(pins); at++) {
        const char *pin = json_string_value(json_array_get(pins, at));
        /* A pin that is passed over would be trust in everybody. */
        if (pin == NULL || trust_add_pin(out, pin) != ERR_OK) return ERR_DAMAGED;
    }
    if (ca == NULL) return json_object_get(json, "ca") == NULL ? ERR_OK : ERR_DAMAGED;
    out->ca = malloc(strlen(ca) + 1);
    if (out->ca == NULL) return ERR_NOMEM;
    memcpy(out->ca, ca, strlen(ca) + 1);
    return ERR_OK;
}

enum err trust_read(struct trust *out, const char *path)
{
    *out = (struct trust){0};
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, path, TRUST_FILE_BYTES_MAX);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    AUTO(json_auto) json_t *json = NULL;
    err = json_parse(&json, str_text(&text), text.length, TRUST_FILE_BYTES_MAX, 3, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_DAMAGED;
    err = read_members(out, json);
    if (err != ERR_OK) trust_finish(out);
    return err;
}

enum err trust_write(const struct trust *trust, const char *path)
{
    AUTO(json_auto) json_t *json = json_object();
    json_t *pins = json_array();
    if (json_object_set_new(json, "pins", pins) != 0) return ERR_NOMEM;
    if (trust->ca != NULL && json_object_set_new(json, "ca", json_string(trust->ca)) != 0) return ERR_NOMEM;
    for (size_t at = 0; at < trust->pins_count; at++) {
        if (json_array_append_new(pins, json_string(trust->pins[at])) != 0) return ERR_NOMEM;
    }
    char *text = json_dumps(json, JSON_INDENT(2));
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_write(path, text, strlen(text), 0600);
    free(text);
    return err;
}

void trust_finish(struct trust *trust)
{
    free(trust->ca);
    *trust = (struct trust){0};
}

bool trust_equal(const struct trust *a, const struct trust *b)
{
    if ((a->ca == NULL) != (b->ca == NULL) || (a->ca != NULL && strcmp(a->ca, b->ca) != 0)) return false;
    if (a->pins_count != b->pins_count) return false;
    for (size_t at = 0; at < a->pins_count; at++) {
        if (strcmp(a->pins[at], b->pins[at]) != 0) return false;
    }
    return true;
}
