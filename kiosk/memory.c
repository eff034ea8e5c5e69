#define _POSIX_C_SOURCE 200809L
#include "kiosk/memory.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum err memory_measure(struct memory *out)
{
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) return ERR_IO;
    char line[256]; /* pages in all, pages in RAM, … */
    bool read = fgets(line, sizeof(line), file) != NULL;
    fclose(file);
    char *second = read ? strchr(line, ' ') : NULL;
    if (second == NULL) return ERR_IO;
    size_t pages = strtoul(second, NULL, 10);
    struct mallinfo2 info = mallinfo2();
    *out = (struct memory){.heap_bytes = info.uordblks + info.hblkhd,
                           .resident_bytes = pages * (size_t)sysconf(_SC_PAGESIZE)};
    return ERR_OK;
}
