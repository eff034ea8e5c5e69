#define _GNU_SOURCE /* pread on big offsets */
#include "tests/window/process.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* AddressSanitizer reserves terabytes; nothing of ours lies in a mapping this large. */
#define MAPPING_BYTES_MAX ((uint64_t)1 << 30)

enum { FILE_BYTES_MAX = 64 * 1024, CHUNK_BYTES = 1024 * 1024, GLYPH_BYTES = 20, OVERLAP_BYTES = 64 * GLYPH_BYTES };

/* A small file of /proc as text; "" when it is gone. */
static const char *proc_text(char out[FILE_BYTES_MAX], const char *path)
{
    size_t used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && used < FILE_BYTES_MAX - 1) {
        ssize_t got = read(fd, out + used, FILE_BYTES_MAX - 1 - used);
        if (got <= 0) break;
        used += (size_t)got;
    }
    if (fd >= 0) close(fd);
    out[used] = '\0';
    return out;
}

/* The number behind `name` at the beginning of a line. */
static int64_t number_after(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line != NULL && *line != '\0';) {
        if (strncmp(line, name, length) == 0) return strtoll(line + length, NULL, 10);
        line = strchr(line, '\n');
        if (line != NULL) line++;
    }
    return 0;
}

/* Of /proc/PID/stat: the fields from the state (number 3) on; a name may hold blanks and parentheses. */
static const char *stat_fields(char buffer[FILE_BYTES_MAX], pid_t pid)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    const char *end = strrchr(proc_text(buffer, path), ')');
    return end != NULL && end[1] == ' ' ? end + 2 : "";
}

static int64_t stat_field(const char *fields, int number)
{
    for (int at = 3; at < number && fields != NULL; at++) {
        fields = strchr(fields, ' ');
        if (fields != NULL) fields++;
    }
    return fields != NULL ? strtoll(fields, NULL, 10) : 0;
}

char process_state(pid_t pid)
{
    char buffer[FILE_BYTES_MAX];
    return stat_fields(buffer, pid)[0];
}

/* Numbers among the names in a folder of /proc. */
static bool next_number(DIR *folder, pid_t *out)
{
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char *end = NULL;
        long number = strtol(entry->d_name, &end, 10);
        if (*end != '\0' || end == entry->d_name) continue;
        *out = (pid_t)number;
        return true;
    }
    return false;
}

static bool is_in(const struct process_tree *tree, pid_t pid)
{
    for (size_t at = 0; at < tree->count; at++) {
        if (tree->pids[at] == pid) return true;
    }
    return false;
}

/* One walk through /proc: adds the children of what is in the tree. */
static bool add_children(struct process_tree *tree)
{
    char buffer[FILE_BYTES_MAX];
    size_t before = tree->count;
    DIR *folder = opendir("/proc");
    pid_t pid;
    while (folder != NULL && tree->count < PROCESS_TREE_MAX && next_number(folder, &pid)) {
        if (is_in(tree, pid)) continue;
        pid_t parent = (pid_t)stat_field(stat_fields(buffer, pid), 4);
        if (parent > 0 && is_in(tree, parent)) tree->pids[tree->count++] = pid;
    }
    if (folder != NULL) closedir(folder);
    return tree->count > before;
}

void process_tree(pid_t pid, struct process_tree *out)
{
    *out = (struct process_tree){.pids = {pid}, .count = 1};
    while (add_children(out)) continue;
}

static void add_switches(struct switches *sum, pid_t pid)
{
    char path[64];
    char buffer[FILE_BYTES_MAX];
    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *folder = opendir(path);
    pid_t thread;
    while (folder != NULL && next_number(folder, &thread)) {
        snprintf(path, sizeof(path), "/proc/%d/task/%d/status", (int)pid, (int)thread);
        proc_text(buffer, path);
        sum->voluntary += number_after(buffer, "voluntary_ctxt_switches:");
        sum->involuntary += number_after(buffer, "nonvoluntary_ctxt_switches:");
    }
    if (folder != NULL) closedir(folder);
}

struct switches process_switches(const struct process_tree *tree)
{
    struct switches sum = {0};
    for (size_t at = 0; at < tree->count; at++) add_switches(&sum, tree->pids[at]);
    return sum;
}

int64_t process_pss_kib(const struct process_tree *tree)
{
    char path[64];
    char buffer[FILE_BYTES_MAX];
    int64_t sum = 0;
    for (size_t at = 0; at < tree->count; at++) {
        snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)tree->pids[at]);
        sum += number_after(proc_text(buffer, path), "Pss:");
    }
    return sum > 0 ? sum : -1;
}

int64_t process_cpu_ticks(const struct process_tree *tree)
{
    char buffer[FILE_BYTES_MAX];
    int64_t sum = 0;
    for (size_t at = 0; at < tree->count; at++) {
        const char *fields = stat_fields(buffer, tree->pids[at]);
        sum += stat_field(fields, 14) + stat_field(fields, 15);
    }
    return sum;
}

/* ---- what is left in memory ---- */

const char *encoding_name(enum encoding encoding)
{
    static const char *const names[] = {"UTF-8", "UTF-16", "UTF-32", "HarfBuzz"};
    return names[encoding];
}

struct search {
    const char *text;
    size_t length;
    int letters_min;
    struct traces *out;
};

struct mapping {
    uint64_t from, to;
    char name[96];
};

/* hb_glyph_info_t is 20 bytes and begins with the code point. */
static size_t step_of(enum encoding encoding)
{
    static const size_t steps[] = {1, 2, 4, GLYPH_BYTES};
    return steps[encoding];
}

static bool is_letter(const unsigned char *at, enum encoding encoding, char letter)
{
    if (at[0] != (unsigned char)letter) return false;
    size_t width = encoding == ENCODING_UTF8 ? 1 : encoding == ENCODING_UTF16 ? 2 : 4;
    for (size_t byte = 1; byte < width; byte++) {
        if (at[byte] != 0) return false;
    }
    return true;
}

/* How many letters of the text, from its `first` on, lie at `at`. */
static int letters_at(const struct search *search, const unsigned char *at, size_t room, enum encoding encoding, size_t first)
{
    size_t step = step_of(encoding);
    int count = 0;
    for (size_t letter = first; letter < search->length; letter++) {
        size_t offset = (letter - first) * step;
        if (offset + 4 > room || !is_letter(at + offset, encoding, search->text[letter])) break;
        count++;
    }
    return count;
}

static void add_trace(const struct search *search, const struct mapping *mapping, struct trace trace, const unsigned char *at,
                      size_t before, size_t room)
{
    struct traces *out = search->out;
    if (out->count < TRACES_MAX) {
        snprintf(trace.mapping, sizeof(trace.mapping), "%s", mapping->name);
        size_t back = before < 24 ? before : 24;
        size_t bytes = room + back < sizeof(trace.around) - 1 ? room + back : sizeof(trace.around) - 1;
        for (size_t byte = 0; byte < bytes; byte++) {
            unsigned char seen = at[byte - back];
            trace.around[byte] = isprint(seen) ? (char)seen : '.';
        }
        out->list[out->count] = trace;
    }
    out->count++;
}

/* Looks at every place below `bytes` of a chunk that holds `room` bytes. */
static void find_in(const struct search *search, const struct mapping *mapping, const unsigned char *chunk, size_t bytes,
                    size_t room, uint64_t address)
{
    for (size_t at = 0; at < bytes; at++) {
        if (chunk[at] == 0) continue;
        int longest = 0;
        for (size_t first = 0; first + (size_t)search->letters_min <= search->length && longest == 0; first++) {
            if (chunk[at] != (unsigned char)search->text[first]) continue;
            for (int encoding = 0; encoding < ENCODING_COUNT && longest == 0; encoding++) {
                int letters = letters_at(search, chunk + at, room - at, (enum encoding)encoding, first);
                if (letters < search->letters_min) continue;
                longest = letters;
                struct trace trace = {.encoding = (enum encoding)encoding, .letters = letters, .first = (int)first, .address = address + at};
                add_trace(search, mapping, trace, chunk + at, at, room - at);
                at += (size_t)letters * step_of((enum encoding)encoding) - 1;
            }
        }
    }
}

static void find_in_mapping(const struct search *search, int memory, const struct mapping *mapping, unsigned char *chunk)
{
    for (uint64_t at = mapping->from; at < mapping->to; at += CHUNK_BYTES) {
        uint64_t rest = mapping->to - at;
        size_t wanted = rest < CHUNK_BYTES + OVERLAP_BYTES ? (size_t)rest : CHUNK_BYTES + OVERLAP_BYTES;
        ssize_t got = pread(memory, chunk, wanted, (off_t)at);
        if (got < 8) continue; /* a guard page */
        size_t room = (size_t)got;
        find_in(search, mapping, chunk, room < CHUNK_BYTES ? room : CHUNK_BYTES, room, at);
    }
}

static bool next_mapping(FILE *maps, struct mapping *out)
{
    char line[4352];
    while (fgets(line, sizeof(line), maps) != NULL) {
        char *end = NULL;
        out->from = strtoull(line, &end, 16);
        if (*end != '-') continue;
        out->to = strtoull(end + 1, &end, 16);
        if (end[0] != ' ' || end[2] != 'w' || out->to - out->from > MAPPING_BYTES_MAX) continue;
        /* permissions, offset, device, inode, name */
        for (int field = 0; field < 4 && end != NULL; field++) end = strchr(end + 1, ' ');
        if (end == NULL) continue;
        end += strspn(end, " ");
        end[strcspn(end, "\n")] = '\0';
        snprintf(out->name, sizeof(out->name), "%.95s", end);
        return true;
    }
    return false;
}

bool process_find(pid_t pid, const char *text, int letters_min, struct traces *out)
{
    out->count = 0;
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
    FILE *maps = fopen(path, "re");
    snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
    int memory = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char *chunk = malloc(CHUNK_BYTES + OVERLAP_BYTES);
    struct search search = {text, strlen(text), letters_min, out};
    struct mapping mapping;
    bool readable = maps != NULL && memory >= 0 && chunk != NULL;
    while (readable && next_mapping(maps, &mapping)) find_in_mapping(&search, memory, &mapping, chunk);
    free(chunk);
    if (memory >= 0) close(memory);
    if (maps != NULL) fclose(maps);
    return readable;
}
