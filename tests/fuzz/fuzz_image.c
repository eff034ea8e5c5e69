/* A picture that somebody uploads: our choice of decoder, turning, scaling and writing; what the libraries find in it.
 */
#include <stdlib.h>

#include "sync/model/picture.h"
#include "sync/registry/content/images.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct picture_size size = {.width = 0};
    unsigned char *png = NULL;
    size_t png_bytes = 0;
    enum err err = image_make(&png, &png_bytes, bytes, count);
    PROMISE(err == ERR_OK || err == ERR_INVALID || err == ERR_TOO_LARGE || err == ERR_NOMEM);
    PROMISE((err == ERR_OK) == (png != NULL));
    if (err == ERR_OK) {
        PROMISE(picture_measure(&size, png, png_bytes) == ERR_OK);
        PROMISE(size.width <= IMAGE_SIDE_MAX && size.height <= IMAGE_SIDE_MAX);
    }
    free(png);
    return 0;
}
