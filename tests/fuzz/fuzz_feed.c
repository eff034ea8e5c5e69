/* A page of the feed, signed by the registry whatever is in it, and the content in its items. */
#include <sodium.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/network.h"
#include "sync/model/site.h"
#include "sync/wire/feed.h"
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

static void read_items(const struct feed_page *page)
{
    int64_t before = page->from;
    size_t at;
    json_t *value;
    json_array_foreach (page->items, at, value) {
        struct feed_item item;
        PROMISE(feed_item_read(&item, value) == ERR_OK);
        PROMISE(item.sequence > before && item.sequence <= page->to);
        before = item.sequence;
        if (!item.deleted) read_body(item.body);
        check_text(feed_page_body(page, at), item.body);
    }
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
    read_items(&page);
    feed_page_finish(&page);
    signature[0] = signature[0] == 'A' ? 'B' : 'A';
    PROMISE(feed_page_read(&page, (const char *)bytes, count, signature, public_key) == ERR_UNTRUSTED);
    return 0;
}
