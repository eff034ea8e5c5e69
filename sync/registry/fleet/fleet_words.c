#include "sync/registry/fleet/fleet_words.h"

#include <string.h>

static const struct {
    enum fleet_word word;
    const char *text;
} names[] = {
    {FLEET_SILENT, "silent"},
    {FLEET_NO_SCREEN, "no screen"},
    {FLEET_FROZEN, "frozen screen"},
    {FLEET_BEHIND, "behind"},
    {FLEET_CLOCK, "doubtful clock"},
    {FLEET_NO_TOUCH, "no touch device"},
    {FLEET_TOUCH_SILENT, "touch silent"},
    {FLEET_OUTBOX_OLD, "outbox old"},
    {FLEET_SET_ASIDE, "entries set aside"},
    {FLEET_DISK_LOW, "disk low"},
    {FLEET_HOT, "hot"},
    {FLEET_UNDER_VOLTAGE, "under-voltage"},
    {FLEET_WATCHDOG, "watchdog not armed"},
    {FLEET_CERTIFICATE, "certificate ends"},
    {FLEET_MEMORY, "memory"},
};
enum { NAMES_COUNT = sizeof(names) / sizeof(names[0]) };

static unsigned word_if(bool so, enum fleet_word word)
{
    return so ? (unsigned)word : 0;
}

static bool is_above(int64_t value, int64_t limit)
{
    return value != FACT_UNKNOWN && value > limit;
}

static bool is_below(int64_t value, int64_t limit)
{
    return value != FACT_UNKNOWN && value < limit;
}

static unsigned judge_screen(const struct fleet_state *state)
{
    const struct heartbeat *beat = &state->beat;
    const struct screen_state *screen = &beat->screen;
    if (!beat->has_screen) return FLEET_NO_SCREEN;
    bool fed_by_frames = is_above(screen->watchdog_s, 0);
    bool hangs = is_above(beat->screen_age_s, FLEET_SCREEN_SILENT_S);
    bool frozen =
        hangs || state->frozen_s != 0 || (fed_by_frames && is_above(screen->presented_ms, FLEET_PRESENTED_MS));
    bool untouched = is_above(screen->touched_s, FLEET_TOUCH_SILENT_S) ||
                     (screen->touched_s == FACT_UNKNOWN && is_above(screen->up_s, FLEET_TOUCH_SILENT_S));
    return word_if(frozen, FLEET_FROZEN) | word_if(screen->touch_devices == 0, FLEET_NO_TOUCH) |
           word_if(untouched, FLEET_TOUCH_SILENT) | word_if(screen->watchdog_s == 0, FLEET_WATCHDOG) |
           word_if(is_above(screen->resident_kib, FLEET_SCREEN_LARGE_KIB), FLEET_MEMORY);
}

static unsigned judge_board(const struct board_state *board)
{
    const int64_t slowed = THROTTLED_CAPPED | THROTTLED_NOW | THROTTLED_SOFT;
    bool hot = is_above(board->cpu_mc, FLEET_HOT_MC - 1) ||
               (board->throttled != FACT_UNKNOWN && (board->throttled & slowed) != 0);
    return word_if(is_below(board->disk_free_mib, FLEET_DISK_LOW_MIB), FLEET_DISK_LOW) | word_if(hot, FLEET_HOT) |
           word_if(board->under_voltage == 1, FLEET_UNDER_VOLTAGE) |
           word_if(board->hardware_watchdog_s == 0, FLEET_WATCHDOG) |
           word_if(is_below(board->memory_available_mib, FLEET_MEMORY_LOW_MIB), FLEET_MEMORY);
}

static bool clock_is_doubtful(const struct fleet_state *state)
{
    const struct heartbeat *beat = &state->beat;
    int64_t off_s = beat->wall_s != FACT_UNKNOWN ? beat->wall_s - state->heard_s : 0;
    return strcmp(beat->clock, CLOCK_DOUBTFUL) == 0 || off_s > FLEET_CLOCK_OFF_S || off_s < -FLEET_CLOCK_OFF_S;
}

unsigned fleet_judge(const struct fleet_state *state, int64_t now_s)
{
    const struct heartbeat *beat = &state->beat;
    int64_t ago_s = now_s - state->heard_s;
    if (ago_s > FLEET_SILENT_S || ago_s < -FLEET_SILENT_S)
        return FLEET_SILENT; /* or heard before our clock went back */
    bool behind = state->behind_s != 0 && now_s - state->behind_s > FLEET_BEHIND_S;
    return judge_screen(state) | judge_board(&beat->board) | word_if(behind, FLEET_BEHIND) |
           word_if(clock_is_doubtful(state), FLEET_CLOCK) |
           word_if(is_above(beat->oldest_s, FLEET_OUTBOX_OLD_S), FLEET_OUTBOX_OLD) |
           word_if(is_above(beat->set_aside, 0), FLEET_SET_ASIDE) | word_if(beat->watchdog_s == 0, FLEET_WATCHDOG) |
           word_if(is_below(beat->certificate_days, FLEET_CERTIFICATE_DAYS), FLEET_CERTIFICATE);
}

enum fleet_colour fleet_words_colour(unsigned words)
{
    const unsigned red = FLEET_SILENT | FLEET_NO_SCREEN | FLEET_FROZEN | FLEET_NO_TOUCH;
    return (words & red) != 0 ? FLEET_RED : words != 0 ? FLEET_YELLOW : FLEET_GREEN;
}

const char *fleet_colour_name(enum fleet_colour colour)
{
    static const char *const colours[] = {"green", "yellow", "red", "grey"};
    return colours[colour];
}

void fleet_words(struct str *out, unsigned words)
{
    const char *between = "";
    for (size_t at = 0; at < NAMES_COUNT; at++) {
        if ((words & (unsigned)names[at].word) == 0) continue;
        str_addf(out, "%s%s", between, names[at].text);
        between = ", ";
    }
    if (words == 0) str_add(out, "fresh");
}

json_t *fleet_words_to_json(unsigned words)
{
    json_t *list = json_array();
    bool good = list != NULL;
    for (size_t at = 0; good && at < NAMES_COUNT; at++) {
        if ((words & (unsigned)names[at].word) == 0) continue;
        good = json_array_append_new(list, json_string(names[at].text)) == 0;
    }
    if (good && words == 0) good = json_array_append_new(list, json_string("fresh")) == 0;
    if (good) return list;
    json_decref(list);
    return NULL;
}
