/* tests/simulation/promises.h - what must hold when a simulated town has come to rest: town.h lists it. */
#pragma once

#include "tests/simulation/inside.h"

/* Rounds over a good network until nothing is left to do, or the registry says that staff must decide. */
void promise_rest(struct town *town, struct machine *kiosk);

/* Everything that town.h promises of a town at rest. */
void promises_check(struct town *town);

/* Of each identity that is refused staff let one machine in: it delivers all it has. */
void promise_let_in(struct town *town);
