#define _POSIX_C_SOURCE 200809L
#include "sync/registry/keys/nonce_proofs.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The page that is told of just now. */
struct known {
    struct feed_cursor seen;
    int64_t page; /* 0: none */
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    unsigned char secret[SIGN_SECRET_BYTES];
};

struct nonce_proofs {
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t bell;  /* it was told */
    uint64_t told;
    struct known known;
};

enum err nonce_proofs_create(struct nonce_proofs **out)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    pthread_condattr_t monotonic;
    pthread_mutex_init(&(*out)->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&(*out)->bell, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return ERR_OK;
}

void nonce_proofs_destroy(struct nonce_proofs *proofs)
{
    if (proofs == NULL) return;
    pthread_cond_destroy(&proofs->bell);
    pthread_mutex_destroy(&proofs->lock);
    sodium_memzero(proofs, sizeof(*proofs));
    free(proofs);
}

void nonce_proofs_tell(struct nonce_proofs *proofs, const struct feed_cursor *seen, int64_t page,
                       const char *page_signature, const unsigned char content_secret[SIGN_SECRET_BYTES])
{
    pthread_mutex_lock(&proofs->lock);
    struct known *known = &proofs->known;
    if (known->page != page) {
        known->seen = *seen;
        known->page = page;
        snprintf(known->signature, sizeof(known->signature), "%s", page_signature);
        memcpy(known->secret, content_secret, sizeof(known->secret));
    }
    proofs->told++;
    pthread_cond_broadcast(&proofs->bell);
    pthread_mutex_unlock(&proofs->lock);
}

uint64_t nonce_proofs_told(struct nonce_proofs *proofs)
{
    pthread_mutex_lock(&proofs->lock);
    uint64_t told = proofs->told;
    pthread_mutex_unlock(&proofs->lock);
    return told;
}

void nonce_proofs_await(struct nonce_proofs *proofs, uint64_t told, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nanoseconds = until.tv_nsec + (int64_t)wait_ms * 1000000;
    until.tv_sec += nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    pthread_mutex_lock(&proofs->lock);
    while (proofs->told == told && pthread_cond_timedwait(&proofs->bell, &proofs->lock, &until) != ETIMEDOUT) {
    }
    pthread_mutex_unlock(&proofs->lock);
}

void nonce_proofs_sign(struct nonce_proofs *proofs, const struct feed_cursor *seen, struct nonce_proof *const list[],
                       size_t count)
{
    const char *nonces[FRESHNESS_NONCES_MAX];
    char text[FRESHNESS_TEXT_BYTES];
    pthread_mutex_lock(&proofs->lock);
    struct known known = proofs->known;
    pthread_mutex_unlock(&proofs->lock);
    if (known.page != 0 && known.seen.sequence == seen->sequence &&
        strcmp(known.seen.generation, seen->generation) == 0) {
        for (size_t at = 0; at < count; at++) nonces[at] = list[at]->nonce;
        freshness_sign_together(text, nonces, count, known.signature, known.secret);
        for (size_t at = 0; at < count; at++) {
            list[at]->text = strdup(text); /* without memory who serves makes it */
            list[at]->page = list[at]->text != NULL ? known.page : 0;
        }
    }
    sodium_memzero(&known, sizeof(known));
}
