/* kiosk/reach.h - low reach: the frame that was made for the lowest part of the screen is put there. */
#pragma once

struct ui;

/* Moves every item of the frame down so that its lower edge is the screen's, `height` px, and fills the part above
 * with calm water, where nothing can be pressed; a screen on the water has its own go on up there. Does nothing when
 * the frame is as high as the screen. */
void reach_move_down(struct ui *ui, int height);
