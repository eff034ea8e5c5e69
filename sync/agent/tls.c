#define _DEFAULT_SOURCE /* timegm */
#include "sync/agent/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/store/time_floor.h"

enum {
    PINS_BYTES = TRUST_PINS_MAX * TRUST_PIN_BYTES,
    NAME_BYTES = 80,
    DATE_BYTES = sizeof("2026-11-21"),
    CHAIN_MAX = 32,
    CERTIFICATES_MAX = 1000,
};

struct tls {
    char *ca; /* owned; NULL: the system's */
    char pins[PINS_BYTES];
    bool key_is_enough; /* pins and no CA */
    bool sets_time;
    struct clock clock;
    const int64_t *floor_s; /* borrowed */
    struct tls_seen seen;
    bool checked;                           /* a certificate was, in this exchange */
    int error;                              /* X509_V_…, of this exchange */
    int64_t failed_begins_s, failed_ends_s; /* of the certificate that the error is about */
    char name[NAME_BYTES];                  /* whom the server's certificate is for */
    char issuer[NAME_BYTES];
    char pin[TRUST_PIN_BYTES];
};

static int64_t seconds_of(const ASN1_TIME *time)
{
    struct tm parts;
    return ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : 0;
}

/* Others chose these bytes, and they go to logs and screens. */
static void keep_text(char out[NAME_BYTES], const char *bytes, size_t count)
{
    size_t length = count < NAME_BYTES ? count : NAME_BYTES - 1;
    for (size_t at = 0; at < length; at++) out[at] = bytes[at] >= ' ' && bytes[at] <= '~' ? bytes[at] : '?';
    out[length] = '\0';
}

static void keep_common_name(char out[NAME_BYTES], X509_NAME *name)
{
    char text[NAME_BYTES] = "";
    int length = X509_NAME_get_text_by_NID(name, NID_commonName, text, sizeof(text));
    keep_text(out, length > 0 ? text : "(no name)", length > 0 ? strlen(text) : strlen("(no name)"));
}

/* The first name that stands for a host; else the subject's own. */
static void keep_host(struct tls *tls, X509 *certificate)
{
    keep_common_name(tls->name, X509_get_subject_name(certificate));
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int at = 0; names != NULL && at < sk_GENERAL_NAME_num(names); at++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, at);
        if (name->type == GEN_DNS) {
            keep_text(tls->name, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
                      (size_t)ASN1_STRING_length(name->d.dNSName));
            break;
        }
        if (name->type == GEN_IPADD && ASN1_STRING_length(name->d.iPAddress) == 4) {
            const unsigned char *ip = ASN1_STRING_get0_data(name->d.iPAddress);
            snprintf(tls->name, sizeof(tls->name), "%d.%d.%d.%d", ip[0], ip[1], ip[2], ip[3]);
            break;
        }
    }
    GENERAL_NAMES_free(names);
}

static void keep_pin(struct tls *tls, const X509 *certificate)
{
    unsigned char hash[TRUST_HASH_BYTES];
    unsigned char *key = NULL;
    int key_bytes = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
    tls->pin[0] = '\0';
    if (key_bytes <= 0) return;
    crypto_hash_sha256(hash, key, (unsigned long long)key_bytes);
    OPENSSL_free(key);
    trust_pin_text(tls->pin, hash);
}

static void keep_own(struct tls *tls, X509 *certificate)
{
    tls->seen.begins_s = seconds_of(X509_get0_notBefore(certificate));
    tls->seen.own_ends_s = seconds_of(X509_get0_notAfter(certificate));
    tls->seen.ends_s = tls->seen.own_ends_s;
    keep_host(tls, certificate);
    keep_common_name(tls->issuer, X509_get_issuer_name(certificate));
    keep_pin(tls, certificate);
}

static void keep_first_end(struct tls *tls, X509_STORE_CTX *store)
{
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(store);
    for (int at = 0; chain != NULL && at < sk_X509_num(chain) && at < CHAIN_MAX; at++) {
        int64_t ends_s = seconds_of(X509_get0_notAfter(sk_X509_value(chain, at)));
        if (ends_s < tls->seen.ends_s) tls->seen.ends_s = ends_s;
    }
}

static int64_t floor_of(const struct tls *tls)
{
    return tls->floor_s != NULL ? *tls->floor_s : 0;
}

static bool is_behind_floor(const struct tls *tls)
{
    return time_floor_doubts(floor_of(tls), clock_wall_s(&tls->clock));
}

/* The moment that the certificate is checked for. */
static int64_t moment(const struct tls *tls)
{
    if (!is_behind_floor(tls)) return clock_wall_s(&tls->clock);
    return tls->seen.begins_s > floor_of(tls) ? tls->seen.begins_s : floor_of(tls);
}

static int on_certificate(X509_STORE_CTX *store, void *context)
{
    struct tls *tls = context;
    tls->checked = true;
    keep_own(tls, X509_STORE_CTX_get0_cert(store));
    if (tls->key_is_enough) { /* libcurl compares the key after this */
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(store), (time_t)moment(tls));
    int good = X509_verify_cert(store);
    tls->error = X509_STORE_CTX_get_error(store);
    if (good == 1) {
        keep_first_end(tls, store);
    } else {
        X509 *failed = X509_STORE_CTX_get_current_cert(store);
        tls->failed_begins_s = failed != NULL ? seconds_of(X509_get0_notBefore(failed)) : 0;
        tls->failed_ends_s = failed != NULL ? seconds_of(X509_get0_notAfter(failed)) : 0;
    }
    return good;
}

static CURLcode on_context(CURL *handle, void *ssl_context, void *context)
{
    (void)handle;
    struct tls *tls = context;
    SSL_CTX_set_cert_verify_callback(ssl_context, on_certificate, tls);
    return CURLE_OK;
}

enum err tls_create(struct tls **out, const struct tls_options *options)
{
    *out = NULL;
    struct tls *tls = calloc(1, sizeof(*tls));
    if (tls == NULL) return ERR_NOMEM;
    tls->clock = options->clock;
    tls->floor_s = options->floor_s;
    const struct trust *trust = options->trust;
    for (size_t at = 0; trust != NULL && at < trust->pins_count; at++) {
        size_t length = strlen(tls->pins);
        snprintf(tls->pins + length, sizeof(tls->pins) - length, "%s%s", at > 0 ? ";" : "", trust->pins[at]);
    }
    if (trust != NULL && trust->ca != NULL) {
        tls->ca = strdup(trust->ca);
        if (tls->ca == NULL) {
            tls_destroy(tls);
            return ERR_NOMEM;
        }
    }
    *out = tls;
    return ERR_OK;
}

void tls_destroy(struct tls *tls)
{
    if (tls == NULL) return;
    free(tls->ca);
    free(tls);
}

static bool set_ca(const struct tls *tls, CURL *handle)
{
    if (tls->ca == NULL) return true;
    struct curl_blob blob = {.data = tls->ca, .len = strlen(tls->ca), .flags = CURL_BLOB_NOCOPY};
    /* Both, or the system's CAs would still be believed beside these. */
    return curl_easy_setopt(handle, CURLOPT_CAINFO, NULL) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_CAPATH, NULL) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob) == CURLE_OK;
}

enum err tls_apply(struct tls *tls, CURL *handle)
{
    if (tls->ca != NULL && tls_count_certificates(tls->ca, strlen(tls->ca)) == 0) return ERR_INVALID;
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    bool openssl = version->ssl_version != NULL && strncmp(version->ssl_version, "OpenSSL/", 8) == 0;
    tls->sets_time = openssl && curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, on_context) == CURLE_OK &&
                     curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, tls) == CURLE_OK;
    /* Without our own check of the chain a CA must vouch for it all the same. */
    tls->key_is_enough = tls->sets_time && tls->pins[0] != '\0' && tls->ca == NULL;
    bool set = set_ca(tls, handle) &&
               curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_SSL_SESSIONID_CACHE, 0L) == CURLE_OK;
    if (set && tls->pins[0] != '\0') {
        set = curl_easy_setopt(handle, CURLOPT_PINNEDPUBLICKEY, tls->pins) == CURLE_OK;
        /* Whom the certificate calls itself says nothing more than the key does. */
        if (tls->key_is_enough) set = set && curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L) == CURLE_OK;
    }
    return set ? ERR_OK : ERR_NOMEM;
}

void tls_begin(struct tls *tls)
{
    tls->checked = false;
    tls->error = X509_V_OK;
    tls->failed_begins_s = tls->failed_ends_s = 0;
}

struct tls_seen tls_seen(const struct tls *tls)
{
    return tls->seen;
}

/* ---- words ---- */

static const char *date(char out[DATE_BYTES], int64_t at_s)
{
    time_t seconds = (time_t)at_s;
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL || strftime(out, DATE_BYTES, "%Y-%m-%d", &parts) == 0) return "?";
    return out;
}

static void say_ended(const struct tls *tls, const char *where, char *out, size_t out_bytes)
{
    char ended[DATE_BYTES];
    char now[DATE_BYTES];
    const char *whose = tls->failed_ends_s == tls->seen.own_ends_s ? "the certificate" : "the CA of the certificate";
    if (is_behind_floor(tls)) {
        snprintf(out, out_bytes, "%s of %s ended on %s, before %s, which has passed for certain; renew it there", whose,
                 where, date(ended, tls->failed_ends_s), date(now, floor_of(tls)));
    } else {
        snprintf(out, out_bytes,
                 "%s of %s ended on %s; renew it there (if it is not %s today, set this machine's clock)", whose, where,
                 date(ended, tls->failed_ends_s), date(now, clock_wall_s(&tls->clock)));
    }
}

static void say_not_begun(const struct tls *tls, const char *where, char *out, size_t out_bytes)
{
    char begins[DATE_BYTES];
    char now[DATE_BYTES];
    snprintf(
        out, out_bytes,
        "the certificate of %s begins on %s, and this machine's clock says %s%s; set the clock if it is behind, else "
        "correct the certificate",
        where, date(begins, tls->failed_begins_s), date(now, clock_wall_s(&tls->clock)),
        tls->sets_time ? "" : " (this libcurl is not built with OpenSSL, so a clock that is behind can't be helped)");
}

static void say_unverified(const struct tls *tls, const char *where, char *out, size_t out_bytes)
{
    switch (tls->error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: say_ended(tls, where, out, out_bytes); break;
    case X509_V_ERR_CERT_NOT_YET_VALID: say_not_begun(tls, where, out, out_bytes); break;
    case X509_V_OK:
        if (!tls->checked) {
            snprintf(out, out_bytes, "the certificate of %s could not be verified; see whether it is renewed there",
                     where);
            break;
        }
        snprintf(
            out, out_bytes,
            "the certificate of %s is for %s, not for that name; correct the address (enrol anew) or the certificate",
            where, tls->name);
        break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        snprintf(out, out_bytes,
                 "nobody trusted here vouches for the certificate of %s (its CA is %s); if that is yours, give its "
                 "certificate with forhal-sync trust --ca FILE",
                 where, tls->issuer);
        break;
    default:
        snprintf(out, out_bytes, "the certificate of %s is not accepted (%s); correct it there", where,
                 X509_verify_cert_error_string(tls->error));
    }
}

bool tls_problem(const struct tls *tls, CURLcode code, const char *where, char *out, size_t out_bytes,
                 bool *out_untrusted)
{
    *out_untrusted = true;
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR) {
        say_unverified(tls, where, out, out_bytes);
        return true;
    }
    if (code == CURLE_SSL_PINNEDPUBKEYNOTMATCH) {
        snprintf(out, out_bytes,
                 "%s has another key than those pinned here: %s; if staff say that this is its new key, pin it with "
                 "forhal-sync trust --pin",
                 where, tls->pin);
        return true;
    }
    *out_untrusted = false;
    if (code != CURLE_SSL_CONNECT_ERROR) return false;
    snprintf(out, out_bytes,
             "%s does not speak TLS 1.2 or later as we do; see that https is served there, at that port", where);
    return true;
}

size_t tls_count_certificates(const char *pem, size_t pem_bytes)
{
    if (pem_bytes > TRUST_CA_BYTES_MAX) return 0;
    BIO *bio = BIO_new_mem_buf(pem, (int)pem_bytes);
    size_t count = 0;
    X509 *certificate = NULL;
    while (bio != NULL && count < CERTIFICATES_MAX &&
           (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
        X509_free(certificate);
        count++;
    }
    /* The end of the text is the one good reason to stop. */
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) count = 0;
    ERR_clear_error();
    BIO_free(bio);
    return count;
}

void tls_without_words(void)
{
    (void)OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
}
