/* tests/simulation/town.h - a town hall with its registry and kiosks, in one process, and everything that can happen.
 *
 * The code is the one that ships: kiosk store, agent, registry and its routes. Simulated are the disks (disk.h),
 * the network (wire.h), the clocks and all chance (world.h). A town lives through a plan: a list of deeds made
 * from a seed before anything begins; each deed draws its details from its own chance, so leaving some out leaves
 * the others as they were. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tests/simulation/plan.h"
#include "tests/simulation/world.h"

enum { PROBLEM_BYTES = 300 };

/* Counts of one town, for figures. */
struct town_figures {
    uint64_t thanked, rounds, power_cuts, questions, disk_changes, heartbeats;
    uint64_t pictures; /* pieces of them that were given */
};

/* Lives through the plan, lets everything come to rest and looks whether every promise was kept:
 *   everything thanked for is at the registry exactly once, or still in the outbox of a machine that staff have not
 *   decided about;
 *   of two machines with one identity never both go on, and staff are told; no kiosk is taken for a copy of itself, or
 *   forgets the key by which the registry knows it;
 *   nothing that was erased comes back, and not a byte of it is left on the registry's disk;
 *   every kiosk shows what was published, and its cursor is never ahead of what it has; what it takes for the newest
 *   was the newest when it asked;
 *   a picture is whole or not there, and all that pages name are there in the end;
 *   staff see how every kiosk is, as it is in the end;
 *   no screen that had something to show became empty;
 *   of a damaged outbox everything arrives whose bytes the card did not lose;
 *   no file was damaged by a power cut;
 *   nothing a citizen wrote ever stood unsealed on a kiosk's disk.
 * True when they were; otherwise what was broken is in problem. `tell`: prints each deed. */
bool town_live(struct world *world, const struct plan *plan, bool tell, char problem[PROBLEM_BYTES],
               struct town_figures *figures);
