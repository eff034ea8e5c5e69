/* sync/model/site.h - what is common to all screens of one town hall: its name, the phases of a
 * network, whom to ask, and the privacy notice.
 *
 * A view onto its JSON body, as network.h. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"
#include "sync/model/announcement.h"
#include "sync/model/opening_hours.h"

enum { SITE_PHASES_MAX = 12, SITE_NOTICE_SECTIONS_MAX = 16 };

struct phase {
    const char *id;
    const char *label;
    const char *explanation;
};

struct notice_section {
    const char *heading;
    const char *text;
};

struct site {
    json_t *document; /* a reference held */
    const char *name;
    const char *heading;
    const char *contact_name;
    const char *contact_email;
    const char *contact_phone;
    const char *contact_address;
    const char *public_url; /* where phones find the registry's pages, without a slash at the end; NULL: nowhere */
    struct phase phases[SITE_PHASES_MAX];
    size_t phases_count;
    const char *notice_version;
    const char *notice_title;
    const char *notice_intro;
    struct notice_section notice[SITE_NOTICE_SECTIONS_MAX];
    size_t notice_count;
    /* Another language was asked for, and not all texts are in it: */
    bool some_danish;   /* of the phases and the contact, which stand beside a network */
    bool notice_danish; /* of the notice */
    bool head_danish;   /* of name and heading */
    struct opening_hours opening_hours;
    struct announcement announcements[ANNOUNCEMENTS_MAX];
    size_t announcements_count;
};

/* Reads `body` and holds a reference to it. ERR_INVALID when the name or the notice is missing:
 * without a notice nobody may be asked for anything. */
MUST_USE enum err site_from_json(struct site *out, json_t *body);
/* The same with its texts in `lang`, as network_from_json_in(). The notice's version is the source's. */
MUST_USE enum err site_from_json_in(struct site *out, json_t *body, const char *lang);
void site_finish(struct site *site);
/* May a phone be sent there: https, or http on this very machine (for trying things out), without anything a
 * code or a line of text would stumble over? */
bool site_url_is_public(const char *url);
/* The place of phase `id` among the phases, or -1. */
int site_phase_index(const struct site *site, const char *id);
