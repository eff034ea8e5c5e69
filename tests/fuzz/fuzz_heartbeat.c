/* A heartbeat as it comes over the wire, and what a program left in the run folder. */
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/fleet/fleet_words.h"
#include "sync/wire/heartbeat.h"
#include "tests/fuzz/fuzz.h"

static void read_again(const struct heartbeat *beat)
{
    struct heartbeat again;
    AUTO(str_finish) struct str text;
    AUTO(str_finish) struct str twice;
    enum err err = heartbeat_write(&text, beat);
    PROMISE(err == ERR_OK || err == ERR_TOO_LARGE);
    if (err != ERR_OK) return;
    PROMISE(heartbeat_read(&again, str_text(&text), text.length) == ERR_OK);
    PROMISE(heartbeat_write(&twice, &again) == ERR_OK && strcmp(str_text(&text), str_text(&twice)) == 0);
    PROMISE(!heartbeat_differs(beat, &again));
}

static void judge(const struct heartbeat *beat)
{
    struct fleet_state state = {.heard_s = 1795244400, .beat = *beat};
    AUTO(str_finish) struct str words;
    str_init(&words, 512);
    fleet_words(&words, fleet_judge(&state, 1795244401));
    PROMISE(str_ok(&words));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct heartbeat beat;
    struct screen_state screen;
    AUTO(json_auto) json_t *json = NULL;
    if (heartbeat_read(&beat, (const char *)bytes, count) == ERR_OK) {
        PROMISE(count <= HEARTBEAT_BYTES_MAX);
        read_again(&beat);
        judge(&beat);
    }
    if (json_parse(&json, (const char *)bytes, count, SCREEN_STATE_FILE_BYTES_MAX, 2, NULL) != ERR_OK) return 0;
    if (screen_state_from_json(&screen, json) == ERR_OK)
        PROMISE(memchr(screen.shown, '\0', sizeof(screen.shown)) != NULL);
    PROMISE(!look_id_is_good(json_text_at(json, "look")) || strlen(json_text_at(json, "look")) == 16);
    return 0;
}
