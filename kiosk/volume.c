#include "kiosk/volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/aids.h"
#include "sync/base/file.h"

enum { FILE_BYTES_MAX = 8 };

/* One figure and the end of the line, and nothing else. */
static int parse(const struct str *text)
{
    if (text->length != 2 || str_text(text)[1] != '\n') return VOLUME_FIRST;
    int volume = str_text(text)[0] - '0';
    return volume >= 0 && volume < VOLUME_STEPS ? volume : VOLUME_FIRST;
}

int volume_read(const char *folder)
{
    AUTO(str_finish) struct str text = {0};
    char *path = file_join(folder, "volume");
    enum err err = path != NULL ? file_read(&text, path, FILE_BYTES_MAX) : ERR_NOMEM;
    free(path);
    return err == ERR_OK ? parse(&text) : VOLUME_FIRST;
}

enum err volume_write(const char *folder, int volume)
{
    char text[16];
    snprintf(text, sizeof(text), "%d\n", volume);
    char *path = file_join(folder, "volume");
    enum err err = path != NULL ? file_write(path, text, strlen(text), 0600) : ERR_NOMEM;
    free(path);
    return err;
}
