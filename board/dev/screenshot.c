/* board/dev/screenshot.c - keeps a PNG of a virtual screen fresh, for `make run` without a display.
 *
 * usage: forhal-screenshot FRAMEBUFFER OUT.png
 *
 * FRAMEBUFFER is the file Xvfb keeps with -fbdir: an X window dump, that is a header of big-endian
 * 32-bit numbers, then colours, then the pixels, which the server changes in place. Once a second
 * the pixels are compared with the last ones; when they differ, OUT.png is replaced (by rename, so
 * a reader never sees half a picture). Ends when FRAMEBUFFER is gone, or on a signal. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { INTERVAL_S = 1, SIDE_MAX = 16384, PATH_BYTES_MAX = 4096 };
/* Fields of the header, by number; X11/XWDFile.h. */
enum { XWD_HEADER_BYTES = 0, XWD_VERSION = 1, XWD_WIDTH = 4, XWD_HEIGHT = 5, XWD_BITS_PER_PIXEL = 11 };
enum { XWD_BYTES_PER_LINE = 12, XWD_COLORS = 19, XWD_FIELDS = 25, XWD_COLOR_BYTES = 12 };

struct screen {
    const unsigned char *pixels; /* in the mapping; blue, green, red, unused */
    uint32_t width;
    uint32_t height;
    uint32_t line_bytes;
};

static uint32_t field(const unsigned char *file, size_t number)
{
    const unsigned char *at = file + 4 * number;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Finds the pixels in a mapped dump of `bytes`; false if it is not one we can read. */
static bool screen_find(struct screen *out, const unsigned char *file, size_t bytes)
{
    if (bytes < (size_t)4 * XWD_FIELDS || field(file, XWD_VERSION) != 7) return false;
    struct screen screen = {NULL, field(file, XWD_WIDTH), field(file, XWD_HEIGHT), field(file, XWD_BYTES_PER_LINE)};
    size_t start = (size_t)field(file, XWD_HEADER_BYTES) + (size_t)field(file, XWD_COLORS) * XWD_COLOR_BYTES;
    if (screen.width == 0 || screen.width > SIDE_MAX || screen.height == 0 || screen.height > SIDE_MAX) return false;
    if (field(file, XWD_BITS_PER_PIXEL) != 32 || screen.line_bytes < screen.width * 4) return false;
    if (start > bytes || bytes - start < (size_t)screen.line_bytes * screen.height) return false;
    screen.pixels = file + start;
    *out = screen;
    return true;
}

/* Writes the picture beside `path` and puts it in its place. */
static bool png_replace(const char *path, const struct screen *screen, const unsigned char *pixels)
{
    char beside[PATH_BYTES_MAX];
    int length = snprintf(beside, sizeof(beside), "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof(beside)) return false;
    png_image image = {.version = PNG_IMAGE_VERSION, .width = screen->width, .height = screen->height};
    image.format = PNG_FORMAT_BGRA; /* the fourth byte is made 255 by the caller */
    image.flags = PNG_IMAGE_FLAG_FAST;
    if (!png_image_write_to_file(&image, beside, 0, pixels, (png_int_32)screen->line_bytes, NULL)) {
        fprintf(stderr, "forhal-screenshot: %s: %s\n", beside, image.message);
        return false;
    }
    return rename(beside, path) == 0;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: forhal-screenshot FRAMEBUFFER OUT.png\n");
        return 2;
    }
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        fprintf(stderr, "forhal-screenshot: %s: %s\n", argv[1], strerror(errno));
        if (fd >= 0) close(fd);
        return 1;
    }
    size_t bytes = (size_t)status.st_size;
    const unsigned char *file = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    close(fd); /* the mapping stays */
    struct screen screen;
    if (file == MAP_FAILED || !screen_find(&screen, file, bytes)) {
        fprintf(stderr, "forhal-screenshot: %s: not a 32-bit X window dump\n", argv[1]);
        return 1;
    }
    size_t pixels_bytes = (size_t)screen.line_bytes * screen.height;
    unsigned char *last = calloc(1, pixels_bytes);
    if (last == NULL) {
        fprintf(stderr, "forhal-screenshot: no memory for a picture of %zu bytes\n", pixels_bytes);
        return 1;
    }
    for (bool first = true; access(argv[1], F_OK) == 0; first = false) {
        bool changed = first;
        for (size_t at = 0; at < pixels_bytes; at += 4) {
            if (memcmp(last + at, screen.pixels + at, 3) == 0) continue;
            memcpy(last + at, screen.pixels + at, 3);
            changed = true;
        }
        for (size_t at = 3; first && at < pixels_bytes; at += 4) last[at] = 255;
        if (changed && !png_replace(argv[2], &screen, last)) return 1;
        nanosleep(&(struct timespec){.tv_sec = INTERVAL_S}, NULL);
    }
    return 0;
}
