#include "sync/agent/patience.h"

enum { SILENCE_MS = 1000 }; /* a line that was cut sooner was not cut for its silence */

void patience_begin(struct patience *patience)
{
    *patience = (struct patience){.wait_s = PATIENCE_MOST_S};
}

long patience_seconds(struct patience *patience, int64_t now_ms, int64_t due_ms)
{
    if (now_ms < patience->next_ms) return 0;
    if (patience->wait_s == 0 ||
        (patience->wait_s < PATIENCE_MOST_S && now_ms - patience->shrunk_ms >= PATIENCE_FORGIVE_MS)) {
        patience->wait_s = PATIENCE_MOST_S;
    }
    int64_t left_s = (due_ms - now_ms) / 1000;
    return left_s < patience->wait_s ? (long)left_s : patience->wait_s;
}

int64_t patience_next_ms(const struct patience *patience, int64_t now_ms, int64_t due_ms)
{
    return patience->next_ms > now_ms && patience->next_ms < due_ms ? patience->next_ms : due_ms;
}

int64_t patience_ended(struct patience *patience, enum wait_end end, long asked_s, int64_t begun_ms, int64_t now_ms,
                       chance_below *chance)
{
    switch (end) {
    case WAIT_NEWS:
    case WAIT_OVER:
        backoff_reset(&patience->early);
        patience->next_ms = end == WAIT_NEWS ? now_ms + PATIENCE_NEWS_GAP_MS : begun_ms + PATIENCE_GAP_MS;
        return 0;
    case WAIT_EARLY: patience->next_ms = now_ms + backoff_after_failure_ms(&patience->early, chance); return 0;
    case WAIT_CUT:
        if (now_ms - begun_ms < SILENCE_MS) {
            patience->next_ms = now_ms + backoff_after_failure_ms(&patience->early, chance);
        } else {
            patience->next_ms = begun_ms + PATIENCE_GAP_MS;
            patience->cut = true;
            patience->cut_s = asked_s;
        }
        return (int64_t)chance(PATIENCE_SPREAD_MS);
    case WAIT_WOKEN: return 0;
    }
    return 0;
}

bool patience_round(struct patience *patience, bool good, int64_t now_ms)
{
    bool cut = patience->cut;
    patience->cut = false;
    if (!cut || !good) return false;
    patience->wait_s = patience->cut_s / 2;
    patience->shrunk_ms = now_ms;
    if (patience->wait_s == 0) patience->next_ms = now_ms + PATIENCE_RETRY_MS;
    return true;
}
