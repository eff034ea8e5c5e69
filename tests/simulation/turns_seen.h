/* tests/simulation/turns_seen.h - whose turn it is, watched from outside: of two machines with one identity never both
 * go on.
 *
 * What the wire reports (town_sends, town_asked and town_answered in wire.h) is answered here. */
#pragma once

#include "tests/simulation/inside.h"

/* Of the identity; every machine was once one of the first kiosks, or is a copy of one. NULL: of none of them. */
struct turns_seen *turns_seen_of(struct town *town, const char *kiosk_id);

/* Another card is in this machine. */
void turns_begin_incarnation(struct town *town, struct machine *kiosk);

/* Staff decided, or an older registry was put back: whoever comes first goes on. */
void turns_decided(struct turns_seen *turns);

/* A card with this kiosk's identity was copied, or an old copy put back. */
void turns_copied(struct town *town, const struct machine *kiosk);
