#include "sync/registry/content/site_size.h"

#include <stdio.h>

#include "sync/wire/feed.h"

static const struct {
    const char *key, *name;
} parts[] = {
    {"notice", "erklæringen"},           {"announcements", "beskederne"},     {"places", "stederne"},
    {"opening_hours", "åbningstiderne"}, {"translations", "oversættelserne"}, {"phases", "faserne"},
};

static size_t bytes_of(const json_t *json)
{
    return json != NULL ? json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY) : 0;
}

/* In KiB, rounded up: 128.1 is not 128. */
static size_t kib(size_t bytes)
{
    return (bytes + 1023) / 1024;
}

bool site_fits(const json_t *site, char problem[SITE_PROBLEM_BYTES])
{
    size_t bytes = bytes_of(site);
    size_t most = 0;
    if (bytes <= FEED_ITEM_BYTES_MAX) return true;
    for (size_t at = 1; at < sizeof(parts) / sizeof(parts[0]); at++) {
        if (bytes_of(json_object_get(site, parts[at].key)) > bytes_of(json_object_get(site, parts[most].key)))
            most = at;
    }
    snprintf(
        problem, SITE_PROBLEM_BYTES,
        "Det fylder for meget: åbningstider, beskeder, steder og erklæring må tilsammen fylde %zu KiB, og med dette"
        " fylder de %zu KiB. Mest fylder %s (%zu KiB). Gør noget af det kortere, og gem igen.",
        kib(FEED_ITEM_BYTES_MAX), kib(bytes), parts[most].name, kib(bytes_of(json_object_get(site, parts[most].key))));
    return false;
}
