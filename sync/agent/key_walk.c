#include "sync/agent/key_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum err complain(char problem[KEY_WALK_PROBLEM_BYTES], enum err err, const char *words, int64_t number)
{
    snprintf(problem, KEY_WALK_PROBLEM_BYTES, "the registry's keys: %s %" PRId64, words, number);
    return err;
}

static enum err step(struct identity *identity, const struct key_statement *next, char problem[KEY_WALK_PROBLEM_BYTES])
{
    enum err err = key_statement_follows(next, identity->keys_number, identity->content_public);
    if (err == ERR_CONFLICT) {
        return complain(problem, ERR_UNTRUSTED, "a statement does not follow ours, which is", identity->keys_number);
    }
    if (err != ERR_OK) return complain(problem, err, "nobody we trust has signed statement", next->number);
    identity->keys_number = next->number;
    memcpy(identity->content_public, next->content_public, SIGN_PUBLIC_BYTES);
    memcpy(identity->receipt_public, next->receipt_public, SIGN_PUBLIC_BYTES);
    memcpy(identity->seal_public, next->seal_public, SEAL_PUBLIC_BYTES);
    return ERR_OK;
}

/* All statements of one answer, or none. */
static enum err walk_answer(struct client *client, struct identity *identity, const char *path, int64_t *out_newest,
                            char problem[KEY_WALK_PROBLEM_BYTES])
{
    struct key_answer answer;
    enum err err = client_keys(client, identity->keys_number, &answer);
    if (err != ERR_OK) return err;
    *out_newest = answer.newest;
    if (answer.newest < identity->keys_number) {
        return complain(problem, ERR_UNTRUSTED, "it has older ones than ours; was an old copy put back? Ours are",
                        identity->keys_number);
    }
    if (answer.count == 0) return ERR_OK;
    AUTO(identity_finish) struct identity next = *identity;
    for (size_t at = 0; err == ERR_OK && at < answer.count; at++) err = step(&next, &answer.statements[at], problem);
    if (err == ERR_OK) err = identity_write(&next, path);
    if (err == ERR_OK) *identity = next;
    return err;
}

enum err key_walk(struct client *client, struct identity *identity, const char *path, bool *out_walked,
                  char problem[KEY_WALK_PROBLEM_BYTES])
{
    int64_t first = identity->keys_number;
    enum err err = ERR_OK;
    problem[0] = '\0';
    for (int at = 0; err == ERR_OK && at < KEY_WALK_ANSWERS_MAX; at++) {
        int64_t newest = 0;
        int64_t before = identity->keys_number;
        err = walk_answer(client, identity, path, &newest, problem);
        if (identity->keys_number == before || identity->keys_number >= newest) break;
    }
    *out_walked = identity->keys_number > first;
    return err;
}
