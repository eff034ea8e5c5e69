#include "sync/model/screen_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { DEPTH_MAX = 2 };

#define DAYS_MAX_S  (100LL * 366 * 86400)
#define COUNT_MAX   (1LL << 53)
#define PLACE(name) offsetof(struct screen_state, name)

static const struct fact facts[] = {
    {"sequence", PLACE(sequence), 0, COUNT_MAX},
    {"at_ms", PLACE(at_ms), 0, DAYS_MAX_S * 1000},
    {"up_s", PLACE(up_s), 0, DAYS_MAX_S},
    {"frames", PLACE(frames), 0, COUNT_MAX},
    {"presented_ms", PLACE(presented_ms), 0, DAYS_MAX_S * 1000},
    {"content_s", PLACE(content_s), 0, DAYS_MAX_S},
    {"touched_s", PLACE(touched_s), 0, DAYS_MAX_S},
    {"touch_devices", PLACE(touch_devices), 0, 1000},
    {"watchdog_s", PLACE(watchdog_s), 0, 86400},
    {"fed_ms", PLACE(fed_ms), 0, DAYS_MAX_S * 1000},
    {"resident_kib", PLACE(resident_kib), 0, 1LL << 40},
    {"heap_kib", PLACE(heap_kib), 0, 1LL << 40},
    {"caches_kib", PLACE(caches_kib), 0, 1LL << 40},
    {"width_px", PLACE(width_px), 0, 100000},
    {"height_px", PLACE(height_px), 0, 100000},
    {"width_mm", PLACE(width_mm), 0, 100000},
    {"height_mm", PLACE(height_mm), 0, 100000},
};
enum { FACTS_COUNT = sizeof(facts) / sizeof(facts[0]) };

static const struct {
    const char *name;
    size_t offset, bytes;
    bool is_word; /* else printable text */
} texts[] = {
    {"shown", PLACE(shown), SCREEN_STATE_WORD_BYTES, true},
    {"doing", PLACE(doing), SCREEN_STATE_WORD_BYTES, true},
    {"voice", PLACE(voice), SCREEN_STATE_WORD_BYTES, true},
    {"version", PLACE(version), SCREEN_STATE_VERSION_BYTES, false},
    {"generation", PLACE(generation), SCREEN_STATE_GENERATION_BYTES, false},
};
enum { TEXTS_COUNT = sizeof(texts) / sizeof(texts[0]) };

bool state_word_is_good(const char *text, size_t bytes)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return length < bytes && text[length] == '\0';
}

bool state_text_is_good(const char *text, size_t bytes)
{
    size_t length = 0;
    while (text[length] >= ' ' && text[length] <= '~' && length < bytes) length++;
    return length < bytes && text[length] == '\0';
}

void screen_state_clear(struct screen_state *out)
{
    *out = (struct screen_state){.shown = ""};
    facts_clear(out, facts, FACTS_COUNT);
}

json_t *screen_state_to_json(const struct screen_state *state)
{
    json_t *json = facts_to_json(state, facts, FACTS_COUNT);
    for (size_t at = 0; json != NULL && at < TEXTS_COUNT; at++) {
        const char *text = (const char *)state + texts[at].offset;
        if (text[0] == '\0' || json_object_set_new(json, texts[at].name, json_string(text)) == 0) continue;
        json_decref(json);
        json = NULL;
    }
    return json;
}

enum err screen_state_from_json(struct screen_state *out, const json_t *json)
{
    struct screen_state state = {.shown = ""};
    enum err err = facts_from_json(&state, facts, FACTS_COUNT, json);
    for (size_t at = 0; err == ERR_OK && at < TEXTS_COUNT; at++) {
        const json_t *member = json_object_get(json, texts[at].name);
        if (member == NULL) continue;
        const char *text = json_text_at(json, texts[at].name);
        bool good = text != NULL && (texts[at].is_word ? state_word_is_good(text, texts[at].bytes)
                                                       : state_text_is_good(text, texts[at].bytes));
        if (!good) return ERR_INVALID;
        memcpy((char *)&state + texts[at].offset, text, strlen(text) + 1);
    }
    if (err == ERR_OK) *out = state;
    return err;
}

enum err screen_state_write(const struct screen_state *state, const char *path)
{
    AUTO(json_auto) json_t *json = screen_state_to_json(state);
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_replace(path, text, strlen(text), 0600);
    free(text);
    return err;
}

enum err screen_state_read(struct screen_state *out, const char *path)
{
    AUTO(str_finish) struct str text;
    AUTO(json_auto) json_t *json = NULL;
    enum err err = file_read(&text, path, SCREEN_STATE_FILE_BYTES_MAX);
    if (err == ERR_OK) {
        err = json_parse(&json, str_text(&text), text.length, SCREEN_STATE_FILE_BYTES_MAX, DEPTH_MAX, NULL);
    }
    if (err == ERR_OK) err = screen_state_from_json(out, json);
    return err == ERR_INVALID || err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
}
