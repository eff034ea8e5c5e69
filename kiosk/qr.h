/* kiosk/qr.h - an address as a QR code, for a visitor's own phone.
 *
 * Dark on white in every look, with four light modules around it, every module a whole number of pixels, and at
 * least 30 mm wide, so that a phone reads it at arm's length. Made by libqrencode, level M. */
#pragma once

#include "kiosk/ui.h"

enum { QR_ADDRESS_BYTES_MAX = 400 };

/* Adds the code with its left upper corner at (x, y) and `shown` (what of the address is worth typing) as text beneath
 * it, or beside it where `width` has room. Returns the y below; y itself when there can be no code. */
int qr_view(struct ui *ui, int x, int y, int width, const char *heading, const char *address, const char *shown);
