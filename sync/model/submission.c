#include "sync/model/submission.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"

static const char *const kind_names[SUBMISSION_KIND_COUNT] = {"interest"};

const char *submission_kind_name(enum submission_kind kind)
{
    assert(kind < SUBMISSION_KIND_COUNT);
    return kind_names[kind];
}

static bool is_blank_text(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

const char *submission_problem(const struct submission *submission)
{
    if (submission->network[0] == '\0') return "network_missing";
    if (submission->notice[0] == '\0') return "notice_missing";
    if (is_blank_text(submission->name)) return "name_missing";
    if (cpr_is_in(submission->name) || cpr_is_in(submission->contact)) return "cpr_number";
    if (!contact_is_usable(contact_check(submission->contact, NULL))) return "contact_unusable";
    return NULL;
}

enum err submission_to_json(struct str *out, const struct submission *submission)
{
    str_init(out, SUBMISSION_JSON_BYTES_MAX);
    if (submission_problem(submission) != NULL) return ERR_INVALID;
    json_t *receipt = json_from_bytes(submission->receipt_hash, RECEIPT_CODE_HASH_BYTES);
    AUTO(json_auto)
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "kind", kind_names[submission->kind], "network",
                             submission->network, "name", submission->name, "contact", submission->contact, "notice",
                             submission->notice, "lang", submission->lang, "receipt", receipt);
    if (json == NULL) return ERR_INVALID; /* not UTF-8 */
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    str_add(out, text);
    sodium_memzero(text, strlen(text));
    free(text);
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}

static enum err text_field(char *out, size_t bytes_max, const json_t *json, const char *key)
{
    const json_t *value = json_object_get(json, key);
    size_t length = json_string_length(value);
    if (!json_is_string(value) || length > bytes_max) return ERR_INVALID;
    memcpy(out, json_string_value(value), length + 1);
    return ERR_OK;
}

enum err submission_from_json(struct submission *out, const char *json, size_t json_bytes)
{
    AUTO(json_auto) json_t *document = NULL;
    enum err err = json_parse(&document, json, json_bytes, SUBMISSION_JSON_BYTES_MAX, 4, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_INVALID;
    const char *kind = json_text_at(document, "kind");
    if (kind == NULL || strcmp(kind, kind_names[SUBMISSION_INTEREST]) != 0) return ERR_INVALID;
    struct submission submission = {.kind = SUBMISSION_INTEREST};
    if (text_field(submission.network, sizeof(submission.network) - 1, document, "network") != ERR_OK ||
        text_field(submission.name, SUBMISSION_NAME_BYTES_MAX, document, "name") != ERR_OK ||
        text_field(submission.contact, CONTACT_BYTES_MAX, document, "contact") != ERR_OK ||
        text_field(submission.notice, SUBMISSION_NOTICE_BYTES_MAX, document, "notice") != ERR_OK ||
        text_field(submission.lang, SUBMISSION_LANG_BYTES_MAX, document, "lang") != ERR_OK ||
        json_bytes_at(document, "receipt", submission.receipt_hash, RECEIPT_CODE_HASH_BYTES) != ERR_OK) {
        submission_finish(&submission);
        return ERR_INVALID;
    }
    *out = submission;
    submission_finish(&submission);
    return ERR_OK;
}

void submission_finish(struct submission *submission)
{
    sodium_memzero(submission, sizeof(*submission));
}
