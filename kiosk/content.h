/* kiosk/content.h - what the screens show, read from the catalog in the model's language, as events that own it. */
#pragma once

#include "kiosk/model.h"
#include "sync/store/catalog.h"

/* An EVENT_CONTENT whose kind and time are set. ERR_OK with no cards: there is nothing to be shown. Whatever comes
 * back, *out is handed to the model or dropped. Errors: as catalog_cards(). */
MUST_USE enum err content_read(struct event *out, struct catalog *catalog, const struct model *model);
void content_drop(struct event *event);
/* The board's cards from number `first` on, as an EVENT_CARDS; on error it owns nothing. */
MUST_USE enum err content_read_cards(struct event *out, struct catalog *catalog, const struct model *model,
                                     size_t first);
