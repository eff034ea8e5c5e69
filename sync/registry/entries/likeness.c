#include "sync/registry/entries/likeness.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/model/similar.h"

struct stems {
    int64_t stems[LIKENESS_STEMS_MAX];
    size_t count;
};

static void add_stem(void *context, const char *stem)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "forhal likeness";
    struct stems *out = context;
    int64_t number = 0;
    unsigned char hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, (const unsigned char *)stem, strlen(stem), key);
    memcpy(&number, hash, sizeof(number));
    for (size_t at = 0; at < out->count; at++) {
        if (out->stems[at] == number) return;
    }
    if (out->count < LIKENESS_STEMS_MAX) out->stems[out->count++] = number;
}

enum err likeness_learn(struct registry *registry, int64_t idea, const char *title, const char *text)
{
    struct stems stems = {.count = 0};
    enum err err = similar_stems(title, add_stem, &stems);
    if (err == ERR_OK) err = similar_stems(text, add_stem, &stems);
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM idea_stem WHERE idea = ?", "i", idea);
    for (size_t at = 0; err == ERR_OK && at < stems.count; at++) {
        err = db_run(registry->db, "INSERT INTO idea_stem (stem, idea) VALUES (?, ?)", "ii", stems.stems[at], idea);
    }
    sodium_memzero(&stems, sizeof(stems));
    return err;
}

/* ---- finding ---- */

enum {
    SLOTS = 32768, /* more than twice what can be found: a power of two */
    IDEAS_MANY = 10000,
    SHARED_MIN = 2,
};
_Static_assert(SLOTS >= 2 * LIKENESS_STEMS_MAX * LIKENESS_COMMON, "there is always a free slot");

/* What an idea shares with ours; `idea` 0: a free slot. */
struct shared {
    int64_t idea;
    float weight;
    int stems;
};

static struct shared *slot_of(struct shared *slots, int64_t idea)
{
    size_t at = (size_t)((uint64_t)idea * UINT64_C(0x9e3779b97f4a7c15) >> 40) % SLOTS;
    while (slots[at].idea != 0 && slots[at].idea != idea) at = (at + 1) % SLOTS;
    slots[at].idea = idea;
    return &slots[at];
}

/* Everybody who has the stem gets its weight, which goes to *out_weight. */
static enum err share(struct db *db, int64_t stem, int64_t idea, struct shared *slots, float *out_weight)
{
    int64_t others[LIKENESS_COMMON + 1];
    size_t count = 0;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT idea FROM idea_stem WHERE stem = ? AND idea <> ? LIMIT ?", "iii", stem,
                            idea, (int64_t)LIKENESS_COMMON + 1);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) others[count++] = rows_int(rows, 0);
    if (err != ERR_NOT_FOUND) return err;
    *out_weight = count > LIKENESS_COMMON ? 0 : logf((float)IDEAS_MANY / (float)(count + 1));
    for (size_t at = 0; *out_weight > 0 && at < count; at++) {
        struct shared *shared = slot_of(slots, others[at]);
        shared->weight += *out_weight;
        shared->stems++;
    }
    return ERR_OK;
}

/* Into its place among the best. */
static void rank(struct likeness out[LIKENESS_FOUND_MAX], size_t *count, struct likeness found)
{
    size_t at = *count;
    while (at > 0 && (out[at - 1].percent < found.percent ||
                      (out[at - 1].percent == found.percent && out[at - 1].idea < found.idea))) {
        at--;
    }
    if (at >= LIKENESS_FOUND_MAX) return;
    if (*count < LIKENESS_FOUND_MAX) (*count)++;
    memmove(&out[at + 1], &out[at], (*count - 1 - at) * sizeof(out[0]));
    out[at] = found;
}

static enum err read_stems(struct db *db, int64_t idea, struct stems *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, "SELECT stem FROM idea_stem WHERE idea = ? LIMIT ?", "ii", idea,
                            (int64_t)LIKENESS_STEMS_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) out->stems[out->count++] = rows_int(rows, 0);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err likeness_find(struct registry *registry, int64_t idea, struct likeness out[LIKENESS_FOUND_MAX],
                       size_t *out_count)
{
    struct stems stems = {.count = 0};
    float whole = 0;
    size_t count = 0;
    struct shared *slots = calloc(SLOTS, sizeof(*slots));
    enum err err = slots != NULL ? read_stems(registry->db, idea, &stems) : ERR_NOMEM;
    for (size_t at = 0; err == ERR_OK && at < stems.count; at++) {
        float weight = 0;
        err = share(registry->db, stems.stems[at], idea, slots, &weight);
        whole += weight;
    }
    for (size_t at = 0; err == ERR_OK && at < SLOTS; at++) {
        if (slots[at].idea == 0 || slots[at].stems < SHARED_MIN) continue;
        int percent = (int)(slots[at].weight * 100 / whole);
        if (percent >= LIKENESS_PERCENT_MIN) rank(out, &count, (struct likeness){slots[at].idea, percent});
    }
    free(slots);
    if (err == ERR_OK) *out_count = count;
    return err;
}
