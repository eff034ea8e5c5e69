/* tests/simulation/machine.h - a kiosk of a simulated town: its data folder, its screen, and the citizens before it. */
#pragma once

#include "tests/simulation/inside.h"

/* Puts the disk, which it owns from then on, into machine `number`. */
void machine_place(struct town *town, int number, struct disk *disk);

/* A new kiosk with an empty disk, enrolled at the registry. */
void machine_enrol(struct town *town, int number);

/* Shuts down its screen and its agent, as far as they run. */
void machine_stop(struct machine *kiosk);

/* Shuts it down for good and gives back all it owns; nothing to do where there is none. */
void machine_end(struct machine *kiosk);

/* After its power went: nothing may be damaged. */
void machine_power_back(struct town *town, struct machine *kiosk);

/* As the screen has it after it began, or was rung for. */
void machine_read_identity(struct town *town, struct machine *kiosk);

/* A citizen sends something; a citizen wants something erased, by its code. */
void machine_submit(struct town *town, struct machine *kiosk);
void machine_erase(struct town *town, struct machine *kiosk);

/* Somebody looks at the screen: content that is whole, newer than what it showed before, and never nothing. */
void machine_look(struct town *town, struct machine *kiosk);

/* No file is named as a picture whole and is another. */
void machine_check_gallery(struct town *town, struct machine *kiosk);

/* Its content never goes back within a generation. */
void machine_check_forward(struct town *town, struct machine *kiosk, const struct feed_cursor *cursor);
