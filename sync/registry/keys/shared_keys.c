#include "sync/registry/keys/shared_keys.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_COUNT = 128, ROWS_COUNT = SHARED_KEYS_KEPT / ROW_COUNT };

struct kept {
    unsigned char kiosk_public[SIGN_PUBLIC_BYTES]; /* zeros: free */
    struct shared_key key;
};

struct shared_keys {
    unsigned char content_public[SIGN_PUBLIC_BYTES]; /* with which all of them are shared */
    struct kept *rows[ROWS_COUNT];                   /* owned: each made when it is first needed */
};

enum err shared_keys_create(struct shared_keys **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static void forget_all(struct shared_keys *shared)
{
    for (size_t row = 0; row < ROWS_COUNT; row++) {
        if (shared->rows[row] != NULL) sodium_memzero(shared->rows[row], ROW_COUNT * sizeof(struct kept));
        free(shared->rows[row]);
        shared->rows[row] = NULL;
    }
}

void shared_keys_destroy(struct shared_keys *shared)
{
    if (shared == NULL) return;
    forget_all(shared);
    free(shared);
}

/* A public key is as good as drawn by chance. NULL without memory. */
static struct kept *place_of(struct shared_keys *shared, const unsigned char kiosk_public[SIGN_PUBLIC_BYTES])
{
    uint32_t number = 0;
    memcpy(&number, kiosk_public, sizeof(number));
    struct kept **row = &shared->rows[number % ROWS_COUNT];
    if (*row == NULL) *row = calloc(ROW_COUNT, sizeof(**row));
    return *row != NULL ? &(*row)[number / ROWS_COUNT % ROW_COUNT] : NULL;
}

const struct shared_key *shared_keys_get(struct shared_keys *shared, const struct keys *keys,
                                         const unsigned char kiosk_public[SIGN_PUBLIC_BYTES])
{
    if (memcmp(shared->content_public, keys->content_public, SIGN_PUBLIC_BYTES) != 0) {
        forget_all(shared);
        memcpy(shared->content_public, keys->content_public, SIGN_PUBLIC_BYTES);
    }
    struct kept *kept = place_of(shared, kiosk_public);
    if (kept == NULL) return NULL;
    if (memcmp(kept->kiosk_public, kiosk_public, SIGN_PUBLIC_BYTES) == 0) return &kept->key;
    sodium_memzero(kept, sizeof(*kept));
    if (shared_key_of_registry(&kept->key, keys->content_secret, kiosk_public) != ERR_OK) return NULL;
    memcpy(kept->kiosk_public, kiosk_public, SIGN_PUBLIC_BYTES);
    return &kept->key;
}
