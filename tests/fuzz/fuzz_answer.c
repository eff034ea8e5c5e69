/* Whatever answers in the registry's place: a portal, a proxy, a thief. The first byte is the status; the rest is the
 * body, after a line with the signature. This file stands in the place of sync/agent/http.c. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/agent/client.h"
#include "tests/fuzz/fuzz.h"

static const uint8_t *answer_bytes;
static size_t answer_count;

struct http {
    int unused;
};
static struct http the_http;

enum err http_open(struct http **out, const struct http_options *options)
{
    (void)options;
    *out = &the_http;
    return ERR_OK;
}

void http_close(struct http *http)
{
    (void)http;
}

struct http_peer http_peer(const struct http *http)
{
    (void)http;
    return (struct http_peer){0};
}

const char *http_problem(const struct http *http)
{
    (void)http;
    return "";
}

void http_answer_finish(struct http_answer *answer)
{
    str_finish(&answer->body);
}

bool http_begin(struct http *http, const struct http_request *request)
{
    (void)http, (void)request;
    return false;
}

enum err http_finish(struct http *http, struct http_answer *out)
{
    (void)http, (void)out;
    return ERR_UNAVAILABLE;
}

enum err http_exchange(struct http *http, const struct http_request *request, struct http_answer *out)
{
    static const long statuses[] = {200, 200, 202, 400, 401, 403, 404, 409, 413, 429, 500, 503};
    (void)http, (void)request;
    if (answer_count == 0) return ERR_UNAVAILABLE;
    *out = (struct http_answer){.status = statuses[answer_bytes[0] % (sizeof(statuses) / sizeof(statuses[0]))]};
    const uint8_t *line = memchr(answer_bytes, '\n', answer_count);
    size_t head = line != NULL ? (size_t)(line - answer_bytes) + 1 : answer_count;
    if (head > 2) {
        snprintf(out->signature, sizeof(out->signature), "%.*s", (int)(head - 2), (const char *)answer_bytes + 1);
    }
    str_init(&out->body, HTTP_ANSWER_BYTES_MAX);
    str_add_bytes(&out->body, answer_bytes + head, answer_count - head);
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct identity identity;
    AUTO(client_auto) struct client *client = NULL;
    if (sodium_init() < 0) abort();
    if (identity.registry_url[0] == '\0') identity_make(&identity, "http://127.0.0.1:8440");
    answer_bytes = bytes;
    answer_count = count;
    const struct http_options options = {.base_url = identity.registry_url};
    PROMISE(client_open(&client, &identity, &options) == ERR_OK);

    struct feed_page page;
    const struct feed_cursor cursor = {.generation = "g", .sequence = 3};
    PROMISE(client_feed(client, &cursor, &page) != ERR_OK); /* nobody can sign for a key of zeros */
    const struct http_wait wait = {.seconds = 20, .wake_fds = {-1, -1}};
    PROMISE(client_wait(client, &cursor, &wait, &page) != ERR_OK);

    static struct key_answer keys;
    if (client_keys(client, 1, &keys) == ERR_OK) PROMISE(keys.count <= KEY_STATEMENTS_PER_ANSWER_MAX);

    struct entry entry = {0};
    struct receipt receipts[ENTRIES_PER_BATCH_MAX];
    size_t receipts_count = 0;
    unsigned char seal_public[SEAL_PUBLIC_BYTES], seal_secret[SEAL_SECRET_BYTES];
    seal_make_keys(seal_public, seal_secret);
    PROMISE(entry_make(&entry, "{}", 2, "k", identity.sign_secret, seal_public) == ERR_OK);
    struct turn turn = {.now = {0}};
    bool turned = false;
    turn_next(&turn);
    PROMISE(client_turn(client, &turn) != ERR_OK);
    const struct client_key_pair pair = {identity.sign_public, identity.sign_secret};
    PROMISE(client_rotate(client, &turn, &pair, &pair, &turned) != ERR_OK && !turned);
    PROMISE(!client_wants_new_key(client));
    if (client_send(client, &turn, &entry, 1, receipts, &receipts_count, &turned) == ERR_OK) {
        PROMISE(!turned);
        PROMISE(receipts_count <= ENTRIES_PER_BATCH_MAX);
    }
    entry_finish(&entry);

    struct identity enrolled;
    if (client_enrol(client, count % 2 == 0 ? "ABCD" : NULL, &enrolled) == ERR_OK) {
        PROMISE(enrolled.enrolled && enrolled.kiosk_id[0] != '\0');
        PROMISE(memchr(enrolled.kiosk_name, '\0', sizeof(enrolled.kiosk_name)) != NULL);
        identity_finish(&enrolled);
    }
    PROMISE(strlen(client_code(client)) <= CLIENT_CODE_BYTES_MAX &&
            strlen(client_problem(client)) < CLIENT_PROBLEM_BYTES);
    return 0;
}
