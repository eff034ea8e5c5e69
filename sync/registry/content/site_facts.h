/* sync/registry/content/site_facts.h - what the site says of itself, changed one fact at a time on the staff page: what
 * the house is called, whom to ask, the phases of a network's life, where phones find the registry's pages.
 *
 * They are members of the one item `site` of the feed (building.h has its others). A fact's value holds them by
 * language, since a Danish text and its translations are changed together:
 *   {"da":{"contact":{…}},"en":{"contact":{"name":…}}, …}
 * with the members as the site and its translations have them (assets/schema/content.schema.json). Who changes a fact
 * says what it was when they began; if it is another by now, nothing happens and they are shown it. */
#pragma once

#include <jansson.h>

#include "sync/base/err.h"
#include "sync/registry/content/site_check.h"
#include "sync/registry/registry.h"

enum site_fact {
    SITE_NAMES,   /* "name", "heading" */
    SITE_CONTACT, /* "contact" */
    SITE_PHASES,  /* "phases" */
    SITE_ADDRESS, /* "public_url", in no language */
    SITE_FACTS
};

/* "names", "contact", "phases", "address"; SITE_FACTS when it is none, or NULL. */
enum site_fact site_fact_from_name(const char *name);

/* {"names":VALUE,"contact":VALUE,"phases":VALUE,"address":VALUE}. The caller owns *out. ERR_NOT_FOUND: there is no
 * content yet. */
MUST_USE enum err site_facts_read(struct registry *registry, json_t **out);
/* Puts `value` in the place of `base`, which it must still be, the site on the feed and the change in the staff log as
 * `who`, in one transaction. Errors, with nothing changed: ERR_NOT_FOUND; ERR_CONFLICT, with what it is now in
 * *out_current (the caller's); ERR_INVALID, with where and what in `problem`; ERR_TOO_LARGE, with what site_fits() says
 * in it; ERR_REFUSED: a network on the screens is or was in a phase that would be gone, both named in `problem`; those
 * of db_run(). */
MUST_USE enum err site_facts_change(struct registry *registry, const char *who, enum site_fact fact, const json_t *base,
                                    const json_t *value, json_t **out_current, char problem[SITE_PROBLEM_BYTES]);
