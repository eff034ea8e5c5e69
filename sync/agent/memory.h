/* sync/agent/memory.h - forhal-sync beside a screen that wants the memory: what it does without.
 *
 * Belongs to the program, not to the archive of the agent: it speaks for the whole process. Measured by `make
 * bench-sync`; docs/benchmarks.md has what each of these is worth. */
#pragma once

/* Once, before anything else is allocated and before libcurl is first used. */
void memory_begin(void);
