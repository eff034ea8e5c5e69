/* tests/simulation/said.h - where everything is that citizens sent, and what of it nobody can be blamed for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tests/simulation/inside.h"

/* Begins the name of everyone who sends something: it may stand on no kiosk's disk. */
#define SECRET "Borger-"

/* Of each that was said: how often it is at the registry, added to counts. */
void said_in_ledger(struct town *town, int counts[SAID_MAX]);

/* The same of what the registry could unseal of what lies in a kiosk's outbox: the boxes and seal keys that `sql`
 * selects. */
void said_in_outbox(struct town *town, struct machine *kiosk, const char *sql, int counts[SAID_MAX]);

/* What a kiosk said from `first` on and is nowhere now was lost together with what held it. */
void said_excuse_lost(struct town *town, int kiosk, size_t first);

/* Has the registry heard that it is to be erased? Whatever becomes of any machine from then on, it stays so. */
bool said_erasure_arrived(struct town *town, const struct said *said);

/* Whose receipt code has this hash; NULL: nobody's. */
struct said *said_by_receipt(struct town *town, const unsigned char *receipt);
