/* tests/simulation/wire.h - the network of a simulated town, in the place of sync/agent/http.c.
 *
 * A question of the agent goes through the registry's own routes, in one call. What the network does to it on the
 * way is decided by the kiosk's net: questions and answers are lost (down, deaf), repeated (twice, replayed), delayed
 * and reordered (late: a question after the next one; behind: an answer after the next question, which gets it; a
 * replayed one is older than answers that came since), cut and changed: all of them, or those of one kind
 * alone, as something in between does that knows what a picture is. On one connection answers can't overtake each other
 * in any other way: HTTP/1.1 gives each to the question it is asked by, and the agent asks one at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/str.h"
#include "sync/registry/server/routes.h"

enum net {
    NET_GOOD,
    NET_DOWN,     /* nothing gets through */
    NET_DEAF,     /* the question arrives, the answer does not */
    NET_LATE,     /* the question arrives with the next one; its answer never */
    NET_TWICE,    /* the question arrives twice; the second answer comes back */
    NET_CUT,      /* the answer ends in its middle */
    NET_FLIPPED,  /* one bit of the answer is another */
    NET_PORTAL,   /* a captive portal says 200 to everything; nothing arrives */
    NET_REPLAYED, /* the answer to an earlier question comes again; nothing arrives */
    NET_BEHIND,   /* the question arrives; its answer comes with the next one, whose own comes with the one after it */
    NET_COUNT
};

/* One question as it travels. */
struct question {
    char method[8];
    char target[512];
    char kiosk[64];
    char signature[128]; /* "" for none, as the next two */
    char mac[64];
    char range[64];
    int incarnation; /* of the machine that asked */
    struct str body;
    bool has_body;
};

/* And its answer. */
struct reply {
    long status;
    char signature[128];
    char fresh[256]; /* Forhal-Fresh */
    struct str body;
};

/* What a question is about. Of each kind one answer is kept, to come again. */
enum about { ABOUT_OTHER, ABOUT_FEED, ABOUT_PICTURE, ABOUT_KEY, ABOUT_COUNT };

/* What a kiosk has on its end of the wire; its machine (machine.h) owns it. */
struct wire_end {
    enum net net;
    int net_left;         /* questions until it is good again */
    bool net_chooses;     /* it is good for all questions … */
    enum about net_about; /* … but those about this */
    bool has_late;
    struct question late; /* owned */
    bool has_old[ABOUT_COUNT];
    struct reply old[ABOUT_COUNT]; /* owned: an answer that came once */
    bool has_behind;
    struct reply behind; /* owned: an answer that is still under way */
    int number;          /* whose it is, for the town */
    int incarnation;     /* another one for every card that was ever put into a machine */
    struct town *town;
};

void wire_end_finish(struct wire_end *end);

/* The registry's end: the town says whether it runs, and hears of every question. */
struct service *town_service(struct town *town);
/* After a question was served: false when the registry lost its power meanwhile, so no answer leaves it. */
bool town_served(struct town *town);
/* A machine sends a question that is not about keys. */
void town_sends(struct town *town, const struct wire_end *end);
/* Before and after a question is served: did this machine's turn go on? */
void town_asked(struct town *town, const struct question *question);
void town_answered(struct town *town, const struct question *question);
/* A piece of a picture was given, or what came in its place. */
void town_gave_picture(struct town *town);
struct chance *town_chance(struct town *town);
void town_pass(struct town *town, int64_t ms);
