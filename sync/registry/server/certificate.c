#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/certificate.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "sync/base/file.h"

enum { CHAIN_MAX = 16, DATE_BYTES = sizeof("2026-11-21") };

static enum err read_key(struct str *out, const char *path, char problem[CERTIFICATE_PROBLEM_BYTES])
{
    struct stat info;
    str_init(out, CERTIFICATE_FILE_BYTES_MAX);
    if (stat(path, &info) != 0) {
        snprintf(problem, CERTIFICATE_PROBLEM_BYTES, "--tls-key %s: it can't be looked at (%s); check the path", path,
                 errno == ENOENT ? "no such file" : "not allowed");
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    }
    /* A group may: Debian keeps keys for the group ssl-cert. */
    if ((info.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
        snprintf(problem, CERTIFICATE_PROBLEM_BYTES,
                 "--tls-key %s: others than its owner and group may read it, or its group may change it (mode %03o); "
                 "chmod 600 it, and if others could read it for long, make a new one",
                 path, (unsigned)(info.st_mode & 0777));
        return ERR_REFUSED;
    }
    enum err err = file_read(out, path, CERTIFICATE_FILE_BYTES_MAX);
    if (err == ERR_OK) return ERR_OK;
    snprintf(problem, CERTIFICATE_PROBLEM_BYTES, "--tls-key %s: %s; check that this program may read it", path,
             err_text(err));
    return err;
}

static enum err read_chain(struct str *out, const char *path, char problem[CERTIFICATE_PROBLEM_BYTES])
{
    enum err err = file_read(out, path, CERTIFICATE_FILE_BYTES_MAX);
    if (err == ERR_OK) return ERR_OK;
    snprintf(problem, CERTIFICATE_PROBLEM_BYTES, "--tls-cert %s: %s; check the path and that this program may read it",
             path, err_text(err));
    return err;
}

static gnutls_datum_t datum_of(const struct str *text)
{
    return (gnutls_datum_t){(unsigned char *)text->data, (unsigned)text->length};
}

static enum err check_pair(const struct certificate *certificate, const char *chain_path, const char *key_path,
                           char problem[CERTIFICATE_PROBLEM_BYTES])
{
    gnutls_certificate_credentials_t pair = NULL;
    if (gnutls_certificate_allocate_credentials(&pair) != GNUTLS_E_SUCCESS) return ERR_NOMEM;
    gnutls_datum_t chain = datum_of(&certificate->chain);
    gnutls_datum_t key = datum_of(&certificate->key);
    int code = gnutls_certificate_set_x509_key_mem2(pair, &chain, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
    gnutls_certificate_free_credentials(pair);
    if (code >= 0) return ERR_OK;
    if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH) {
        snprintf(problem, CERTIFICATE_PROBLEM_BYTES,
                 "--tls-key %s is not the key of --tls-cert %s; give the two that belong together", key_path,
                 chain_path);
        return ERR_CONFLICT;
    }
    snprintf(problem, CERTIFICATE_PROBLEM_BYTES,
             "--tls-cert %s with --tls-key %s: %s; both must be PEM, the key without a password", chain_path, key_path,
             gnutls_strerror(code));
    return ERR_INVALID;
}

static void read_pin(struct certificate *certificate, gnutls_x509_crt_t own)
{
    static const char begins[] = "sha256//";
    unsigned char hash[32];
    size_t hash_bytes = sizeof(hash);
    certificate->pin[0] = '\0';
    if (gnutls_x509_crt_get_key_id(own, GNUTLS_KEYID_USE_SHA256, hash, &hash_bytes) != GNUTLS_E_SUCCESS) return;
    memcpy(certificate->pin, begins, sizeof(begins));
    sodium_bin2base64(certificate->pin + sizeof(begins) - 1, sizeof(certificate->pin) - sizeof(begins) + 1, hash,
                      hash_bytes, sodium_base64_VARIANT_ORIGINAL);
}

static enum err read_facts(struct certificate *certificate, const char *chain_path,
                           char problem[CERTIFICATE_PROBLEM_BYTES])
{
    gnutls_x509_crt_t list[CHAIN_MAX];
    unsigned count = CHAIN_MAX;
    gnutls_datum_t chain = datum_of(&certificate->chain);
    int code = gnutls_x509_crt_list_import(list, &count, &chain, GNUTLS_X509_FMT_PEM,
                                           GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    if (code < 0) {
        snprintf(problem, CERTIFICATE_PROBLEM_BYTES, "--tls-cert %s: %s; it must be PEM, with at most %d certificates",
                 chain_path, gnutls_strerror(code), CHAIN_MAX);
        return ERR_INVALID;
    }
    read_pin(certificate, list[0]);
    for (unsigned at = 0; at < count; at++) {
        int64_t begins_s = (int64_t)gnutls_x509_crt_get_activation_time(list[at]);
        int64_t ends_s = (int64_t)gnutls_x509_crt_get_expiration_time(list[at]);
        if (at == 0 || begins_s > certificate->begins_s) certificate->begins_s = begins_s;
        if (at == 0 || ends_s < certificate->ends_s) certificate->ends_s = ends_s;
        gnutls_x509_crt_deinit(list[at]);
    }
    return ERR_OK;
}

enum err certificate_read(struct certificate *out, const char *chain_path, const char *key_path,
                          char problem[CERTIFICATE_PROBLEM_BYTES])
{
    struct certificate certificate = {.begins_s = 0};
    snprintf(problem, CERTIFICATE_PROBLEM_BYTES, "out of memory; free some and try again");
    enum err err = read_key(&certificate.key, key_path, problem);
    if (err == ERR_OK) err = read_chain(&certificate.chain, chain_path, problem);
    if (err == ERR_OK) err = check_pair(&certificate, chain_path, key_path, problem);
    if (err == ERR_OK) err = read_facts(&certificate, chain_path, problem);
    if (err != ERR_OK) {
        certificate_finish(&certificate);
        return err;
    }
    *out = certificate;
    return ERR_OK;
}

static const char *date(char out[DATE_BYTES], int64_t at_s)
{
    time_t seconds = (time_t)at_s;
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL || strftime(out, DATE_BYTES, "%Y-%m-%d", &parts) == 0) return "?";
    return out;
}

void certificate_warning(const struct certificate *certificate, int64_t now_s, char out[CERTIFICATE_PROBLEM_BYTES])
{
    enum { DAY_S = 24 * 60 * 60 };
    char day[DATE_BYTES];
    out[0] = '\0';
    if (now_s > certificate->ends_s) {
        snprintf(
            out, CERTIFICATE_PROBLEM_BYTES,
            "the certificate ended on %s: kiosks and browsers that look at dates stay away; renew it and send SIGHUP",
            date(day, certificate->ends_s));
    } else if (now_s < certificate->begins_s) {
        snprintf(out, CERTIFICATE_PROBLEM_BYTES,
                 "the certificate begins on %s: until then kiosks and browsers that look at dates stay away; check it, "
                 "and this machine's clock",
                 date(day, certificate->begins_s));
    } else if (certificate->ends_s - now_s < (int64_t)CERTIFICATE_WARN_DAYS * DAY_S) {
        snprintf(out, CERTIFICATE_PROBLEM_BYTES, "the certificate ends on %s; renew it and send SIGHUP",
                 date(day, certificate->ends_s));
    }
}

void certificate_finish(struct certificate *certificate)
{
    str_finish(&certificate->chain);
    str_finish(&certificate->key);
    *certificate = (struct certificate){.begins_s = 0};
}
