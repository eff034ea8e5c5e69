/* kiosk/wiping_free.c - memory is wiped before it is given back, whoever gives it.
 *
 * A name that was typed passes through SDL, FreeType and HarfBuzz, which leave its letters and
 * glyphs in freed memory. What the main program defines replaces the C library's own for all
 * of them (its manual, "Replacing malloc"); allocation itself stays the C library's. Only
 * forhal-kiosk links this. AddressSanitizer brings an allocator of its own. */
#define _GNU_SOURCE /* explicit_bzero */
#ifndef __SANITIZE_ADDRESS__

#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The names under which glibc keeps its own. NOLINTBEGIN(bugprone-reserved-identifier) */
extern void *__libc_malloc(size_t bytes);
extern void __libc_free(void *memory);
/* NOLINTEND(bugprone-reserved-identifier) */

void free(void *memory)
{
    if (memory == NULL) return;
    explicit_bzero(memory, malloc_usable_size(memory));
    __libc_free(memory);
}

/* The C library's would leave the old bytes behind when it moves a block. */
void *realloc(void *memory, size_t bytes)
{
    if (memory == NULL) return __libc_malloc(bytes);
    if (bytes == 0) {
        free(memory);
        return NULL;
    }
    size_t before = malloc_usable_size(memory);
    if (bytes <= before && bytes >= before / 2) return memory;
    void *moved = __libc_malloc(bytes);
    if (moved == NULL) return NULL;
    memcpy(moved, memory, before < bytes ? before : bytes);
    free(memory);
    return moved;
}

#else

typedef int nothing_here; /* C has no empty files */

#endif
