#include "sync/model/facts.h"

#include <string.h>

static int64_t value_at(const void *from, const struct fact *fact)
{
    int64_t value;
    memcpy(&value, (const char *)from + fact->offset, sizeof(value));
    return value;
}

static void set_at(void *out, const struct fact *fact, int64_t value)
{
    memcpy((char *)out + fact->offset, &value, sizeof(value));
}

void facts_clear(void *out, const struct fact *facts, size_t count)
{
    for (size_t at = 0; at < count; at++) set_at(out, &facts[at], FACT_UNKNOWN);
}

json_t *facts_to_json(const void *from, const struct fact *facts, size_t count)
{
    json_t *json = json_object();
    for (size_t at = 0; json != NULL && at < count; at++) {
        int64_t value = value_at(from, &facts[at]);
        if (value == FACT_UNKNOWN || value < facts[at].least || value > facts[at].most) continue;
        if (json_object_set_new(json, facts[at].name, json_integer((json_int_t)value)) == 0) continue;
        json_decref(json);
        json = NULL;
    }
    return json;
}

enum err facts_from_json(void *out, const struct fact *facts, size_t count, const json_t *json)
{
    if (!json_is_object(json)) return ERR_INVALID;
    facts_clear(out, facts, count);
    for (size_t at = 0; at < count; at++) {
        const json_t *member = json_object_get(json, facts[at].name);
        if (member == NULL) continue;
        int64_t value = json_integer_value(member);
        if (!json_is_integer(member) || value < facts[at].least || value > facts[at].most) return ERR_INVALID;
        set_at(out, &facts[at], value);
    }
    return ERR_OK;
}
