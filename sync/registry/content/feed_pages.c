#include "sync/registry/content/feed_pages.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "sync/base/json.h"
#include "sync/base/str.h"

/* What an item costs in a page besides its body; generous. */
enum { ITEM_FRAME_BYTES = 256, GZIP_LEVEL = 6, GZIP_WINDOW_BITS = 15 + 16 };

struct kept {
    struct feed_bytes *bytes; /* a reference held; NULL: free */
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t after;
    int64_t head;
    int64_t used; /* the tick of the latest use */
};

struct feed_pages {
    struct registry *registry;
    struct kept kept[FEED_PAGES_MAX];
    size_t bytes_kept;
    int64_t keys; /* the number of the keys they are signed with */
    int64_t tick;
    int64_t made;
};

enum err feed_pages_create(struct feed_pages **out, struct registry *registry)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) return ERR_NOMEM;
    (*out)->registry = registry;
    return ERR_OK;
}

static void kept_drop(struct feed_pages *pages, struct kept *kept)
{
    if (kept->bytes == NULL) return;
    pages->bytes_kept -= kept->bytes->plain_bytes + kept->bytes->gzip_bytes;
    feed_bytes_release(kept->bytes);
    *kept = (struct kept){0};
}

void feed_pages_destroy(struct feed_pages *pages)
{
    if (pages == NULL) return;
    for (size_t at = 0; at < FEED_PAGES_MAX; at++) kept_drop(pages, &pages->kept[at]);
    free(pages);
}

void feed_bytes_release(struct feed_bytes *bytes)
{
    if (bytes == NULL || --bytes->references > 0) return;
    free(bytes->plain);
    free(bytes->gzip);
    free(bytes);
}

static void feed_bytes_auto(struct feed_bytes **bytes)
{
    feed_bytes_release(*bytes);
}

int64_t feed_pages_made(const struct feed_pages *pages)
{
    return pages->made;
}

static enum err compress_bytes(struct feed_bytes *bytes)
{
    if (bytes->plain_bytes <= FEED_GZIP_BYTES_MIN) return ERR_OK;
    z_stream stream = {0};
    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW_BITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return ERR_NOMEM;
    }
    uLong room = deflateBound(&stream, (uLong)bytes->plain_bytes);
    unsigned char *gzip = malloc(room);
    if (gzip == NULL) {
        deflateEnd(&stream);
        return ERR_NOMEM;
    }
    stream.next_in = (unsigned char *)bytes->plain;
    stream.avail_in = (uInt)bytes->plain_bytes;
    stream.next_out = gzip;
    stream.avail_out = (uInt)room;
    int code = deflate(&stream, Z_FINISH);
    size_t gzip_bytes = stream.total_out;
    deflateEnd(&stream);
    if (code != Z_STREAM_END || gzip_bytes >= bytes->plain_bytes) {
        free(gzip);
        return ERR_OK;
    }
    bytes->gzip = gzip;
    bytes->gzip_bytes = gzip_bytes;
    return ERR_OK;
}

/* A page being gathered. */
struct draft {
    struct str items; /* owned: their texts, with commas between them */
    size_t items_count;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t from;
    int64_t to;
    int64_t head;
};

static void draft_finish(struct draft *draft)
{
    str_finish(&draft->items);
}

/* As a JSON text, in quotation marks. */
static enum err text_add(struct str *out, const char *text)
{
    json_t *json = json_string(text);
    char *written = json != NULL ? json_dumps(json, JSON_ENCODE_ANY) : NULL;
    json_decref(json);
    if (written == NULL) return ERR_NOMEM;
    str_add(out, written);
    free(written);
    return ERR_OK;
}

/* A body stands in the database as the JSON text it came out of json_dumps() as, and goes out as it stands there. */
static enum err item_add(struct draft *draft, const struct rows *rows)
{
    struct str *out = &draft->items;
    const char *body = rows_text(rows, 5);
    str_addf(out, "%s{\"seq\":%lld,\"type\":", draft->items_count == 0 ? "" : ",", (long long)rows_int(rows, 2));
    enum err err = text_add(out, rows_text(rows, 3));
    str_add(out, ",\"id\":");
    if (err == ERR_OK) err = text_add(out, rows_text(rows, 4));
    if (err != ERR_OK) return err;
    if (body == NULL) {
        str_add(out, ",\"deleted\":true}");
    } else {
        str_addf(out, ",\"position\":%lld,\"body\":", (long long)rows_int(rows, 6));
        str_add(out, body);
        str_add(out, "}");
    }
    draft->items_count++;
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}

/* State and items in one statement, so that both are of one moment. From the beginning there is
 * nobody to tell of what was removed. */
static const char items_after[] = "SELECT state.generation, state.head, item.seq, item.type, item.id, item.body,"
                                  " item.position"
                                  " FROM state LEFT JOIN item ON item.seq > ? AND (item.body IS NOT NULL OR ? > 0)"
                                  " ORDER BY item.seq LIMIT ?";

static enum err draft_gather(struct registry *registry, int64_t after, struct draft *draft)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, items_after, "iii", after, after, (int64_t)FEED_ITEMS_MAX + 1);
    if (err != ERR_OK) return err;
    size_t bytes = 0;
    bool full = false;
    draft->from = after;
    draft->to = after;
    while ((err = rows_next(rows)) == ERR_OK) {
        snprintf(draft->generation, sizeof(draft->generation), "%s", rows_text(rows, 0));
        draft->head = rows_int(rows, 1);
        if (rows_is_null(rows, 2)) break; /* state alone: nothing new */
        full = bytes >= FEED_PAGE_BYTES_AIM || draft->items_count == FEED_ITEMS_MAX;
        if (full) break;
        err = item_add(draft, rows);
        if (err != ERR_OK) return err;
        size_t body_bytes = 0;
        (void)rows_blob(rows, 5, &body_bytes);
        bytes += body_bytes + ITEM_FRAME_BYTES;
        draft->to = rows_int(rows, 2);
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    if (!full) draft->to = draft->head;
    return ERR_OK;
}

static enum err draft_sign(const struct draft *draft, const struct keys *keys, struct feed_bytes **out)
{
    AUTO(feed_bytes_auto) struct feed_bytes *bytes = calloc(1, sizeof(*bytes));
    AUTO(str_finish) struct str page;
    str_init(&page, FEED_PAGE_BYTES_MAX);
    str_add(&page, "{\"generation\":");
    if (bytes == NULL || text_add(&page, draft->generation) != ERR_OK) return ERR_NOMEM;
    str_addf(&page, ",\"from\":%lld,\"to\":%lld,\"head\":%lld", (long long)draft->from, (long long)draft->to,
             (long long)draft->head);
    /* The first ones go without saying: an empty page is sent more often than anything else. */
    long long number = (long long)keys_number(keys);
    if (number > 1) str_addf(&page, ",\"keys\":%lld", number);
    str_add(&page, ",\"items\":[");
    str_add_bytes(&page, str_text(&draft->items), draft->items.length);
    str_add(&page, "]}");
    bytes->references = 1;
    bytes->plain_bytes = page.length;
    bytes->plain = str_take(&page);
    if (bytes->plain == NULL) return ERR_NOMEM;
    enum err err = compress_bytes(bytes);
    if (err != ERR_OK) return err;
    feed_sign(bytes->signature, bytes->plain, bytes->plain_bytes, keys->content_secret);
    *out = bytes;
    bytes = NULL; /* the caller owns it now */
    return ERR_OK;
}

static struct feed_bytes *keep_find(struct feed_pages *pages, const char *generation, int64_t after, int64_t head)
{
    for (size_t at = 0; at < FEED_PAGES_MAX; at++) {
        struct kept *kept = &pages->kept[at];
        if (kept->bytes == NULL || kept->after != after || kept->head != head ||
            strcmp(kept->generation, generation) != 0) {
            continue;
        }
        kept->used = ++pages->tick;
        return kept->bytes;
    }
    return NULL;
}

static struct kept *keep_oldest(struct feed_pages *pages)
{
    struct kept *oldest = NULL;
    for (size_t at = 0; at < FEED_PAGES_MAX; at++) {
        struct kept *kept = &pages->kept[at];
        if (kept->bytes != NULL && (oldest == NULL || kept->used < oldest->used)) oldest = kept;
    }
    return oldest;
}

static struct kept *keep_room(struct feed_pages *pages, size_t bytes_count)
{
    while (pages->bytes_kept + bytes_count > FEED_PAGES_BYTES_MAX) kept_drop(pages, keep_oldest(pages));
    for (size_t at = 0; at < FEED_PAGES_MAX; at++) {
        if (pages->kept[at].bytes == NULL) return &pages->kept[at];
    }
    struct kept *oldest = keep_oldest(pages);
    kept_drop(pages, oldest);
    return oldest;
}

static void keep(struct feed_pages *pages, const struct draft *draft, struct feed_bytes *bytes)
{
    size_t bytes_count = bytes->plain_bytes + bytes->gzip_bytes;
    struct kept *kept = keep_room(pages, bytes_count);
    *kept = (struct kept){.bytes = bytes, .after = draft->from, .head = draft->head, .used = ++pages->tick};
    memcpy(kept->generation, draft->generation, sizeof(kept->generation));
    bytes->references++;
    pages->bytes_kept += bytes_count;
}

static enum err page_make(struct feed_pages *pages, int64_t after, struct feed_bytes **out)
{
    AUTO(draft_finish) struct draft draft = {.items_count = 0};
    str_init(&draft.items, FEED_PAGE_BYTES_MAX);
    enum err err = draft_gather(pages->registry, after, &draft);
    if (err == ERR_OK) err = draft_sign(&draft, &pages->registry->keys, out);
    if (err != ERR_OK) return err;
    (*out)->number = ++pages->made;
    keep(pages, &draft, *out);
    return ERR_OK;
}

enum err feed_pages_get(struct feed_pages *pages, const struct feed_cursor *cursor, struct feed_bytes **out)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    enum err err = registry_head(pages->registry, generation, &head);
    if (err != ERR_OK) return err;
    if (pages->keys != keys_number(&pages->registry->keys)) {
        for (size_t at = 0; at < FEED_PAGES_MAX; at++) kept_drop(pages, &pages->kept[at]);
        pages->keys = keys_number(&pages->registry->keys);
    }
    int64_t after = strcmp(cursor->generation, generation) == 0 ? cursor->sequence : 0;
    if (after > head) return ERR_CONFLICT;
    struct feed_bytes *found = keep_find(pages, generation, after, head);
    if (found == NULL) return page_make(pages, after, out);
    found->references++;
    *out = found;
    return ERR_OK;
}
