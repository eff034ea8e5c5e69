/* tests/unit/test_wire.c - signatures, entries, receipts, pages, requests: what fits and what must not. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/json.h"
#include "sync/wire/entry.h"
#include "sync/wire/feed_walk.h"
#include "sync/wire/receipt.h"
#include "sync/wire/request.h"
#include "sync/wire/sign.h"

enum { PURPOSES = SIGN_FRESH + 1 };

struct keys {
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
};

static struct keys make_keys(void)
{
    struct keys keys = {{0}, {0}};
    sign_make_keys(keys.public_key, keys.secret_key);
    return keys;
}

static void a_signature_is_good_for_one_purpose(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    struct sign_part part = sign_text("the same bytes");
    for (int made = 0; made < PURPOSES; made++) {
        unsigned char signature[SIGN_SIGNATURE_BYTES];
        sign_make(signature, (enum sign_purpose)made, &part, 1, keys.secret_key);
        for (int asked = 0; asked < PURPOSES; asked++) {
            enum err err = sign_check(signature, (enum sign_purpose)asked, &part, 1, keys.public_key);
            assert_int_equal(err, made == asked ? ERR_OK : ERR_UNTRUSTED);
        }
    }
}

static void a_signature_knows_how_its_parts_were_cut(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    struct keys others = make_keys();
    unsigned char signature[SIGN_SIGNATURE_BYTES];
    const struct sign_part whole[] = {sign_text("ab"), sign_text("c")};
    const struct sign_part other[] = {sign_text("a"), sign_text("bc")};
    const struct sign_part longer[] = {sign_text("ab"), sign_text("c"), sign_text("")};
    sign_make(signature, SIGN_FEED, whole, 2, keys.secret_key);
    assert_int_equal(sign_check(signature, SIGN_FEED, whole, 2, keys.public_key), ERR_OK);
    assert_int_equal(sign_check(signature, SIGN_FEED, other, 2, keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(sign_check(signature, SIGN_FEED, longer, 3, keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(sign_check(signature, SIGN_FEED, whole, 1, keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(sign_check(signature, SIGN_FEED, whole, 2, others.public_key), ERR_UNTRUSTED);
}

struct sealed {
    struct keys kiosk;
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    struct entry entry;
};

static struct sealed seal(const char *plain)
{
    struct sealed sealed = {.kiosk = make_keys()};
    seal_make_keys(sealed.seal_public, sealed.seal_secret);
    assert_int_equal(entry_make(&sealed.entry, plain, strlen(plain), "k1", sealed.kiosk.secret_key, sealed.seal_public),
                     ERR_OK);
    return sealed;
}

static void an_entry_comes_back(void **state)
{
    (void)state;
    struct sealed sealed = seal("what somebody said");
    AUTO(json_auto) json_t *json = entry_to_json(&sealed.entry);
    struct entry read;
    assert_int_equal(entry_from_json(&read, json), ERR_OK);
    assert_int_equal(entry_check(&read, "k1", sealed.kiosk.public_key), ERR_OK);
    unsigned char *plain = NULL;
    size_t plain_bytes = 0;
    assert_int_equal(entry_open(&plain, &plain_bytes, &read, sealed.seal_public, sealed.seal_secret), ERR_OK);
    assert_int_equal(plain_bytes, strlen("what somebody said"));
    assert_memory_equal(plain, "what somebody said", plain_bytes);
    free(plain);
    entry_finish(&read);
    entry_finish(&sealed.entry);
}

static void assert_not_of_this_kiosk(struct sealed *sealed, unsigned char *byte)
{
    *byte ^= 1;
    assert_int_equal(entry_check(&sealed->entry, "k1", sealed->kiosk.public_key), ERR_UNTRUSTED);
    *byte ^= 1;
    assert_int_equal(entry_check(&sealed->entry, "k1", sealed->kiosk.public_key), ERR_OK);
}

static void a_changed_entry_is_found(void **state)
{
    (void)state;
    struct sealed sealed = seal("what somebody said");
    for (size_t at = 0; at < ENTRY_ID_BYTES; at++) assert_not_of_this_kiosk(&sealed, &sealed.entry.id[at]);
    for (size_t at = 0; at < SEAL_KEY_ID_BYTES; at++) assert_not_of_this_kiosk(&sealed, &sealed.entry.seal_key_id[at]);
    for (size_t at = 0; at < SIGN_SIGNATURE_BYTES; at++) assert_not_of_this_kiosk(&sealed, &sealed.entry.signature[at]);
    for (size_t at = 0; at < sealed.entry.box_bytes; at++) assert_not_of_this_kiosk(&sealed, &sealed.entry.box[at]);
    assert_int_equal(entry_check(&sealed.entry, "k2", sealed.kiosk.public_key), ERR_UNTRUSTED);
    struct keys other = make_keys();
    assert_int_equal(entry_check(&sealed.entry, "k1", other.public_key), ERR_UNTRUSTED);
    entry_finish(&sealed.entry);
}

static void only_the_right_key_unseals(void **state)
{
    (void)state;
    struct sealed sealed = seal("what somebody said");
    unsigned char other_public[SEAL_PUBLIC_BYTES];
    unsigned char other_secret[SEAL_SECRET_BYTES];
    seal_make_keys(other_public, other_secret);
    unsigned char *plain = NULL;
    size_t plain_bytes = 0;
    assert_int_equal(entry_open(&plain, &plain_bytes, &sealed.entry, other_public, other_secret), ERR_UNTRUSTED);
    sealed.entry.box[sealed.entry.box_bytes - 1] ^= 1;
    assert_int_equal(entry_open(&plain, &plain_bytes, &sealed.entry, sealed.seal_public, sealed.seal_secret),
                     ERR_UNTRUSTED);
    sealed.entry.box_bytes = 10;
    assert_int_equal(entry_open(&plain, &plain_bytes, &sealed.entry, sealed.seal_public, sealed.seal_secret),
                     ERR_UNTRUSTED);
    assert_null(plain);
    entry_finish(&sealed.entry);
}

static void an_entry_at_its_limit(void **state)
{
    (void)state;
    struct keys kiosk = make_keys();
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    seal_make_keys(seal_public, seal_secret);
    static const unsigned char plain[ENTRY_BOX_BYTES_MAX];
    const size_t most = ENTRY_BOX_BYTES_MAX - crypto_box_SEALBYTES;
    struct entry entry;
    assert_int_equal(entry_make(&entry, plain, most + 1, "k1", kiosk.secret_key, seal_public), ERR_TOO_LARGE);
    assert_int_equal(entry_make(&entry, plain, most, "k1", kiosk.secret_key, seal_public), ERR_OK);
    AUTO(json_auto) json_t *json = entry_to_json(&entry);
    struct entry read;
    assert_int_equal(entry_from_json(&read, json), ERR_OK);
    entry_finish(&read);
    entry_finish(&entry);
    static const unsigned char too_long[ENTRY_BOX_BYTES_MAX + 1];
    json_object_set_new(json, "box", json_from_bytes(too_long, sizeof(too_long)));
    assert_int_equal(entry_from_json(&read, json), ERR_TOO_LARGE);
}

static void an_entry_of_another_form_is_refused(void **state)
{
    (void)state;
    static const char *const keys[] = {"id", "seal_key", "box", "signature"};
    struct sealed sealed = seal("x");
    struct entry read;
    for (size_t at = 0; at < 4; at++) {
        AUTO(json_auto) json_t *json = entry_to_json(&sealed.entry);
        json_object_set_new(json, keys[at], json_string("!!"));
        assert_int_equal(entry_from_json(&read, json), ERR_INVALID);
        json_object_set_new(json, keys[at], json_integer(1));
        assert_int_equal(entry_from_json(&read, json), ERR_INVALID);
        json_object_del(json, keys[at]);
        assert_int_equal(entry_from_json(&read, json), ERR_INVALID);
    }
    unsigned char id[ENTRY_ID_BYTES];
    assert_int_equal(entry_id_from_text(id, "00112233445566778899aabbccddeeff"), ERR_OK);
    assert_int_equal(entry_id_from_text(id, "00112233445566778899aabbccddeef"), ERR_INVALID);
    assert_int_equal(entry_id_from_text(id, "00112233445566778899aabbccddeeff0"), ERR_INVALID);
    assert_int_equal(entry_id_from_text(id, "g0112233445566778899aabbccddeeff"), ERR_INVALID);
    entry_finish(&sealed.entry);
}

static enum err check(const struct receipt *receipt, const struct entry *entry, const struct keys *registry)
{
    unsigned char hash[ENTRY_HASH_BYTES];
    entry_hash(hash, entry);
    return receipt_check(receipt, entry->id, hash, "k1", registry->public_key);
}

static void a_receipt_fits_one_entry(void **state)
{
    (void)state;
    struct keys registry = make_keys();
    struct sealed a = seal("a");
    struct sealed b = seal("b");
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        struct receipt receipt;
        receipt_make(&receipt, &a.entry, (enum verdict)verdict, verdict == VERDICT_REJECTED ? "cpr_number" : NULL, "g1",
                     "k1", registry.secret_key);
        AUTO(json_auto) json_t *json = receipt_to_json(&receipt);
        struct receipt read;
        assert_int_equal(receipt_from_json(&read, json), ERR_OK);
        assert_int_equal(check(&read, &a.entry, &registry), ERR_OK);
        assert_int_equal(check(&read, &b.entry, &registry), ERR_UNTRUSTED);
        assert_int_equal(check(&read, &a.entry, &a.kiosk), ERR_UNTRUSTED);
        struct receipt turned = read;
        turned.verdict = (enum verdict)((verdict + 1) % VERDICT_COUNT);
        assert_int_equal(check(&turned, &a.entry, &registry), ERR_UNTRUSTED);
        turned = read;
        snprintf(turned.reason, sizeof(turned.reason), "something else");
        assert_int_equal(check(&turned, &a.entry, &registry), ERR_UNTRUSTED);
        turned = read;
        snprintf(turned.generation, sizeof(turned.generation), "g2");
        assert_int_equal(check(&turned, &a.entry, &registry), ERR_UNTRUSTED);
        turned = read;
        turned.signature[5] ^= 1;
        assert_int_equal(check(&turned, &a.entry, &registry), ERR_UNTRUSTED);
    }
    entry_finish(&a.entry);
    entry_finish(&b.entry);
}

static void a_receipt_is_for_one_kiosk_and_one_box(void **state)
{
    (void)state;
    struct keys registry = make_keys();
    struct sealed a = seal("a");
    struct receipt receipt;
    receipt_make(&receipt, &a.entry, VERDICT_CREATED, NULL, "g1", "k1", registry.secret_key);
    unsigned char hash[ENTRY_HASH_BYTES];
    entry_hash(hash, &a.entry);
    assert_int_equal(receipt_check(&receipt, a.entry.id, hash, "k2", registry.public_key), ERR_UNTRUSTED);
    a.entry.box[0] ^= 1; /* the same id with other bytes */
    assert_int_equal(check(&receipt, &a.entry, &registry), ERR_UNTRUSTED);
    entry_finish(&a.entry);
}

static void only_some_verdicts_settle(void **state)
{
    (void)state;
    assert_true(verdict_is_settled(VERDICT_CREATED));
    assert_true(verdict_is_settled(VERDICT_EXISTS));
    assert_true(verdict_is_settled(VERDICT_GONE));
    assert_false(verdict_is_settled(VERDICT_CONFLICT));
    assert_false(verdict_is_settled(VERDICT_REJECTED));
}

static void a_receipt_of_another_form_is_refused(void **state)
{
    (void)state;
    static const char *const keys[] = {"id", "hash", "verdict", "signature", "generation"};
    struct keys registry = make_keys();
    struct sealed a = seal("a");
    struct receipt receipt;
    receipt_make(&receipt, &a.entry, VERDICT_CREATED, NULL, "g1", "k1", registry.secret_key);
    for (size_t at = 0; at < 5; at++) {
        AUTO(json_auto) json_t *json = receipt_to_json(&receipt);
        json_object_set_new(json, keys[at], json_string(at < 4 ? "unheard of" : "a name of 33 bytes: far too long!"));
        assert_int_equal(receipt_from_json(&receipt, json), ERR_INVALID);
        json_object_del(json, keys[at]);
        assert_int_equal(receipt_from_json(&receipt, json), ERR_INVALID);
    }
    char reason[RECEIPT_REASON_BYTES_MAX + 2];
    memset(reason, 'x', sizeof(reason));
    reason[RECEIPT_REASON_BYTES_MAX + 1] = '\0';
    AUTO(json_auto) json_t *json = receipt_to_json(&receipt);
    json_object_set_new(json, "reason", json_string(reason));
    assert_int_equal(receipt_from_json(&receipt, json), ERR_INVALID);
    reason[RECEIPT_REASON_BYTES_MAX] = '\0';
    json_object_set_new(json, "reason", json_string(reason));
    assert_int_equal(receipt_from_json(&receipt, json), ERR_OK);
    assert_int_equal(receipt_from_json(&receipt, NULL), ERR_INVALID);
    entry_finish(&a.entry);
}

static enum err read_signed(const char *text, const struct keys *keys)
{
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    struct feed_page page;
    feed_sign(signature, text, strlen(text), keys->secret_key);
    enum err err = feed_page_read(&page, text, strlen(text), signature, keys->public_key);
    if (err == ERR_OK) feed_page_finish(&page);
    return err;
}

#define ITEM(sequence) "{\"seq\":" #sequence ",\"type\":\"page\",\"id\":\"p\",\"body\":{}}"
#define PAGE(from, to, head, items)                                                                                    \
    "{\"generation\":\"g\",\"from\":" #from ",\"to\":" #to ",\"head\":" #head ",\"items\":[" items "]}"

static void pages_keep_their_order(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    static const struct {
        const char *page;
        enum err err;
    } table[] = {
        {PAGE(0, 0, 0, ""), ERR_OK},
        {PAGE(3, 3, 3, ""), ERR_OK},
        {PAGE(0, 5, 9, ITEM(1) "," ITEM(5)), ERR_OK},
        {PAGE(0, 5, 5, ITEM(5) "," ITEM(1)), ERR_INVALID}, /* falling */
        {PAGE(0, 5, 5, ITEM(2) "," ITEM(2)), ERR_INVALID}, /* not rising */
        {PAGE(3, 5, 5, ITEM(3)), ERR_INVALID},             /* not after from */
        {PAGE(3, 5, 5, ITEM(6)), ERR_INVALID},             /* after to */
        {PAGE(5, 3, 9, ""), ERR_INVALID},
        {PAGE(0, 5, 4, ""), ERR_INVALID},
        {PAGE(-1, 5, 5, ""), ERR_INVALID},
        {PAGE(0, 5, 5, "7"), ERR_INVALID},
        {PAGE(0, 5, 5, ITEM(1) ITEM(5)), ERR_INVALID}, /* no comma between them */
        {PAGE(0, 5, 5, "," ITEM(1)), ERR_INVALID},
        {PAGE(0, 5, 5, ITEM(1) ","), ERR_INVALID},
        {PAGE(0, 5, 5, ITEM(1) ",,"), ERR_INVALID},
        {PAGE(0, 5, 5, ITEM(1) ",[]"), ERR_INVALID},
        {PAGE(0, 5, 5, ITEM(1) ",7"), ERR_INVALID},
        {PAGE(0, 5, 5, " \r\n\t" ITEM(1) "\n,\n" ITEM(5) " "), ERR_OK},
        {PAGE(0, 5, 5, "{\"seq\":1,\"type\":\"page\",\"id\":\"p\",\"body\":{]}"), ERR_INVALID},
        {PAGE(0, 5, 5, "{\"seq\":1,\"type\":\"page\",\"id\":\"p\",\"body\":{\"a\":\"\n\"}}"), ERR_INVALID},
        {PAGE(0, 5, 5, "{\"seq\":1,\"seq\":2,\"type\":\"page\",\"id\":\"p\",\"body\":{}}"), ERR_INVALID},
        {PAGE(0, 5, 5, "]}"), ERR_INVALID},
        {PAGE(0, 5, 5, "{\"seq\":1"), ERR_INVALID},
        {PAGE(0, 5, 5, "\"}]"), ERR_INVALID},
        {"{\"items\":[],\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0,\"items\":[]}", ERR_INVALID},
        {"{\"items\":[],\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0,\"item\\u0073\":[7]}", ERR_INVALID},
        {"{\"items\":[],\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0}}", ERR_INVALID},
        {"[{\"items\":[],\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0}]", ERR_INVALID},
        {"{\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0,\"items\":{}}", ERR_INVALID},
        {"{\"is\":\"items\",\"x\":[7],\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0,\"items\":[]}", ERR_OK},
        {PAGE(0, 5, 5, "{\"seq\":1,\"type\":\"page\",\"id\":\"p\"}"), ERR_INVALID},
        {PAGE(0, 5, 5, "{\"seq\":1,\"type\":\"page\",\"id\":\"p\",\"deleted\":true}"), ERR_OK},
        {PAGE(0, 5, 5, "{\"seq\":1,\"type\":\"page\",\"body\":{}}"), ERR_INVALID},
        {"{\"from\":0,\"to\":0,\"head\":0,\"items\":[]}", ERR_INVALID},
        {"{\"generation\":\"\",\"from\":0,\"to\":0,\"head\":0,\"items\":[]}", ERR_INVALID},
        {"{\"generation\":\"g\",\"from\":0,\"to\":0,\"head\":0}", ERR_INVALID},
        {"{\"generation\":\"g\",\"from\":0,\"to\":0,\"items\":[]}", ERR_INVALID},
        {"{\"generation\":\"123456789012345678901234567890123\",\"from\":0,\"to\":0,\"head\":0,\"items\":[]}",
         ERR_INVALID},
        {"{\"generation\":\"12345678901234567890123456789012\",\"from\":0,\"to\":0,\"head\":0,\"items\":[]}", ERR_OK},
        {"{}", ERR_INVALID},
        {"not json", ERR_INVALID},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        enum err err = read_signed(table[at].page, &keys);
        if (err != table[at].err) print_message("%s\n", table[at].page);
        assert_int_equal(err, table[at].err);
    }
}

static void a_changed_page_is_found_before_it_is_read(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    char text[] = PAGE(0, 1, 1, ITEM(1));
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    struct feed_page page;
    feed_sign(signature, text, strlen(text), keys.secret_key);
    for (size_t at = 0; at < strlen(text); at++) {
        text[at] ^= 1;
        assert_int_equal(feed_page_read(&page, text, strlen(text), signature, keys.public_key), ERR_UNTRUSTED);
        text[at] ^= 1;
    }
    assert_int_equal(feed_page_read(&page, text, strlen(text) - 1, signature, keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(feed_page_read(&page, text, strlen(text), NULL, keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(feed_page_read(&page, text, strlen(text), "", keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(feed_page_read(&page, "{}", 2, signature, keys.public_key), ERR_UNTRUSTED);
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, keys.public_key), ERR_OK);
    feed_page_finish(&page);
}

/* What a page of these items says the bodies are; "-" where it can't tell. */
static const char *bodies_of(const char *text, const struct keys *keys)
{
    static char bodies[512];
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    AUTO(feed_page_finish) struct feed_page page = {0};
    feed_sign(signature, text, strlen(text), keys->secret_key);
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, keys->public_key), ERR_OK);
    bodies[0] = '\0';
    struct feed_walk walk;
    struct feed_item item;
    feed_walk_begin(&walk, &page);
    while (feed_walk_next(&walk, &item) == ERR_OK) {
        size_t used = strlen(bodies);
        snprintf(bodies + used, sizeof(bodies) - used, "%s%s", used > 0 ? "|" : "",
                 item.text != NULL ? item.text : "-");
    }
    assert_int_equal(feed_walk_next(&walk, &item), ERR_NOT_FOUND);
    feed_walk_end(&walk);
    assert_string_equal(str_text(&page.text), text); /* and as it was again */
    return bodies;
}

#define BODY(sequence, body) "{\"seq\":" #sequence ",\"type\":\"page\",\"id\":\"p\",\"body\":" body "}"
#define GONE(sequence)       "{\"seq\":" #sequence ",\"type\":\"page\",\"id\":\"p\",\"deleted\":true,\"more\":{\"a\":{}}}"

static void bodies_are_what_came(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    static const struct {
        const char *page;
        const char *bodies;
    } table[] = {
        {PAGE(0, 0, 0, ""), ""},
        {PAGE(0, 2, 2, BODY(1, "{}") "," BODY(2, "{\"a\":[1,{}]}")), "{}|{\"a\":[1,{}]}"},
        {PAGE(0, 1, 1, BODY(1, "{ \"a\" :\n1.50 }")), "{ \"a\" :\n1.50 }"},
        {PAGE(0, 1, 1, BODY(1, "{\"a\":\"}]\\\"{\\\\\"}")), "{\"a\":\"}]\\\"{\\\\\"}"}, /* in a text they end nothing */
        {PAGE(0, 1, 1, BODY(1, "{\"body\":{\"body\":{}},\"items\":[]}")), "{\"body\":{\"body\":{}},\"items\":[]}"},
        {PAGE(0, 3, 3, GONE(1) "," BODY(2, "{\"b\":2}") "," GONE(3)), "-|{\"b\":2}|-"},
        {PAGE(0, 1, 1, "{\"seq\":1,\"x\":\"body\",\"type\":\"page\",\"id\":\"p\",\"\\u0062ody\":{}}"), "-"},
        {"{\"news\":[{\"body\":{\"n\":1}}]," /* of a later registry */
         "\"generation\":\"g\",\"from\":0,\"to\":1,\"head\":1,\"items\" : [" BODY(
             1, "{\"b\":1}") "],"
                             "\"also\":[{\"body\":{\"n\":2}}]}",
         "{\"b\":1}"},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        assert_string_equal(bodies_of(table[at].page, &keys), table[at].bodies);
    }
}

static void pages_are_held_to_their_limits(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    for (int extra = 0; extra <= 1; extra++) {
        json_t *items = json_array();
        for (int at = 1; at <= FEED_ITEMS_MAX + extra; at++) {
            json_array_append_new(items,
                                  json_pack("{s:i, s:s, s:s, s:{}}", "seq", at, "type", "page", "id", "p", "body"));
        }
        AUTO(json_auto)
        json_t *page = json_pack("{s:s, s:i, s:i, s:i, s:o}", "generation", "g", "from", 0, "to", 600, "head", 600,
                                 "items", items);
        char *text = json_dumps(page, JSON_COMPACT);
        assert_int_equal(read_signed(text, &keys), extra == 0 ? ERR_OK : ERR_INVALID);
        free(text);
    }
    char *large = malloc(FEED_PAGE_BYTES_MAX + 2);
    assert_non_null(large);
    static const char small[] = PAGE(0, 0, 0, "");
    memset(large, ' ', FEED_PAGE_BYTES_MAX + 1);
    memcpy(large, small, sizeof(small) - 1);
    large[FEED_PAGE_BYTES_MAX + 1] = '\0';
    assert_int_equal(read_signed(large, &keys), ERR_TOO_LARGE);
    large[FEED_PAGE_BYTES_MAX] = '\0';
    assert_int_equal(read_signed(large, &keys), ERR_OK);
    free(large);
}

static void a_request_is_signed_whole(void **state)
{
    (void)state;
    struct keys keys = make_keys();
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    request_sign(signature, SIGN_REQUEST, "POST", "/v1/entries", "body", 4, keys.secret_key);
    assert_int_equal(request_check(signature, SIGN_REQUEST, "POST", "/v1/entries", "body", 4, keys.public_key), ERR_OK);
    assert_int_equal(request_check(signature, SIGN_ENROL, "POST", "/v1/entries", "body", 4, keys.public_key),
                     ERR_UNTRUSTED);
    assert_int_equal(request_check(signature, SIGN_REQUEST, "GET", "/v1/entries", "body", 4, keys.public_key),
                     ERR_UNTRUSTED);
    assert_int_equal(request_check(signature, SIGN_REQUEST, "POST", "/v1/entries?", "body", 4, keys.public_key),
                     ERR_UNTRUSTED);
    assert_int_equal(request_check(signature, SIGN_REQUEST, "POST", "/v1/entries", "bodY", 4, keys.public_key),
                     ERR_UNTRUSTED);
    assert_int_equal(request_check(signature, SIGN_REQUEST, "POST", "/v1/entries", NULL, 0, keys.public_key),
                     ERR_UNTRUSTED);
    assert_int_equal(request_check(NULL, SIGN_REQUEST, "POST", "/v1/entries", "body", 4, keys.public_key),
                     ERR_UNTRUSTED);
    assert_int_equal(request_check("x", SIGN_REQUEST, "POST", "/v1/entries", "body", 4, keys.public_key),
                     ERR_UNTRUSTED);
    request_sign(signature, SIGN_REQUEST, "GET", "/v1/feed?after=3", NULL, 0, keys.secret_key);
    assert_int_equal(request_check(signature, SIGN_REQUEST, "GET", "/v1/feed?after=3", "", 0, keys.public_key), ERR_OK);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_good_for_one_purpose),
        cmocka_unit_test(a_signature_knows_how_its_parts_were_cut),
        cmocka_unit_test(an_entry_comes_back),
        cmocka_unit_test(a_changed_entry_is_found),
        cmocka_unit_test(only_the_right_key_unseals),
        cmocka_unit_test(an_entry_at_its_limit),
        cmocka_unit_test(an_entry_of_another_form_is_refused),
        cmocka_unit_test(a_receipt_fits_one_entry),
        cmocka_unit_test(a_receipt_is_for_one_kiosk_and_one_box),
        cmocka_unit_test(only_some_verdicts_settle),
        cmocka_unit_test(a_receipt_of_another_form_is_refused),
        cmocka_unit_test(pages_keep_their_order),
        cmocka_unit_test(a_changed_page_is_found_before_it_is_read),
        cmocka_unit_test(bodies_are_what_came),
        cmocka_unit_test(pages_are_held_to_their_limits),
        cmocka_unit_test(a_request_is_signed_whole),
    };
    return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
