#include "sync/agent/memory.h"

#include <malloc.h>
#include <openssl/ssl.h>

enum {
    MMAP_FROM_BYTES = 128 * 1024, /* a page's text goes back to the system when it is let go of */
    TRIM_FROM_BYTES = 256 * 1024,
    TOP_PAD_BYTES = 16 * 1024,
};

/* libldap and librtmp, which Debian's libcurl brings, bring GnuTLS, which makes itself ready when it is loaded: 0.7
 * MiB, and nobody here ever speaks through it. It asks for this name first (GNUTLS_SKIP_GLOBAL_INIT in
 * gnutls/gnutls.h). */
int _gnutls_global_init_skip(void);

int _gnutls_global_init_skip(void)
{
    return 1;
}

void memory_begin(void)
{
    /* Said once, these stay; glibc's own grow with what was let go of before. The resolver's thread needs no heap. */
    (void)mallopt(M_MMAP_THRESHOLD, MMAP_FROM_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, TRIM_FROM_BYTES);
    (void)mallopt(M_TOP_PAD, TOP_PAD_BYTES);
    (void)mallopt(M_ARENA_MAX, 1);
    /* The words for every error there is (0.5 MiB); we have our own for those that happen (tls.h). */
    (void)OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
}
