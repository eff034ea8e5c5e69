/* kiosk/keyboard.h - our own keyboard on the glass.
 *
 * Danish letters where Danish keyboards have them, figures always in sight, a second layer with signs and accents
 * for names; an address or a telephone number has keys of its own, and the visitor says which. A key with a dot
 * shows its variants when it is held. Keys show that they are pressed; nothing is suggested and nothing is
 * remembered. */
#pragma once

#include "kiosk/ui.h"

/* A small portrait glass (10.1"), where the keys leave room for one field only. */
bool keyboard_leaves_little(const struct ui *ui);
/* Adds the keyboard at the bottom of the screen, above the bar. `enter` are the words on its strong
 * key, which does ACTION_NEXT; NULL for a keyboard without one. Returns the y where it begins. */
int keyboard_view(struct ui *ui, const char *enter);
