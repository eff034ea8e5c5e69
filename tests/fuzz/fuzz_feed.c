/* A page of the feed, signed by the registry whatever is in it, and the content in its items. */
#include <sodium.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/network.h"
#include "sync/model/site.h"
#include "sync/wire/feed_walk.h"
#include "tests/fuzz/fuzz.h"

static unsigned char public_key[SIGN_PUBLIC_BYTES];
static unsigned char secret_key[SIGN_SECRET_BYTES];

static void read_body(json_t *body)
{
    struct network network;
    struct site site;
    if (network_from_json(&network, body) == ERR_OK) {
        char letters[NETWORK_PETALS_MAX + 1];
        PROMISE(network.id != NULL && network.title != NULL && network.question != NULL);
        PROMISE(network.short_title != NULL && network.petals_count <= NETWORK_PETALS_MAX);
        network_petals_as_letters(&network, letters);
        network_finish(&network);
    }
    if (site_from_json(&site, body) == ERR_OK) {
        PROMISE(site.name != NULL && site.notice_version != NULL);
        (void)site_phase_index(&site, "focus");
        site_finish(&site);
    }
}

/* What is kept of an item says what was read. */
static void check_text(const char *text, const json_t *body)
{
    json_t *again = NULL;
    if (text == NULL) return;
    PROMISE(json_parse(&again, text, strlen(text), FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL) == ERR_OK);
    PROMISE(json_equal(again, body));
    json_decref(again);
}

static void read_items(struct feed_page *page)
{
    int64_t before = page->from;
    size_t count = 0;
    struct feed_walk walk;
    struct feed_item item;
    feed_walk_begin(&walk, page);
    while (feed_walk_next(&walk, &item) == ERR_OK) {
        PROMISE(item.sequence > before && item.sequence <= page->to);
        before = item.sequence;
        count++;
        if (!item.deleted) read_body(item.body);
        check_text(item.text, item.body);
    }
    feed_walk_end(&walk);
    PROMISE(count == page->items_count && count <= FEED_ITEMS_MAX);
}

/* What jansson makes of the whole: a page is JSON, and what it says is what was read. */
static void compare_with_whole(const struct feed_page *page, const char *bytes, size_t count)
{
    json_t *whole = NULL;
    PROMISE(json_parse(&whole, bytes, count, FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL) == ERR_OK);
    PROMISE(json_array_size(json_object_get(whole, "items")) == page->items_count);
    PROMISE(json_int_at(whole, "to", -1) == page->to && json_int_at(whole, "head", -1) == page->head);
    json_decref(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    struct feed_page page;
    if (sodium_init() < 0) abort();
    if (public_key[0] == 0) (void)crypto_sign_ed25519_seed_keypair(public_key, secret_key, (const uint8_t[32]){1});
    feed_sign(signature, bytes, count, secret_key);
    if (feed_page_read(&page, (const char *)bytes, count, signature, public_key) != ERR_OK) return 0;
    PROMISE(page.from >= 0 && page.from <= page.to && page.to <= page.head);
    PROMISE(page.text.length == count && memcmp(page.text.data, bytes, count) == 0);
    read_items(&page);
    PROMISE(memcmp(page.text.data, bytes, count) == 0);
    compare_with_whole(&page, (const char *)bytes, count);
    feed_page_finish(&page);
    signature[0] = signature[0] == 'A' ? 'B' : 'A';
    PROMISE(feed_page_read(&page, (const char *)bytes, count, signature, public_key) == ERR_UNTRUSTED);
    return 0;
}
