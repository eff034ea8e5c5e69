/* tests/simulation/card.h - what happens to the card a kiosk lives on: images of it, copies, thieves, lost sectors.
 *
 * Each shuts the kiosk down first, and excuses what no program can undo (said.h). */
#pragma once

#include "tests/simulation/inside.h"

/* An image of it is taken, and put back. */
void card_take_image(struct town *town, struct machine *kiosk);
void card_put_image_back(struct town *town, struct machine *kiosk);

/* It is copied into another machine, as long as there is a place for one. */
void card_clone(struct town *town, struct machine *kiosk);

/* As a thief does, who asks nobody: the first thing this machine asks for is a new key. */
void card_steal(struct town *town, struct machine *kiosk);

/* It loses a sector of the catalog, of a picture, some sectors of the outbox. */
void card_damage_content(struct town *town, struct machine *kiosk);
void card_damage_picture(struct town *town, struct machine *kiosk);
void card_damage_outbox(struct town *town, struct machine *kiosk);
