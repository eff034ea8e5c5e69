/* sync/store/catalog_created.h - what the networks have created, all of them at once: for the rings in the water,
 * the shelf of gifts, and where a network came from. */
#pragma once

#include <stddef.h>

#include "sync/store/catalog.h"

enum {
    CREATED_MAX = 200,          /* networks */
    CREATED_CAME_FROM_MAX = 4,  /* that one network came from */
    CREATED_GIFT_BYTES = 1300,  /* a paragraph of 320 letters */
    CREATED_PHRASE_BYTES = 484, /* a phrase of 120 letters */
    CREATED_KEYWORD_BYTES = 76, /* 18 letters */
    CREATED_NOT_HERE = -1,
};

/* Something that a network set off. */
struct created_child {
    int place;                             /* its place in the same list; CREATED_NOT_HERE: no network in it */
    char title[CATALOG_SHORT_TITLE_BYTES]; /* "" when it is a network that is not in the list */
};

/* One network; texts are copies, cut at a letter if too long. */
struct created {
    char id[CATALOG_ID_BYTES];
    char title[CATALOG_SHORT_TITLE_BYTES];
    enum network_status status;
    char petals[NETWORK_PETALS_MAX + 1];                      /* network_petals_as_letters() */
    char keywords[NETWORK_PETALS_MAX][CREATED_KEYWORD_BYTES]; /* of the petals, in their order */
    struct created_child children[NETWORK_SPAWNED_MAX];
    size_t children_count;
    enum gift_state gift; /* GIFT_NONE: its texts are "" */
    bool gift_danish;     /* struct gift.danish */
    char gift_title[CATALOG_TITLE_BYTES];
    char gift_text[CREATED_GIFT_BYTES];
    char gift_receiver[CREATED_PHRASE_BYTES];
};

/* A network by name, to go there. */
struct network_link {
    char id[CATALOG_ID_BYTES];
    char title[CATALOG_SHORT_TITLE_BYTES];
};

/* Where a network came from and what it set off, as far as those are networks of ours. */
struct network_related {
    struct network_link came_from[CREATED_CAME_FROM_MAX];
    size_t came_from_count;
    struct network_link
        became[NETWORK_SPAWNED_MAX]; /* of network.spawned, in its order; id "" where it is no network */
};

/* The shown networks in their order, at most CREATED_MAX, in `lang` where they are translated. On ERR_OK the caller
 * frees *out; it is NULL when there are none. Errors: ERR_NOMEM, ERR_DAMAGED, ERR_IO. */
MUST_USE enum err catalog_created(struct catalog *catalog, const char *lang, struct created **out, size_t *out_count);
/* What is shown of the networks around `network`. */
MUST_USE enum err catalog_related(struct catalog *catalog, const struct network *network, const char *lang,
                                  struct network_related *out);
