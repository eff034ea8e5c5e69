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

/* Neighbouring chunks overlap by the longest thing looked for. */
enum { FILE_BYTES_MAX = 64 * 1024, CHUNK_BYTES = 1024 * 1024, OVERLAP_BYTES = SYMBOLS_MAX * 20 };

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
    /* cppcheck-suppress readdirCalled ; one thread, one folder */
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

/* sizeof(PosBuf_t) of SDL_ttf: index, x, y; sizeof(hb_glyph_info_t) of HarfBuzz. */
static const struct {
    const char *name;
    size_t width, step;
} encodings[ENCODING_COUNT] = {
    [ENCODING_BYTES] = {"bytes", 1, 1},
    [ENCODING_16] = {"16 bits", 2, 2},
    [ENCODING_32] = {"32 bits", 4, 4},
    [ENCODING_POSITIONS] = {"glyph positions", 4, 12},
    [ENCODING_GLYPHS] = {"HarfBuzz glyphs", 4, 20},
};

const char *encoding_name(enum encoding encoding)
{
    return encodings[encoding].name;
}

struct symbols symbols_of(const char *text)
{
    struct symbols symbols = {.count = 0};
    for (; *text != '\0' && symbols.count < SYMBOLS_MAX; text++) symbols.list[symbols.count++] = (unsigned char)*text;
    return symbols;
}

struct search {
    const struct symbols *symbols;
    size_t count_min;
    bool begins[256]; /* the lowest byte of some symbol */
    struct traces *out;
};

struct mapping {
    uint64_t from, to;
    char name[96];
};

struct chunk {
    unsigned char *bytes;
    size_t count;  /* read */
    uint64_t from; /* address of the first */
};

static uint32_t number_at(const unsigned char *at, size_t width)
{
    uint32_t number = 0;
    for (size_t byte = 0; byte < width; byte++) number |= (uint32_t)at[byte] << (8 * byte);
    return number;
}

/* How many symbols, from the `first` on, lie at `at`. */
static size_t symbols_at(const struct symbols *symbols, const struct chunk *chunk, size_t at, enum encoding encoding,
                         size_t first)
{
    size_t count = 0;
    for (; first + count < symbols->count; count++) {
        size_t offset = at + count * encodings[encoding].step;
        if (offset + encodings[encoding].width > chunk->count) break;
        if (number_at(chunk->bytes + offset, encodings[encoding].width) != symbols->list[first + count]) break;
    }
    return count;
}

static void add_trace(const struct search *search, const struct mapping *mapping, struct trace trace,
                      const struct chunk *chunk, size_t at)
{
    struct traces *out = search->out;
    if (out->count < TRACES_MAX) {
        snprintf(trace.mapping, sizeof(trace.mapping), "%s", mapping->name);
        size_t from = at < 24 ? 0 : at - 24;
        for (size_t byte = 0; byte < sizeof(trace.around) - 1 && from + byte < chunk->count; byte++) {
            unsigned char seen = chunk->bytes[from + byte];
            trace.around[byte] = '.';
            if (isprint(seen)) trace.around[byte] = (char)seen;
        }
        out->list[out->count] = trace;
    }
    out->count++;
}

/* The longest piece that begins at `at`; its count is 0 when there is none. */
static struct trace longest_at(const struct search *search, const struct chunk *chunk, size_t at)
{
    struct trace longest = {.address = chunk->from + at};
    for (size_t first = 0; first + search->count_min <= search->symbols->count; first++) {
        if ((search->symbols->list[first] & 0xff) != chunk->bytes[at]) continue;
        for (int encoding = 0; encoding < ENCODING_COUNT; encoding++) {
            size_t count = symbols_at(search->symbols, chunk, at, (enum encoding)encoding, first);
            if (count < search->count_min || count <= longest.count) continue;
            longest.encoding = (enum encoding)encoding;
            longest.first = first;
            longest.count = count;
        }
    }
    return longest;
}

static void find_in(const struct search *search, const struct mapping *mapping, const struct chunk *chunk)
{
    size_t end = chunk->count < CHUNK_BYTES ? chunk->count : CHUNK_BYTES;
    for (size_t at = 0; at < end; at++) {
        if (!search->begins[chunk->bytes[at]]) continue;
        struct trace trace = longest_at(search, chunk, at);
        if (trace.count == 0) continue;
        add_trace(search, mapping, trace, chunk, at);
        at += (trace.count - 1) * encodings[trace.encoding].step;
    }
}

static void find_in_mapping(const struct search *search, int memory, const struct mapping *mapping,
                            unsigned char *bytes)
{
    for (uint64_t at = mapping->from; at < mapping->to; at += CHUNK_BYTES) {
        uint64_t rest = mapping->to - at;
        size_t wanted = rest < CHUNK_BYTES + OVERLAP_BYTES ? (size_t)rest : CHUNK_BYTES + OVERLAP_BYTES;
        ssize_t got = pread(memory, bytes, wanted, (off_t)at);
        if (got <= 0) continue; /* a guard page */
        struct chunk chunk = {bytes, (size_t)got, at};
        find_in(search, mapping, &chunk);
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

bool process_find(pid_t pid, const struct symbols *symbols, size_t count_min, struct traces *out)
{
    out->count = 0;
    struct search search = {.symbols = symbols, .count_min = count_min, .out = out};
    for (size_t at = 0; at < symbols->count; at++) search.begins[symbols->list[at] & 0xff] = true;
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
    FILE *maps = fopen(path, "re");
    snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
    int memory = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char *bytes = malloc(CHUNK_BYTES + OVERLAP_BYTES);
    struct mapping mapping;
    bool readable = maps != NULL && memory >= 0 && bytes != NULL;
    while (readable && next_mapping(maps, &mapping)) find_in_mapping(&search, memory, &mapping, bytes);
    free(bytes);
    if (memory >= 0) close(memory);
    if (maps != NULL) fclose(maps);
    return readable;
}
