/* tests/simulation/machine_round.h - a kiosk's agent at work, as between two naps of forhal-sync run. */
#pragma once

#include "tests/simulation/inside.h"

/* A wait for news, sometimes, then a round, and what must hold after it. True when nothing was left to do. */
bool machine_round(struct town *town, struct machine *kiosk);
