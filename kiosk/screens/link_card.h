/* kiosk/screens/link_card.h - a card that leads somewhere: all of it can be pressed, and an arrow at its end says so.
 */
#pragma once

#include "kiosk/ui.h"

enum { LINK_CARD_ARROW = 32 }; /* design px */

/* The card, with its arrow `aside` px from the edge. What is put on it afterwards is ROLE_DECORATION: the card says
 * `label` and `description` (may be NULL), which are copied, in ui->lang. Returns its ground. */
struct color link_card_view(struct ui *ui, struct rect bounds, int aside, const char *label, const char *description,
                            struct action action);
/* Opens a network; `id` is copied. */
struct action link_to_network(struct ui *ui, const char *id);
