#include "sync/registry/staff/throttle.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_HASH_BYTES = 16 };

struct slot {
    unsigned char key_hash[KEY_HASH_BYTES];
    int failures; /* 0: the slot is free */
    int64_t latest_ms;
    int64_t open_ms; /* when the next try is looked at */
};

struct throttle {
    struct throttle_rule rule;
    struct slot slots[THROTTLE_KEYS_MAX];
};

enum err throttle_create(struct throttle **out, struct throttle_rule rule)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    (*out)->rule = rule;
    return ERR_OK;
}

void throttle_destroy(struct throttle *throttle)
{
    free(throttle);
}

/* Keys hold names that people typed: only a hash stays in memory. */
static void key_hash(unsigned char out[KEY_HASH_BYTES], const char *key)
{
    crypto_generichash(out, KEY_HASH_BYTES, (const unsigned char *)key, strlen(key), NULL, 0);
}

/* The place of the key's slot; THROTTLE_KEYS_MAX when it has none. */
static size_t slot_find(const struct throttle *throttle, const char *key)
{
    unsigned char hash[KEY_HASH_BYTES];
    key_hash(hash, key);
    for (size_t at = 0; at < THROTTLE_KEYS_MAX; at++) {
        const struct slot *slot = &throttle->slots[at];
        if (slot->failures > 0 && memcmp(slot->key_hash, hash, KEY_HASH_BYTES) == 0) return at;
    }
    return THROTTLE_KEYS_MAX;
}

static struct slot *slot_take(struct throttle *throttle, const char *key)
{
    struct slot *quietest = &throttle->slots[0];
    for (size_t at = 0; at < THROTTLE_KEYS_MAX && quietest->failures > 0; at++) {
        struct slot *slot = &throttle->slots[at];
        if (slot->failures == 0 || slot->latest_ms < quietest->latest_ms) quietest = slot;
    }
    *quietest = (struct slot){0};
    key_hash(quietest->key_hash, key);
    return quietest;
}

int64_t throttle_wait_ms(const struct throttle *throttle, const char *key, int64_t now_ms)
{
    size_t at = slot_find(throttle, key);
    if (at == THROTTLE_KEYS_MAX || throttle->slots[at].open_ms <= now_ms) return 0;
    return throttle->slots[at].open_ms - now_ms;
}

static int64_t delay_ms(const struct throttle_rule *rule, int failures)
{
    if (failures <= rule->failures_free) return 0;
    int64_t delay = rule->delay_first_ms;
    for (int over = failures - rule->failures_free; over > 1 && delay < rule->delay_max_ms; over--) delay *= 2;
    return delay < rule->delay_max_ms ? delay : rule->delay_max_ms;
}

void throttle_failed(struct throttle *throttle, const char *key, int64_t now_ms)
{
    size_t at = slot_find(throttle, key);
    struct slot *slot = at < THROTTLE_KEYS_MAX ? &throttle->slots[at] : slot_take(throttle, key);
    if (now_ms - slot->latest_ms > THROTTLE_FORGET_MS) slot->failures = 0;
    slot->failures++;
    slot->latest_ms = now_ms;
    slot->open_ms = now_ms + delay_ms(&throttle->rule, slot->failures);
}

void throttle_forgive(struct throttle *throttle, const char *key)
{
    size_t at = slot_find(throttle, key);
    if (at < THROTTLE_KEYS_MAX) throttle->slots[at] = (struct slot){0};
}
