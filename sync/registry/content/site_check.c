#include "sync/registry/content/site_check.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/letters.h"
#include "sync/registry/content/content.h"
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

void site_problem(char problem[SITE_PROBLEM_BYTES], const char *pointer, const char *what)
{
    if (problem[0] != '\0') return;
    snprintf(problem, SITE_PROBLEM_BYTES, "%.120s: %.150s", pointer, what);
    letters_mend(problem);
}

struct look {
    const char *inside;
    char *problem;
};

static void look_at(void *context, const char *pointer, const char *what)
{
    const struct look *look = context;
    size_t length = strlen(look->inside);
    if (strncmp(pointer, look->inside, length) == 0) site_problem(look->problem, pointer + length, what);
}

enum err site_check(const json_t *site, const char *inside, char problem[SITE_PROBLEM_BYTES])
{
    struct look look = {.inside = inside, .problem = problem};
    problem[0] = '\0';
    if (!site_fits(site, problem)) return ERR_TOO_LARGE;
    enum err err = content_check_site(site, look_at, &look);
    if (err != ERR_OK && err != ERR_INVALID) return err;
    return problem[0] == '\0' ? ERR_OK : ERR_INVALID;
}
