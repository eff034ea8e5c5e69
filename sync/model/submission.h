/* sync/model/submission.h - what a citizen gives: for now, interest in a network.
 *
 * On its way it is a JSON object that only the registry can unseal:
 *   {"kind":"interest","network":ID,"name":TEXT,"contact":TEXT,"notice":VERSION,"lang":"da",
 *    "receipt":HASH}
 * `receipt` is the hash of the receipt code (base64); the code itself never leaves the person. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/model/contact.h"
#include "sync/model/receipt_code.h"

enum submission_kind { SUBMISSION_INTEREST, SUBMISSION_KIND_COUNT };

enum {
    SUBMISSION_NAME_BYTES_MAX = 120,
    SUBMISSION_NOTICE_BYTES_MAX = 32,
    SUBMISSION_LANG_BYTES_MAX = 8,
    SUBMISSION_JSON_BYTES_MAX = 8192,
};

struct submission {
    enum submission_kind kind;
    char network[65];
    char name[SUBMISSION_NAME_BYTES_MAX + 1];
    char contact[CONTACT_BYTES_MAX + 1];
    char notice[SUBMISSION_NOTICE_BYTES_MAX + 1]; /* the version of the notice that was shown */
    char lang[SUBMISSION_LANG_BYTES_MAX + 1];
    unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES];
};

/* What is wrong with it, as a stable English word for the wire: "name_missing",
 * "contact_unusable", "cpr_number", "network_missing", "notice_missing"; NULL when all is well. */
const char *submission_problem(const struct submission *submission);

/* The JSON text into *out (initialised here; the caller calls str_finish(), which wipes).
 * ERR_INVALID when submission_problem() has something to say, ERR_NOMEM. */
MUST_USE enum err submission_to_json(struct str *out, const struct submission *submission);

/* Reads what submission_to_json() wrote. ERR_INVALID when a field is missing, of the wrong type
 * or too long; whether the content is acceptable is for submission_problem(). */
MUST_USE enum err submission_from_json(struct submission *out, const char *json, size_t json_bytes);

const char *submission_kind_name(enum submission_kind kind);

/* Wipes it. */
void submission_finish(struct submission *submission);
