/* sync/registry/server/certificate.h - the registry's own TLS certificate and its key, for `serve` without a proxy.
 *
 * Both are PEM files: the certificate with those of the CAs between it and the root, the server's own first, as every
 * CA's tools write it; the key without a password. A key that others may read is refused. A certificate that is over,
 * or has not begun, is taken with a warning: kiosks that have its key pinned still come, and staff see a reason in
 * their browsers, which is more than a server that isn't there. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

enum { CERTIFICATE_FILE_BYTES_MAX = 256 * 1024, CERTIFICATE_PIN_BYTES = 64, CERTIFICATE_PROBLEM_BYTES = 400 };

struct certificate {
    struct str chain; /* PEM; the text is owned */
    struct str key;
    int64_t begins_s, ends_s;        /* seconds since 1970: when all of the chain is valid */
    char pin[CERTIFICATE_PIN_BYTES]; /* "sha256//BASE64": what forhal-sync --pin takes */
};

/* Reads both files and checks that they belong together. On ERR_OK the caller calls certificate_finish(). Otherwise
 * `problem` says which file, what is wrong and what to do: ERR_NOT_FOUND, ERR_REFUSED (others may read the key),
 * ERR_INVALID, ERR_CONFLICT (the key belongs to another certificate), ERR_IO, ERR_NOMEM. */
MUST_USE enum err certificate_read(struct certificate *out, const char *chain_path, const char *key_path,
                                   char problem[CERTIFICATE_PROBLEM_BYTES]);
/* What people should know at `now_s`, or "": over, not begun, or over within CERTIFICATE_WARN_DAYS days. */
enum { CERTIFICATE_WARN_DAYS = 21 };
void certificate_warning(const struct certificate *certificate, int64_t now_s, char out[CERTIFICATE_PROBLEM_BYTES]);
/* Takes a zeroed one. */
void certificate_finish(struct certificate *certificate);
