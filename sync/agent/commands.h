/* sync/agent/commands.h - what the program can be told to do; each says on standard output or
 * standard error how it went and gives the exit status: 0, 1 when it failed, 2 when what was asked makes no sense. */
#pragma once

#include "sync/agent/options.h"

int enrol_command(const struct options *options);
int once_command(const struct options *options);
int rotate_command(const struct options *options);
int run_command(const struct options *options);
int trust_command(const struct options *options);
int status_command(const struct options *options);
int salvage_command(const struct options *options);
int set_aside_command(const struct options *options);
