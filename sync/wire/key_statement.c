#include "sync/wire/key_statement.h"

#include "sync/base/json.h"

enum { SIGNED_PARTS = 4, NUMBER_BYTES = 8, ANSWER_DEPTH_MAX = 4 };

static void parts_of(struct sign_part parts[SIGNED_PARTS], unsigned char number[NUMBER_BYTES],
                     const struct key_statement *statement)
{
    for (int at = 0; at < NUMBER_BYTES; at++) number[at] = (unsigned char)((uint64_t)statement->number >> (8 * at));
    parts[0] = (struct sign_part){number, NUMBER_BYTES};
    parts[1] = (struct sign_part){statement->content_public, SIGN_PUBLIC_BYTES};
    parts[2] = (struct sign_part){statement->receipt_public, SIGN_PUBLIC_BYTES};
    parts[3] = (struct sign_part){statement->seal_public, SEAL_PUBLIC_BYTES};
}

void key_statement_sign(struct key_statement *statement, const unsigned char before[SIGN_SECRET_BYTES],
                        const unsigned char own[SIGN_SECRET_BYTES])
{
    unsigned char number[NUMBER_BYTES];
    struct sign_part parts[SIGNED_PARTS];
    parts_of(parts, number, statement);
    sign_make(statement->by_before, SIGN_KEYS, parts, SIGNED_PARTS, before);
    sign_make(statement->by_itself, SIGN_KEYS, parts, SIGNED_PARTS, own);
}

enum err key_statement_follows(const struct key_statement *next, int64_t number,
                               const unsigned char content_public[SIGN_PUBLIC_BYTES])
{
    unsigned char number_bytes[NUMBER_BYTES];
    struct sign_part parts[SIGNED_PARTS];
    if (number < 1 || number >= KEY_STATEMENTS_MAX || next->number != number + 1) return ERR_CONFLICT;
    parts_of(parts, number_bytes, next);
    enum err err = sign_check(next->by_before, SIGN_KEYS, parts, SIGNED_PARTS, content_public);
    if (err != ERR_OK) return err;
    return sign_check(next->by_itself, SIGN_KEYS, parts, SIGNED_PARTS, next->content_public);
}

json_t *key_statement_to_json(const struct key_statement *statement)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "number", (json_int_t)statement->number, "content_key",
                     json_from_bytes(statement->content_public, SIGN_PUBLIC_BYTES), "receipt_key",
                     json_from_bytes(statement->receipt_public, SIGN_PUBLIC_BYTES), "seal_key",
                     json_from_bytes(statement->seal_public, SEAL_PUBLIC_BYTES), "by_before",
                     json_from_bytes(statement->by_before, SIGN_SIGNATURE_BYTES), "by_itself",
                     json_from_bytes(statement->by_itself, SIGN_SIGNATURE_BYTES));
}

enum err key_statement_from_json(struct key_statement *out, const json_t *json)
{
    struct key_statement read = {.number = json_int_at(json, "number", 0)};
    if (read.number < 1 || read.number > KEY_STATEMENTS_MAX ||
        json_bytes_at(json, "content_key", read.content_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "receipt_key", read.receipt_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "seal_key", read.seal_public, SEAL_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "by_before", read.by_before, SIGN_SIGNATURE_BYTES) != ERR_OK ||
        json_bytes_at(json, "by_itself", read.by_itself, SIGN_SIGNATURE_BYTES) != ERR_OK) {
        return ERR_INVALID;
    }
    *out = read;
    return ERR_OK;
}

enum err key_answer_read(struct key_answer *out, const char *text, size_t bytes)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err = json_parse(&json, text, bytes, KEY_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    if (err != ERR_OK) return err;
    const json_t *statements = json_object_get(json, "statements");
    struct key_answer read = {.newest = json_int_at(json, "number", 0), .count = json_array_size(statements)};
    if (read.newest < 1 || !json_is_array(statements) || read.count > KEY_STATEMENTS_PER_ANSWER_MAX) return ERR_INVALID;
    for (size_t at = 0; at < read.count; at++) {
        err = key_statement_from_json(&read.statements[at], json_array_get(statements, at));
        if (err != ERR_OK) return err;
    }
    *out = read;
    return ERR_OK;
}
