/* tests/simulation/hall.h - the registry's end of a simulated town: the program, its disk and its staff.
 *
 * What the wire asks for (town_service, town_served and town_gave_picture in wire.h) is answered here. */
#pragma once

#include "tests/simulation/inside.h"

/* A registry with a new disk and new keys, running. False: it can't be made, and the town is broken. */
bool hall_begin(struct town *town);
void hall_end(struct town *town);

/* Runs it on what lies on its disk. It stays shut where the disk is full or without power. */
void hall_run(struct town *town);
void hall_stop(struct town *town);

/* After its power went. */
void hall_power_back(struct town *town);

/* Some of the networks are another version than before, some are gone, some are new; at least one is there. */
void hall_publish(struct town *town);

/* A backup is put back with a new generation. What was erased since stays erased. */
void hall_back_up(struct town *town);
void hall_restore(struct town *town);

/* New keys for the registry itself, of some kinds. */
void hall_rotate_keys(struct town *town);

/* Staff want the kiosk to make itself a new key. */
void hall_demand_rotation(struct town *town, const struct machine *kiosk);

/* Staff let in the next machine that comes with this kiosk's identity. */
void hall_accept_next(struct town *town, const struct machine *kiosk);
