/* sync/registry/content/work_state.h - where the work on a network or an editorial page stands.
 *
 * Never stored: it follows from which version has which part (versions.h), so no two of them can disagree. What is
 * published stays on the screens while the work on a later version goes on. */
#pragma once

#include <stdint.h>

enum work_state {
    WORK_DRAFT,       /* being worked on; may be incomplete */
    WORK_REVIEW,      /* the secretariat is asked to read it */
    WORK_SCHEDULED,   /* will be published at a time */
    WORK_PUBLISHED,   /* what is worked on is what screens show */
    WORK_UNPUBLISHED, /* taken down, and not changed since */
    WORK_STATE_COUNT
};

/* Which version plays which part; 0: none does. */
struct work_parts {
    int64_t newest;    /* its number is given out */
    int64_t draft;     /* worked on: what an editor opens. Not the newest when an import came beside unpublished work */
    int64_t published; /* on the screens */
    int64_t review;    /* given to the secretariat */
    int64_t scheduled; /* to be published at publish_s */
    int64_t unpublished; /* was worked on when it was taken down */
    int64_t publish_s;
};

enum work_state work_state_of(const struct work_parts *parts);
/* "draft", "review", … */
const char *work_state_name(enum work_state state);
