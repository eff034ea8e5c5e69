/* What a kiosk, or somebody who says he is one, asks with: an address and headers in the first line, a body after it;
 * turns, changes of keys and requests are signed by somebody whose key nobody here has. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/formats/pointer.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"
#include "sync/wire/rotation.h"
#include "sync/wire/turn.h"
#include "tests/fuzz/fuzz.h"

enum { HEAD_BYTES_MAX = 1024, BODY_BYTES_MAX = 64 * 1024, DEPTH_MAX = 8 };

static unsigned char public_key[SIGN_PUBLIC_BYTES], secret_key[SIGN_SECRET_BYTES];

static struct shared_key shared; /* nobody's */

static void read_head(const char *head)
{
    struct address address;
    char text[ADDRESS_TEXT_BYTES];
    if (address_parse(&address, head) == ERR_OK) {
        struct address again;
        address_text(&address, text);
        PROMISE(memchr(text, '\0', sizeof(text)) != NULL && address_parse(&again, text) == ERR_OK);
        PROMISE(address_port(&again) == address_port(&address));
        PROMISE(address_is_loopback(&again) == address_is_loopback(&address));
    }
    address_peer_of_text(head, text);
    PROMISE(memchr(text, '\0', sizeof(text)) != NULL);
    PROMISE(request_check(head, SIGN_REQUEST, "GET", head, NULL, 0, public_key) == ERR_UNTRUSTED);
    PROMISE(freshness_check(head, "00000000000000000000000000000000", head, public_key) != ERR_OK);
    PROMISE(request_check_mac(head, "GET", head, &shared) == ERR_UNTRUSTED);
    PROMISE(freshness_check_mac(head, "00000000000000000000000000000000", head, &shared) == ERR_UNTRUSTED);
    (void)nonce_is_one(head);
}

static void read_body(const json_t *json, const char *head)
{
    struct turn turn;
    unsigned char key[SIGN_PUBLIC_BYTES];
    enum err err = turn_from_json(&turn, json);
    PROMISE(err == ERR_OK || err == ERR_NOT_FOUND || err == ERR_INVALID);
    if (err == ERR_OK) {
        PROMISE(!sodium_is_zero(turn.now, TURN_BYTES));
        PROMISE(turn_check(json, &turn, "k", public_key) == ERR_UNTRUSTED);
    }
    if (rotation_key(key, json) == ERR_OK) {
        PROMISE(rotation_prove(json, "k", public_key, key) != ERR_OK);
        PROMISE(rotation_check(json, "k", key, public_key) == ERR_UNTRUSTED);
    }
    (void)pointer_find(json, head);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static char head[HEAD_BYTES_MAX + 1];
    if (sodium_init() < 0) abort();
    if (public_key[0] == 0) (void)crypto_sign_ed25519_seed_keypair(public_key, secret_key, (const uint8_t[32]){1});
    const uint8_t *line = count > 0 ? memchr(bytes, '\n', count) : NULL;
    size_t length = line != NULL ? (size_t)(line - bytes) : count;
    if (length > HEAD_BYTES_MAX) return 0;
    if (length > 0) memcpy(head, bytes, length);
    head[length] = '\0';
    read_head(head);
    AUTO(json_auto) json_t *json = NULL;
    if (line == NULL) return 0;
    const char *body = (const char *)line + 1;
    if (json_parse(&json, body, count - length - 1, BODY_BYTES_MAX, DEPTH_MAX, NULL) == ERR_OK) read_body(json, head);
    return 0;
}
