/* tests/unit/papers.h - a CA and certificates for tests, made with OpenSSL, with any dates. Header only, as folder.h.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PAPERS_DAY_S = 24 * 60 * 60 };

struct paper {
    EVP_PKEY *key;
    X509 *certificate;
};

/* Signed by `issuer`, or by itself when that is NULL (it is a CA then). `host` as in a subjectAltName, "DNS:localhost";
 * times in seconds since 1970. */
static inline struct paper paper_make(const struct paper *issuer, const char *name, const char *host, int64_t begins_s,
                                      int64_t ends_s)
{
    struct paper paper = {.key = EVP_EC_gen("P-256"), .certificate = X509_new()};
    X509 *certificate = paper.certificate;
    const struct paper *signer = issuer != NULL ? issuer : &paper;
    if (paper.key == NULL || certificate == NULL) abort();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), 1 + randombytes_random());
    ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)begins_s);
    ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)ends_s);
    X509_set_pubkey(certificate, paper.key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, (const unsigned char *)name, -1,
                               -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(signer->certificate));
    X509V3_CTX context;
    X509V3_set_ctx(&context, signer->certificate, certificate, NULL, NULL, 0);
    const struct {
        int kind;
        const char *value;
    } extensions[] = {{NID_basic_constraints, issuer == NULL ? "critical,CA:TRUE" : "CA:FALSE"},
                      {NID_subject_alt_name, host}};
    for (size_t at = 0; at < 2; at++) {
        if (extensions[at].value == NULL) continue;
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, extensions[at].kind, extensions[at].value);
        if (extension == NULL || X509_add_ext(certificate, extension, -1) != 1) abort();
        X509_EXTENSION_free(extension);
    }
    if (X509_sign(certificate, signer->key, EVP_sha256()) == 0) abort();
    return paper;
}

static inline void paper_finish(struct paper *paper)
{
    EVP_PKEY_free(paper->key);
    X509_free(paper->certificate);
}

/* FOLDER/NAME.pem and, 0600, FOLDER/NAME.key; the paths of `path_bytes` each. */
static inline void paper_write(const struct paper *paper, const char *folder, const char *name, char *chain, char *key,
                               size_t path_bytes)
{
    snprintf(chain, path_bytes, "%s/%s.pem", folder, name);
    snprintf(key, path_bytes, "%s/%s.key", folder, name);
    FILE *file = fopen(chain, "w");
    if (file == NULL || PEM_write_X509(file, paper->certificate) != 1 || fclose(file) != 0) abort();
    file = fopen(key, "w");
    if (file == NULL || PEM_write_PrivateKey(file, paper->key, NULL, NULL, 0, NULL, NULL) != 1 || fclose(file) != 0)
        abort();
    if (chmod(key, 0600) != 0) abort();
}

/* The certificate as PEM in new memory (free()). */
static inline char *paper_pem(const struct paper *paper)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    if (bio == NULL || PEM_write_bio_X509(bio, paper->certificate) != 1) abort();
    long count = BIO_get_mem_data(bio, &bytes);
    char *text = malloc((size_t)count + 1);
    if (text == NULL) abort();
    memcpy(text, bytes, (size_t)count);
    text[count] = '\0';
    BIO_free(bio);
    return text;
}
