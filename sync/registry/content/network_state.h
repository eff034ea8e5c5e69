/* sync/registry/content/network_state.h - where the work on a network stands.
 *
 * Never stored: it follows from which version has which part (versions.h), so no two of them can disagree. What is
 * published stays on the screens while the work on a later version goes on. */
#pragma once

#include <stdint.h>

enum network_state {
    NETWORK_DRAFT,       /* being worked on; may be incomplete */
    NETWORK_REVIEW,      /* the secretariat is asked to read it */
    NETWORK_SCHEDULED,   /* will be published at a time */
    NETWORK_PUBLISHED,   /* what is worked on is what screens show */
    NETWORK_UNPUBLISHED, /* taken down, and not changed since */
    NETWORK_STATE_COUNT
};

/* Which version plays which part; 0: none does. */
struct network_parts {
    int64_t newest;    /* its number is given out */
    int64_t draft;     /* worked on: what an editor opens. Not the newest when an import came beside unpublished work */
    int64_t published; /* on the screens */
    int64_t review;    /* given to the secretariat */
    int64_t scheduled; /* to be published at publish_s */
    int64_t unpublished; /* was worked on when the network was taken down */
    int64_t publish_s;
};

enum network_state network_state_of(const struct network_parts *parts);
/* "draft", "review", … */
const char *network_state_name(enum network_state state);
