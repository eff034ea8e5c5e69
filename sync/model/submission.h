/* sync/model/submission.h - what a citizen gives: interest in a network, a wish for a seat in its Founding
 * Group, or an idea; and later, without an account: support for a published idea, and what shall become of
 * something given before (withdrawn, erased, corrected), by its receipt code.
 *
 * On its way it is a JSON object that only the registry can unseal. The first three kinds have
 *   "kind", "name", "contact", "notice" (the version that was shown), "lang",
 *   "receipt": the hash of the receipt code (base64); the code itself stays with the person
 * and besides
 *   interest  "network"
 *   seat      "network", "comes_as", "brings" (may be "")
 *   idea      "title", "text", "side"; name and contact may be ""; "leans" may be there: "network" or "project"
 * The others have "kind", "lang" and
 *   support   "idea" (the id of a published one): no name and no code
 *   withdraw, erase
 *             "receipt", "code": the receipt code in its standard form, which shows that the sender holds it
 *   correct   the same, "notice", "name", "contact", "title", "text": what is not "" replaces what was there
 * All may have, put in by the outbox that seals them,
 *   "order": N, 1 and up: the number of what was given at this kiosk; it only grows, whatever the clock does
 *   "given_at": seconds since 1970 by the kiosk's clock, or "clock_doubtful": true when that may be wrong
 * A member that its kind does not have is not there. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/model/contact.h"
#include "sync/model/idea.h"
#include "sync/model/network.h"
#include "sync/model/receipt_code.h"

enum submission_kind {
    SUBMISSION_INTEREST,
    SUBMISSION_SEAT,
    SUBMISSION_IDEA, /* up to here: something that gets a receipt code */
    SUBMISSION_SUPPORT,
    SUBMISSION_WITHDRAW,
    SUBMISSION_ERASE,
    SUBMISSION_CORRECT,
    SUBMISSION_KIND_COUNT
};

/* As whom someone comes to a Founding Group. */
enum comes_as {
    COMES_AS_CITIZEN,
    COMES_AS_COMPANY,
    COMES_AS_ASSOCIATION,
    COMES_AS_STAFF,
    COMES_AS_POLITICIAN,
    COMES_AS_EDUCATION,
    COMES_AS_COUNT
};

enum {
    SUBMISSION_NAME_BYTES_MAX = 120,
    SUBMISSION_TITLE_BYTES_MAX = 120,
    SUBMISSION_BRINGS_BYTES_MAX = 500,
    SUBMISSION_TEXT_BYTES_MAX = 1500,
    SUBMISSION_NOTICE_BYTES_MAX = 32,
    SUBMISSION_LANG_BYTES_MAX = 8,
    SUBMISSION_JSON_BYTES_MAX = 12000, /* every byte of a text may become six */
};

#define SUBMISSION_ORDER_MAX    ((INT64_C(1) << 53) - 1) /* what every reader of JSON can hold */
#define SUBMISSION_GIVEN_AT_MAX INT64_C(253402300799)    /* the end of the year 9999 */

struct submission {
    enum submission_kind kind;
    char network[NETWORK_ID_BYTES_MAX + 1];
    char name[SUBMISSION_NAME_BYTES_MAX + 1];
    char contact[CONTACT_BYTES_MAX + 1];
    enum comes_as comes_as;
    char brings[SUBMISSION_BRINGS_BYTES_MAX + 1];
    char title[SUBMISSION_TITLE_BYTES_MAX + 1];
    char text[SUBMISSION_TEXT_BYTES_MAX + 1];
    enum side side;
    enum leans leans;
    char idea[IDEA_ID_BYTES_MAX + 1];
    char code[RECEIPT_CODE_TEXT_BYTES];
    char notice[SUBMISSION_NOTICE_BYTES_MAX + 1];
    char lang[SUBMISSION_LANG_BYTES_MAX + 1];
    unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES];
    int64_t order; /* 0: not said, and then nothing of the time either */
    int64_t given_at_s;
    bool clock_doubtful; /* given_at_s is 0 then */
};

/* What is wrong with it, as a stable English word for the wire: "name_missing", "contact_unusable",
 * "cpr_number", "network_missing", "notice_missing", "title_missing", "text_missing", "idea_missing", "code_wrong"
 * (none, or not that of the receipt), "nothing_corrected"; NULL when all is well. */
const char *submission_problem(const struct submission *submission);

/* The JSON text into *out (initialised here; the caller calls str_finish(), which wipes).
 * ERR_INVALID when submission_problem() has something to say, ERR_NOMEM. */
MUST_USE enum err submission_to_json(struct str *out, const struct submission *submission);

/* Reads what submission_to_json() wrote. ERR_INVALID when a field is missing, of the wrong type
 * or too long; whether the content is acceptable is for submission_problem(). */
MUST_USE enum err submission_from_json(struct submission *out, const char *json, size_t json_bytes);

/* Names on the wire ("interest", "citizen"); *_from_name gives COUNT when the name is unknown. */
const char *submission_kind_name(enum submission_kind kind);
enum submission_kind submission_kind_from_name(const char *name);
const char *comes_as_name(enum comes_as comes_as);
enum comes_as comes_as_from_name(const char *name);

/* Wipes it. */
void submission_finish(struct submission *submission);
/* Is it about something that was given before, and named by a receipt code? */
bool submission_kind_has_code(enum submission_kind kind);
