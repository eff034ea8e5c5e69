/* kiosk/lookup.h - what app.c looks up for the follow and the idea form. */
#pragma once

#include "kiosk/model.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"

/* What is known here of the model's receipt code, as an EVENT_FOLLOWED. `network_title` must live as long as the event.
 * catalog and outbox may be NULL. Errors, and the event then says that nothing is known: ERR_DAMAGED (the catalog). */
MUST_USE enum err lookup_follow(struct event *out, const struct model *model, struct catalog *catalog,
                                struct outbox *outbox, char network_title[CATALOG_TITLE_BYTES]);

/* What is written in the idea form, to look for what resembles it; wiped by the caller (str_finish()). */
void lookup_idea_text(struct str *out, const struct model *model);
