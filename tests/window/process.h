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

/* How a text can lie in memory. */
enum encoding { ENCODING_UTF8, ENCODING_UTF16, ENCODING_UTF32, ENCODING_GLYPHS, ENCODING_COUNT };

/* A piece of a text that was found. */
struct trace {
    enum encoding encoding;
    int letters; /* how many in a row, starting with the `first`th of the text */
    int first;
    uint64_t address;
    char mapping[96]; /* "[heap]", a file, or "" for memory without a name */
    char around[65];  /* bytes before it and after it, others than letters as '.' */
};

enum { TRACES_MAX = 32 };

struct traces {
    struct trace list[TRACES_MAX];
    size_t count; /* more than TRACES_MAX: not all are in the list */
};

/* Looks through every writable mapping for `text` (ASCII) or any `letters_min` letters of it in
 * a row. false when the memory can't be read. */
bool process_find(pid_t pid, const char *text, int letters_min, struct traces *out);
const char *encoding_name(enum encoding encoding);
