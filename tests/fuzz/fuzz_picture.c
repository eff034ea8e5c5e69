/* A picture of a page: bytes of whoever wrote the content, or of a card that dies. */
#include <stdlib.h>

#include "sync/model/picture.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct picture_size size = {.width = 0}, decoded;
    unsigned char *pixels = NULL;
    enum err err = picture_measure(&size, bytes, count);
    PROMISE(err == ERR_OK || err == ERR_INVALID || err == ERR_TOO_LARGE);
    enum err read = picture_decode(&pixels, &decoded, bytes, count);
    PROMISE((read == ERR_OK) == (pixels != NULL));
    PROMISE(err == ERR_OK || read == err);
    if (read == ERR_OK) {
        size_t all = (size_t)size.width * (size_t)size.height * 4;
        volatile unsigned char last = pixels[all - 1]; /* all of it is ours */
        (void)last;
        PROMISE(size.width <= PICTURE_SIDE_MAX && size.height <= PICTURE_SIDE_MAX);
        PROMISE(decoded.width == size.width && decoded.height == size.height);
    }
    free(pixels);
    return 0;
}
