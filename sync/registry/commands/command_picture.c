/* `forhal-registry picture`: an uploaded picture, by standard input, as a kiosk takes it, and behind it as a phone gets
 * it (image_png_bytes() tells them apart), by standard output. The
 * service starts it for itself (errands.h), in a process that has no key, no database and soon nothing at all. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "sync/base/str.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/content/images.h"

static bool read_all(struct str *out)
{
    char piece[65536];
    str_init(out, IMAGE_BYTES_MAX);
    for (;;) {
        ssize_t count = read(STDIN_FILENO, piece, sizeof(piece));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count == 0 && str_ok(out);
        str_add_bytes(out, piece, (size_t)count);
    }
}

static bool write_all(const unsigned char *bytes, size_t count)
{
    size_t written = 0;
    while (written < count) {
        ssize_t more = write(STDOUT_FILENO, bytes + written, count - written);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) return false;
        written += (size_t)more;
    }
    return true;
}

int command_picture(void)
{
    AUTO(str_finish) struct str input;
    unsigned char *png = NULL;
    unsigned char *jpeg = NULL;
    size_t bytes = 0;
    size_t jpeg_bytes = 0;
    if (!read_all(&input)) return str_ok(&input) ? EXIT_FAILED : EXIT_PICTURE_LARGE;
    if (!image_sandbox()) return EXIT_PICTURE_UNSAFE;
    enum err err = image_make(&png, &bytes, str_text(&input), input.length);
    if (err == ERR_OK) err = image_make_for_phone(&jpeg, &jpeg_bytes, png, bytes);
    if (err == ERR_OK && (!write_all(png, bytes) || !write_all(jpeg, jpeg_bytes))) err = ERR_IO;
    free(png);
    free(jpeg);
    if (err == ERR_INVALID) return EXIT_PICTURE_NONE;
    if (err == ERR_TOO_LARGE) return EXIT_PICTURE_LARGE;
    return err == ERR_OK ? EXIT_DONE : EXIT_FAILED;
}
