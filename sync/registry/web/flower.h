/* sync/registry/web/flower.h - a network's flower as SVG, of the same shape as on the screens (kiosk/flower.c).
 *
 * The first petal points up, the others follow the clock, or go against it where one reads from the right. A created
 * petal is filled, an expected one is a tint with a dashed edge; its side has a colour and a mark of its own. Colours
 * come from the stylesheet. The words on the petals are a picture: whoever reads with the ears reads the list. */
#pragma once

#include "sync/model/network.h"
#include "sync/registry/web/html.h"

/* Above so many petals the words stand in the list only. */
enum { FLOWER_WORDED_PETALS_MAX = 9 };

/* `label` says what it is a picture of. */
void flower_write(struct html *html, const struct network *network, const char *label, bool right_to_left,
                  bool with_words);
/* The side's mark alone, for lists: a house, a person, a diamond. */
void flower_mark(struct html *html, enum side side);
