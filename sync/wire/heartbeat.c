#include "sync/wire/heartbeat.h"

#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"

#define PLACE(name) offsetof(struct heartbeat, name)
enum { YEARS_100_DAYS = 36600 };
#define COUNT_MAX (1LL << 53)

static const struct fact agent_facts[] = {
    {"wall_s", PLACE(wall_s), 0, 1LL << 40},
    {"up_s", PLACE(up_s), 0, YEARS_100_DAYS * 86400LL},
    {"resident_kib", PLACE(resident_kib), 0, 1LL << 40},
    {"pss_kib", PLACE(pss_kib), 0, 1LL << 40},
    {"watchdog_s", PLACE(watchdog_s), 0, 86400},
    {"certificate_days", PLACE(certificate_days), -YEARS_100_DAYS, YEARS_100_DAYS},
    {"beats", PLACE(beats), 0, COUNT_MAX},
};
static const struct fact outbox_facts[] = {
    {"waiting", PLACE(waiting), 0, COUNT_MAX},
    {"set_aside", PLACE(set_aside), 0, COUNT_MAX},
    {"oldest_s", PLACE(oldest_s), 0, YEARS_100_DAYS * 86400LL},
};
static const struct fact content_facts[] = {{"sequence", PLACE(sequence), 0, COUNT_MAX}};
static const struct fact screen_facts[] = {{"age_s", PLACE(screen_age_s), 0, YEARS_100_DAYS * 86400LL}};

/* The parts made of facts alone; "screen" and "board" have more. */
static const struct part {
    const char *name;
    const struct fact *facts;
    size_t count;
} parts[] = {
    {"agent", agent_facts, sizeof(agent_facts) / sizeof(agent_facts[0])},
    {"outbox", outbox_facts, sizeof(outbox_facts) / sizeof(outbox_facts[0])},
    {"content", content_facts, 1},
};
enum { PARTS_COUNT = sizeof(parts) / sizeof(parts[0]) };

static const struct text {
    const char *part, *name;
    size_t offset, bytes;
    bool is_word;
} texts[] = {
    {"agent", "version", PLACE(version), SCREEN_STATE_VERSION_BYTES, false},
    {"agent", "link", PLACE(link), SCREEN_STATE_WORD_BYTES, true},
    {"agent", "clock", PLACE(clock), SCREEN_STATE_WORD_BYTES, true},
    {"content", "generation", PLACE(generation), SCREEN_STATE_GENERATION_BYTES, false},
};
enum { TEXTS_COUNT = sizeof(texts) / sizeof(texts[0]) };

void heartbeat_clear(struct heartbeat *out)
{
    *out = (struct heartbeat){.has_screen = false};
    for (size_t at = 0; at < PARTS_COUNT; at++) facts_clear(out, parts[at].facts, parts[at].count);
    facts_clear(out, screen_facts, 1);
    screen_state_clear(&out->screen);
    board_state_clear(&out->board);
}

/* ---- writing ---- */

static bool add_part(json_t *json, const char *name, json_t *part)
{
    return part != NULL && json_object_set_new(json, name, part) == 0;
}

static bool add_screen(json_t *json, const struct heartbeat *heartbeat)
{
    if (!heartbeat->has_screen) return true;
    AUTO(json_auto) json_t *age = facts_to_json(heartbeat, screen_facts, 1);
    json_t *screen = screen_state_to_json(&heartbeat->screen);
    bool merged = age != NULL && screen != NULL && json_object_update(screen, age) == 0;
    if (merged) return add_part(json, "screen", screen);
    json_decref(screen);
    return false;
}

json_t *heartbeat_to_json(const struct heartbeat *heartbeat)
{
    json_t *json = json_object();
    bool good = json != NULL;
    for (size_t at = 0; good && at < PARTS_COUNT; at++) {
        good = add_part(json, parts[at].name, facts_to_json(heartbeat, parts[at].facts, parts[at].count));
    }
    for (size_t at = 0; good && at < TEXTS_COUNT; at++) {
        const char *text = (const char *)heartbeat + texts[at].offset;
        if (text[0] == '\0') continue;
        good = json_object_set_new(json_object_get(json, texts[at].part), texts[at].name, json_string(text)) == 0;
    }
    good = good && add_screen(json, heartbeat) && add_part(json, "board", board_state_to_json(&heartbeat->board));
    if (good) return json;
    json_decref(json);
    return NULL;
}

enum err heartbeat_write(struct str *out, const struct heartbeat *heartbeat)
{
    str_init(out, HEARTBEAT_BYTES_MAX);
    AUTO(json_auto) json_t *json = heartbeat_to_json(heartbeat);
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    str_add(out, text);
    free(text);
    return str_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

/* ---- reading ---- */

static enum err read_texts(struct heartbeat *out, const json_t *json)
{
    for (size_t at = 0; at < TEXTS_COUNT; at++) {
        const struct text *text = &texts[at];
        const json_t *member = json_object_get(json_object_get(json, text->part), text->name);
        if (member == NULL) continue;
        const char *value = json_string_value(member);
        if (value == NULL || strlen(value) != json_string_length(member)) return ERR_INVALID;
        bool good = text->is_word ? state_word_is_good(value, text->bytes) : state_text_is_good(value, text->bytes);
        if (!good) return ERR_INVALID;
        memcpy((char *)out + text->offset, value, strlen(value) + 1);
    }
    return ERR_OK;
}

static enum err read_parts(struct heartbeat *out, const json_t *json)
{
    const json_t *screen = json_object_get(json, "screen");
    const json_t *board = json_object_get(json, "board");
    enum err err = json_is_object(json) ? ERR_OK : ERR_INVALID;
    for (size_t at = 0; err == ERR_OK && at < PARTS_COUNT; at++) {
        const json_t *part = json_object_get(json, parts[at].name);
        if (part != NULL) err = facts_from_json(out, parts[at].facts, parts[at].count, part);
    }
    out->has_screen = screen != NULL;
    if (err == ERR_OK && screen != NULL) err = facts_from_json(out, screen_facts, 1, screen);
    if (err == ERR_OK && screen != NULL) err = screen_state_from_json(&out->screen, screen);
    if (err == ERR_OK && board != NULL) err = board_state_from_json(&out->board, board);
    return err == ERR_OK ? read_texts(out, json) : err;
}

enum err heartbeat_read(struct heartbeat *out, const char *bytes, size_t bytes_count)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err = json_parse(&json, bytes, bytes_count, HEARTBEAT_BYTES_MAX, HEARTBEAT_DEPTH_MAX, NULL);
    if (err != ERR_OK) return err;
    heartbeat_clear(out);
    return read_parts(out, json);
}

/* ---- what changes ---- */

bool heartbeat_shows_other(const struct heartbeat *now, const struct heartbeat *before)
{
    return now->has_screen != before->has_screen || now->screen.sequence != before->screen.sequence ||
           strcmp(now->screen.generation, before->screen.generation) != 0;
}

bool heartbeat_differs(const struct heartbeat *now, const struct heartbeat *before)
{
    const struct screen_state *screen = &now->screen;
    const struct screen_state *screen_before = &before->screen;
    return heartbeat_shows_other(now, before) || screen->touch_devices != screen_before->touch_devices ||
           screen->watchdog_s != screen_before->watchdog_s || strcmp(screen->version, screen_before->version) != 0 ||
           strcmp(screen->voice, screen_before->voice) != 0 || strcmp(now->clock, before->clock) != 0 ||
           now->board.throttled != before->board.throttled || now->board.under_voltage != before->board.under_voltage ||
           now->board.hardware_watchdog_s != before->board.hardware_watchdog_s ||
           (now->set_aside > 0) != (before->set_aside > 0);
}

bool look_id_is_good(const char *text)
{
    return text != NULL && strlen(text) == LOOK_ID_TEXT_BYTES - 1 &&
           strspn(text, "0123456789abcdef") == LOOK_ID_TEXT_BYTES - 1;
}
