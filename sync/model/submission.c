#include "sync/model/submission.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"

static const char *const kind_names[SUBMISSION_KIND_COUNT] = {"interest", "seat",  "idea",   "support",
                                                              "withdraw", "erase", "correct"};
static const char *const comes_as_names[COMES_AS_COUNT] = {"citizen", "company",    "association",
                                                           "staff",   "politician", "education"};

/* Where a text of the submission lies, and which kinds have it. */
struct text_field {
    const char *key;
    size_t offset;
    size_t bytes_max;
    unsigned kinds;
};

#define KIND(kind) (1u << (kind))
#define FIELD(key, member, max, kinds)                                                                                 \
    {                                                                                                                  \
        (key), offsetof(struct submission, member), (max), (kinds)                                                     \
    }

enum {
    ALL_KINDS = (1u << SUBMISSION_KIND_COUNT) - 1,
    GIVEN_KINDS = (1u << SUBMISSION_INTEREST) | (1u << SUBMISSION_SEAT) | (1u << SUBMISSION_IDEA),
    WRITTEN_KINDS = GIVEN_KINDS | (1u << SUBMISSION_CORRECT),
    CODE_KINDS = (1u << SUBMISSION_WITHDRAW) | (1u << SUBMISSION_ERASE) | (1u << SUBMISSION_CORRECT),
};

static const struct text_field text_fields[] = {
    FIELD("network", network, NETWORK_ID_BYTES_MAX, KIND(SUBMISSION_INTEREST) | KIND(SUBMISSION_SEAT)),
    FIELD("name", name, SUBMISSION_NAME_BYTES_MAX, WRITTEN_KINDS),
    FIELD("contact", contact, CONTACT_BYTES_MAX, WRITTEN_KINDS),
    FIELD("brings", brings, SUBMISSION_BRINGS_BYTES_MAX, KIND(SUBMISSION_SEAT)),
    FIELD("title", title, SUBMISSION_TITLE_BYTES_MAX, KIND(SUBMISSION_IDEA) | KIND(SUBMISSION_CORRECT)),
    FIELD("text", text, SUBMISSION_TEXT_BYTES_MAX, KIND(SUBMISSION_IDEA) | KIND(SUBMISSION_CORRECT)),
    FIELD("notice", notice, SUBMISSION_NOTICE_BYTES_MAX, WRITTEN_KINDS),
    FIELD("idea", idea, IDEA_ID_BYTES_MAX, KIND(SUBMISSION_SUPPORT)),
    FIELD("code", code, RECEIPT_CODE_TEXT_BYTES - 1, CODE_KINDS),
    FIELD("lang", lang, SUBMISSION_LANG_BYTES_MAX, ALL_KINDS),
};

enum { TEXT_FIELDS_COUNT = sizeof(text_fields) / sizeof(text_fields[0]) };

static int index_of(const char *const *names, int count, const char *name)
{
    for (int at = 0; name != NULL && at < count; at++) {
        if (strcmp(names[at], name) == 0) return at;
    }
    return count;
}

const char *submission_kind_name(enum submission_kind kind)
{
    assert(kind < SUBMISSION_KIND_COUNT);
    return kind_names[kind];
}

enum submission_kind submission_kind_from_name(const char *name)
{
    return (enum submission_kind)index_of(kind_names, SUBMISSION_KIND_COUNT, name);
}

const char *comes_as_name(enum comes_as comes_as)
{
    assert(comes_as < COMES_AS_COUNT);
    return comes_as_names[comes_as];
}

enum comes_as comes_as_from_name(const char *name)
{
    return (enum comes_as)index_of(comes_as_names, COMES_AS_COUNT, name);
}

static bool is_blank_text(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool has_cpr(const struct submission *submission)
{
    for (size_t at = 0; at < TEXT_FIELDS_COUNT; at++) {
        if ((text_fields[at].kinds & KIND(submission->kind)) == 0) continue; /* it does not go along */
        if (text_fields[at].kinds == CODE_KINDS) continue;                   /* chance may have written figures */
        if (cpr_is_in((const char *)submission + text_fields[at].offset)) return true;
    }
    return false;
}

bool submission_kind_has_code(enum submission_kind kind)
{
    return (KIND(kind) & CODE_KINDS) != 0;
}

static bool code_is_right(const struct submission *submission)
{
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    char code[RECEIPT_CODE_TEXT_BYTES];
    bool standard = receipt_code_read(code, submission->code) == ERR_OK && strcmp(code, submission->code) == 0;
    receipt_code_hash(hash, submission->code);
    sodium_memzero(code, sizeof(code));
    return standard && sodium_memcmp(hash, submission->receipt_hash, sizeof(hash)) == 0;
}

static const char *correction_problem(const struct submission *submission)
{
    if (submission->notice[0] == '\0') return "notice_missing";
    bool empty = is_blank_text(submission->name) && is_blank_text(submission->contact) &&
                 is_blank_text(submission->title) && is_blank_text(submission->text);
    if (empty) return "nothing_corrected";
    if (has_cpr(submission)) return "cpr_number";
    enum contact_kind contact = contact_check(submission->contact, NULL);
    return contact_is_usable(contact) || contact == CONTACT_EMPTY ? NULL : "contact_unusable";
}

const char *submission_problem(const struct submission *submission)
{
    if (submission->kind == SUBMISSION_SUPPORT) return submission->idea[0] == '\0' ? "idea_missing" : NULL;
    if (submission_kind_has_code(submission->kind) && !code_is_right(submission)) return "code_wrong";
    if (submission->kind == SUBMISSION_CORRECT) return correction_problem(submission);
    if (submission_kind_has_code(submission->kind)) return NULL;
    bool idea = submission->kind == SUBMISSION_IDEA;
    if (submission->notice[0] == '\0') return "notice_missing";
    if (!idea && submission->network[0] == '\0') return "network_missing";
    if (idea && is_blank_text(submission->title)) return "title_missing";
    if (idea && is_blank_text(submission->text)) return "text_missing";
    if (!idea && is_blank_text(submission->name)) return "name_missing";
    if (has_cpr(submission)) return "cpr_number";
    enum contact_kind contact = contact_check(submission->contact, NULL);
    if (!contact_is_usable(contact) && !(idea && contact == CONTACT_EMPTY)) return "contact_unusable";
    return NULL;
}

static json_t *to_document(const struct submission *submission)
{
    json_t *json = json_pack("{s:s}", "kind", kind_names[submission->kind]);
    if (json != NULL && submission->kind != SUBMISSION_SUPPORT) {
        json_object_set_new(json, "receipt", json_from_bytes(submission->receipt_hash, RECEIPT_CODE_HASH_BYTES));
    }
    for (size_t at = 0; json != NULL && at < TEXT_FIELDS_COUNT; at++) {
        const struct text_field *field = &text_fields[at];
        if ((field->kinds & KIND(submission->kind)) == 0) continue;
        if (json_object_set_new(json, field->key, json_string((const char *)submission + field->offset)) != 0) {
            json_decref(json);
            return NULL; /* not UTF-8 */
        }
    }
    if (json != NULL && submission->kind == SUBMISSION_SEAT) {
        json_object_set_new(json, "comes_as", json_string(comes_as_name(submission->comes_as)));
    }
    if (json != NULL && submission->kind == SUBMISSION_IDEA) {
        json_object_set_new(json, "side", json_string(side_name(submission->side)));
    }
    if (json != NULL && submission->kind == SUBMISSION_IDEA && submission->leans != LEANS_NOT_SAID) {
        json_object_set_new(json, "leans", json_string(leans_name(submission->leans)));
    }
    if (json != NULL && submission->order > 0) {
        json_object_set_new(json, "order", json_integer(submission->order));
        if (submission->clock_doubtful) json_object_set_new(json, "clock_doubtful", json_true());
        if (!submission->clock_doubtful) json_object_set_new(json, "given_at", json_integer(submission->given_at_s));
    }
    return json;
}

enum err submission_to_json(struct str *out, const struct submission *submission)
{
    str_init(out, SUBMISSION_JSON_BYTES_MAX);
    if (submission_problem(submission) != NULL) return ERR_INVALID;
    AUTO(json_auto) json_t *json = to_document(submission);
    if (json == NULL) return ERR_INVALID;
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    str_add(out, text);
    sodium_memzero(text, strlen(text));
    free(text);
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}

static enum err read_texts(struct submission *out, const json_t *json)
{
    for (size_t at = 0; at < TEXT_FIELDS_COUNT; at++) {
        const struct text_field *field = &text_fields[at];
        if ((field->kinds & KIND(out->kind)) == 0) continue;
        const json_t *value = json_object_get(json, field->key);
        size_t length = json_string_length(value);
        if (!json_is_string(value) || length > field->bytes_max) return ERR_INVALID;
        memcpy((char *)out + field->offset, json_string_value(value), length + 1);
    }
    return ERR_OK;
}

/* An older kiosk says nothing of it; what is said must make sense. */
static enum err read_order(struct submission *out, const json_t *json)
{
    const json_t *order = json_object_get(json, "order");
    const json_t *given = json_object_get(json, "given_at");
    const json_t *doubtful = json_object_get(json, "clock_doubtful");
    if (order == NULL) return given == NULL && doubtful == NULL ? ERR_OK : ERR_INVALID;
    if ((given == NULL) == (doubtful == NULL) || (doubtful != NULL && !json_is_true(doubtful))) return ERR_INVALID;
    out->order = json_integer_value(order);
    out->given_at_s = json_integer_value(given);
    out->clock_doubtful = doubtful != NULL;
    bool good = out->order >= 1 && out->order <= SUBMISSION_ORDER_MAX && out->given_at_s >= 0 &&
                out->given_at_s <= SUBMISSION_GIVEN_AT_MAX && (given == NULL || json_is_integer(given));
    return good ? ERR_OK : ERR_INVALID;
}

static enum err read_document(struct submission *out, const json_t *json)
{
    out->kind = submission_kind_from_name(json_text_at(json, "kind"));
    if (out->kind == SUBMISSION_KIND_COUNT || read_order(out, json) != ERR_OK) return ERR_INVALID;
    if (out->kind == SUBMISSION_SEAT) {
        out->comes_as = comes_as_from_name(json_text_at(json, "comes_as"));
        if (out->comes_as == COMES_AS_COUNT) return ERR_INVALID;
    }
    if (out->kind == SUBMISSION_IDEA) {
        out->side = side_from_name(json_text_at(json, "side"));
        if (out->side == SIDE_COUNT) return ERR_INVALID;
        const json_t *leans = json_object_get(json, "leans");
        if (leans != NULL) out->leans = leans_from_name(json_string_value(leans));
        if (out->leans == LEANS_COUNT) return ERR_INVALID;
    }
    if (out->kind == SUBMISSION_SUPPORT) return read_texts(out, json);
    enum err err = json_bytes_at(json, "receipt", out->receipt_hash, RECEIPT_CODE_HASH_BYTES);
    return err == ERR_OK ? read_texts(out, json) : err;
}

enum err submission_from_json(struct submission *out, const char *json, size_t json_bytes)
{
    AUTO(json_auto) json_t *document = NULL;
    enum err err = json_parse(&document, json, json_bytes, SUBMISSION_JSON_BYTES_MAX, 4, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_INVALID;
    struct submission submission = {0};
    err = read_document(&submission, document);
    if (err == ERR_OK) *out = submission;
    submission_finish(&submission);
    return err;
}

void submission_finish(struct submission *submission)
{
    sodium_memzero(submission, sizeof(*submission));
}
