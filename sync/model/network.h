/* sync/model/network.h - a network: people from departments, citizens, companies and
 * associations who work on a question that no department can solve alone.
 *
 * A view onto its JSON body (assets/schema/content.schema.json says its shape): the texts
 * point into the document, which the struct holds a reference to. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum network_kind { KIND_WELFARE, KIND_INNOVATION, KIND_LEARNING, KIND_COUNT };
enum network_status {
    STATUS_FORMING,
    STATUS_ACTIVE,
    STATUS_AWAITING,
    STATUS_REDEFINED,
    STATUS_CONCLUDED,
    STATUS_PROJECT,
    STATUS_COUNT
};
/* From whose side a petal is seen: green, orange, blue. */
enum side { SIDE_MUNICIPALITY, SIDE_CITIZENS, SIDE_STAFF, SIDE_COUNT };
enum group_state { GROUP_NONE, GROUP_OPEN, GROUP_HELD };
/* Who takes part, as the content names them. */
enum participant {
    PARTICIPANT_MUNICIPALITY,
    PARTICIPANT_CITIZENS,
    PARTICIPANT_COMPANIES,
    PARTICIPANT_ASSOCIATIONS,
    PARTICIPANT_POLITICIANS,
    PARTICIPANT_EDUCATION,
    PARTICIPANT_COUNT
};
/* Where a gift is. GIFT_NONE: there is none. */
enum gift_state {
    GIFT_HANDED_OVER,
    GIFT_SHELF,
    GIFT_UNWRAPPED,
    GIFT_IN_USE,
    GIFT_STATE_COUNT,
    GIFT_NONE = GIFT_STATE_COUNT
};

enum {
    NETWORK_PETALS_MAX = 12,
    NETWORK_PHASES_MAX = 24,
    NETWORK_LEADERS_MAX = 4,
    NETWORK_REMARKS_MAX = 8,
    NETWORK_SPAWNED_MAX = 12,
    NETWORK_ID_BYTES_MAX = 64,
};

struct petal {
    enum side side;
    bool created; /* false: expected, drawn as an outline */
    const char *keyword;
    const char *sentence;
};

struct leader {
    const char *role;
    const char *department;
};

/* What a network set off: another of our networks, or something that is none. */
struct spawned {
    const char *network; /* its id, or NULL */
    const char *title;   /* NULL for a network */
};

struct gift {
    enum gift_state state; /* GIFT_NONE: the texts are NULL */
    const char *title;
    const char *text;
    const char *receiver;
    bool danish; /* another language was asked for, and not all of its texts are in it */
};

/* A picture of its own (sync/model/picture.h). */
struct network_picture {
    const char *name; /* NULL: there is none, nor words */
    const char *alt;
    const char *caption; /* or NULL */
};

struct network {
    json_t *document; /* a reference held */
    const char *id;
    enum network_kind kind;
    enum network_status status;
    const char *title;
    const char *short_title; /* never NULL: the title when there is no shorter one */
    const char *question;
    const char *phase;                             /* an id of site.phases, or NULL */
    const char *phase_history[NETWORK_PHASES_MAX]; /* in the order visited, with returns */
    size_t phase_history_count;
    const char *remarks[NETWORK_REMARKS_MAX];
    size_t remarks_count;
    struct leader leaders[NETWORK_LEADERS_MAX];
    size_t leaders_count;
    struct petal petals[NETWORK_PETALS_MAX];
    size_t petals_count;
    struct spawned spawned[NETWORK_SPAWNED_MAX];
    size_t spawned_count;
    bool takes_part[PARTICIPANT_COUNT];
    struct gift gift;
    struct network_picture picture;
    enum group_state group_state;
    const char *group_invitation; /* NULL without a group */
    const char *group_starts;     /* "2026-11-26T16:30" local time, or NULL */
    const char *group_place;      /* or NULL */
    int group_seats;              /* 0: not said */
    int group_asked;              /* how many have asked for a seat; -1: not said */
    int group_granted;            /* how many got one; -1: not said */
    bool some_danish;             /* another language was asked for, and not all of these texts are in it */
    const char *updated;          /* "2026-11-18": when something new happened to it, or NULL */
};

/* Reads `body` (a JSON object) into *out and holds a reference to it. What the model does not
 * know is passed over, what is over a limit above is cut there. ERR_INVALID when id, kind,
 * status, title or question is missing or unknown. */
MUST_USE enum err network_from_json(struct network *out, json_t *body);
/* The same with its texts in `lang` ("en"), field by field; what is not translated is Danish (translation.h). */
MUST_USE enum err network_from_json_in(struct network *out, json_t *body, const char *lang);
/* Gives the reference back. Takes a zeroed struct. */
void network_finish(struct network *network);

/* The names used on the wire ("welfare", "active", "citizens", …) and back;
 * *_from_name gives COUNT when the name is unknown. */
const char *network_kind_name(enum network_kind kind);
enum network_kind network_kind_from_name(const char *name);
const char *network_status_name(enum network_status status);
enum network_status network_status_from_name(const char *name);
const char *side_name(enum side side);
enum side side_from_name(const char *name);
/* Does it still work, so that a visitor can join? */
bool network_status_is_open(enum network_status status);

/* The flower in letters, for a card that has no room for words: G O B for a created petal of
 * the municipality, the citizens and the staff, g o b for an expected one; in petal order. */
void network_petals_as_letters(const struct network *network, char out[NETWORK_PETALS_MAX + 1]);
/* And back, without words; letters it does not know are passed over. Returns the count. */
size_t network_petals_from_letters(struct petal out[NETWORK_PETALS_MAX], const char *letters);
