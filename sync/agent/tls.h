/* sync/agent/tls.h - how a connection's certificate is checked, and what is wrong with one in words.
 *
 * At least TLS 1.2, every connection checked anew (no resumed sessions), by the rules of trust.h, through OpenSSL,
 * which Debian's libcurl is built with. The time that a certificate is checked for is the handed-in clock's. When that
 * clock is behind the floor (sync/store/time_floor.h) it can't be right; then the certificate is checked for the floor
 * instead, or, if it begins later than that, for its own first moment: of the true time we only know that it is not
 * before the floor. A certificate that had ended by the floor is refused in any case. With a libcurl that is built
 * otherwise, certificates are checked by the machine's clock alone. */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/agent/trust.h"
#include "sync/base/clock.h"
#include "sync/base/err.h"

struct tls;

struct tls_options {
    const struct trust *trust; /* NULL: the system's CAs; copied */
    struct clock clock;
    const int64_t *floor_s; /* borrowed and read at every handshake; NULL: none */
};

/* What the latest handshake showed. Times in seconds since 1970; 0: not known. */
struct tls_seen {
    int64_t begins_s; /* of the server's own certificate */
    int64_t own_ends_s;
    int64_t ends_s; /* the first end in the chain that was verified; of the server's own with pins alone */
};

/* On ERR_OK the caller releases *out with tls_destroy(), after the handle it was applied to. ERR_NOMEM. */
MUST_USE enum err tls_create(struct tls **out, const struct tls_options *options);
/* Takes NULL. */
void tls_destroy(struct tls *tls);
/* Makes all connections of `handle` be checked so. ERR_NOMEM; ERR_INVALID: the CAs are no certificates. */
MUST_USE enum err tls_apply(struct tls *tls, CURL *handle);

/* Before each exchange: what went wrong in an earlier one is forgotten. */
void tls_begin(struct tls *tls);
struct tls_seen tls_seen(const struct tls *tls);
/* What is wrong, where, and what to do, without full stop; false when `code` is not about TLS. *out_untrusted: it is
 * somebody else, or nobody can tell. */
bool tls_problem(const struct tls *tls, CURLcode code, const char *where, char *out, size_t out_bytes,
                 bool *out_untrusted);

/* How many certificates there are in these bytes of PEM; 0 when something in it is none. */
size_t tls_count_certificates(const char *pem, size_t pem_bytes);

/* Once, before libcurl is first used: OpenSSL does not load its words for every error there is (0.5 MiB). We have our
 * own for those that happen. */
void tls_without_words(void);
