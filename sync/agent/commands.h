/* sync/agent/commands.h - what the program can be told to do; each says on standard output or
 * standard error how it went and gives the exit status: 0, 1 when it failed, 2 when what was asked makes no sense. */
#pragma once

#include <stdbool.h>

#include "sync/agent/agent.h"
#include "sync/agent/options.h"
#include "sync/store/data_dir.h"

int enrol_command(const struct options *options);
int once_command(const struct options *options);
int rotate_command(const struct options *options);
int run_command(const struct options *options);
int trust_command(const struct options *options);
int status_command(const struct options *options);
int salvage_command(const struct options *options);
int set_aside_command(const struct options *options);

/* What the commands share. */

/* The data folder, which must be there; the caller calls data_dir_finish(). `do_there`: "read" or "write". On false it
 * has been said why, and there is nothing to finish. */
bool command_dir(struct data_dir *out, const struct options *options, const char *do_there);
/* An agent of a command that ends by itself: nobody stops it, nobody waits, and what it says goes to standard error.
 * Borrows from `options`. */
struct agent_ports command_ports(const struct options *options);
