/* sync/store/board_facts.h - asks the machine how it is: temperature, power, disk, memory, watchdog.
 *
 * Read from /proc and /sys as they are; what this machine doesn't have is unknown. Costs a dozen small reads. */
#pragma once

#include "sync/model/board_state.h"

/* `root` is "" (a folder that has proc/ and sys/ in it, for tests); `data` the folder whose disk is meant. */
void board_facts_read(struct board_state *out, const char *root, const char *data);
