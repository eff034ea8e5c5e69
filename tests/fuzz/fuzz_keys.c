/* What answers GET /v1/keys: statements that anybody may have made, held against a key that nobody of them has. */
#include <sodium.h>

#include "sync/wire/key_statement.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct key_answer answer;
    static unsigned char public_key[SIGN_PUBLIC_BYTES], secret_key[SIGN_SECRET_BYTES];
    if (sodium_init() < 0) abort();
    if (public_key[0] == 0) (void)crypto_sign_ed25519_seed_keypair(public_key, secret_key, (const uint8_t[32]){1});
    if (key_answer_read(&answer, (const char *)bytes, count) != ERR_OK) return 0;
    PROMISE(answer.newest >= 1 && answer.count <= KEY_STATEMENTS_PER_ANSWER_MAX);
    for (size_t at = 0; at < answer.count; at++) {
        struct key_statement *statement = &answer.statements[at];
        PROMISE(statement->number >= 1 && statement->number <= KEY_STATEMENTS_MAX);
        PROMISE(key_statement_follows(statement, statement->number, public_key) == ERR_CONFLICT);
        PROMISE(key_statement_follows(statement, statement->number - 1, public_key) != ERR_OK);
    }
    return 0;
}
