/* tests/window/process.h - what Linux tells about a process from outside.
 *
 * With `tree` the figures are sums over a process and all that came from it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROCESS_TREE_MAX = 256 };

struct process_tree {
    pid_t pids[PROCESS_TREE_MAX];
    size_t count;
};

struct switches {
    int64_t voluntary;   /* a thread went to sleep: the same as wake-ups */
    int64_t involuntary; /* it was pushed aside */
};

/* `pid` and its children, their children, and so on, at this moment. */
void process_tree(pid_t pid, struct process_tree *out);
/* Of every thread of every process. */
struct switches process_switches(const struct process_tree *tree);
/* Proportional set size: what is shared counts by parts. -1: not readable. */
int64_t process_pss_kib(const struct process_tree *tree);
/* User and system time, in clock ticks. */
int64_t process_cpu_ticks(const struct process_tree *tree);
/* 'R', 'S', …; 0 when it is gone. */
char process_state(pid_t pid);

/* How a row of symbols can lie in memory: as bytes, as 16 or 32 bits each, or as the first 32 bits of
 * SDL_ttf's glyph positions or HarfBuzz's glyphs. */
enum encoding { ENCODING_BYTES, ENCODING_16, ENCODING_32, ENCODING_POSITIONS, ENCODING_GLYPHS, ENCODING_COUNT };

/* What to look for: the letters of a text, or the numbers of its glyphs in a font. */
enum { SYMBOLS_MAX = 128 };

struct symbols {
    uint32_t list[SYMBOLS_MAX];
    size_t count;
};

/* The letters of an ASCII text. */
struct symbols symbols_of(const char *text);

/* A piece of it that was found. */
struct trace {
    enum encoding encoding;
    size_t first; /* the piece begins with this symbol */
    size_t count; /* and is so long */
    uint64_t address;
    char mapping[96]; /* "[heap]", a file, or "" for memory without a name */
    char around[65];  /* bytes before it and on, others than letters as '.' */
};

enum { TRACES_MAX = 32 };

struct traces {
    struct trace list[TRACES_MAX];
    size_t count; /* more than TRACES_MAX: not all are in the list */
};

/* Looks through every writable mapping for `count_min` or more of the symbols in a row. false when
 * the memory can't be read. */
bool process_find(pid_t pid, const struct symbols *symbols, size_t count_min, struct traces *out);
const char *encoding_name(enum encoding encoding);
