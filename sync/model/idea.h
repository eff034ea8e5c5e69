/* sync/model/idea.h - a published idea: what somebody would like to see happen, and what became of it.
 *
 * A view onto its JSON body, as network.h:
 *   {"id":"idea-7","title":TEXT,"text":TEXT,"side":"citizens","status":"considered","answer":TEXT?,
 *    "network":ID?,"supports":N,"published":"2026-11-21"}
 * Staff have read it before it is here, and nothing in it says who had the idea. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/base/err.h"
#include "sync/model/network.h"

/* What the secretariat has made of it so far, in the order in which it usually goes. */
enum idea_status {
    IDEA_RECEIVED,
    IDEA_READ,
    IDEA_CONSIDERED,
    IDEA_INVITED, /* to the Founding Group of `network` */
    IDEA_NETWORK, /* it became `network` */
    IDEA_PROJECT,
    IDEA_NOT_NOW,
    IDEA_STATUS_COUNT
};

/* What an idea resembles most, as its author sees it. */
enum leans { LEANS_NOT_SAID, LEANS_NETWORK, LEANS_PROJECT, LEANS_COUNT };

enum {
    IDEA_ID_BYTES_MAX = 64,
    IDEA_ANSWER_BYTES_MAX = 1000,
    IDEA_DATE_BYTES = 11, /* "2026-11-21" and the NUL */
};

struct idea {
    json_t *document; /* a reference held */
    const char *id;
    const char *title;
    const char *text;
    enum side side;
    enum idea_status status;
    const char *answer;    /* or NULL */
    const char *network;   /* an id, or NULL; meant only while the status is invited or network */
    int supports;          /* how many visits have supported it, never negative */
    const char *published; /* a date, or NULL */
};

/* Reads `body` and holds a reference to it. ERR_INVALID when id, title, text, side or status is missing, unknown
 * or over its limit. */
MUST_USE enum err idea_from_json(struct idea *out, json_t *body);
/* Gives the reference back. Takes a zeroed struct. */
void idea_finish(struct idea *idea);
void idea_auto(struct idea *idea);

/* The names used on the wire ("received", … "not_now"; "network", "project", and "" for what was not said);
 * *_from_name gives COUNT when the name is unknown. */
const char *idea_status_name(enum idea_status status);
enum idea_status idea_status_from_name(const char *name);
const char *leans_name(enum leans leans);
enum leans leans_from_name(const char *name);
/* Does the status speak of a network? */
bool idea_status_has_network(enum idea_status status);
