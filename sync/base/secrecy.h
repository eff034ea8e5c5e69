/* sync/base/secrecy.h - what is in memory stays there: keys, and what people type. */
#pragma once

/* No core dump of this process is ever written, also not by a program that the system hands it to, and nobody else
 * but root may look into it. For the beginning of main(). What cannot be had is done without. Built with
 * AddressSanitizer, whose search for leaks looks into the process, only the first of both. */
void secrecy_begin(void);
/* Lets its owner look into the process again: for --debug alone. */
void secrecy_lift(void);
