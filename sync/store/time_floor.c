#include "sync/store/time_floor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"

enum { FLOOR_FILE_BYTES_MAX = 32 };

static const int64_t most_s = INT64_C(253402300799); /* the end of the year 9999 */

int64_t time_floor_read(const char *path)
{
    AUTO(str_finish) struct str text = {0};
    char *end = NULL;
    const int64_t built_s = clock_built_s();
    if (file_read(&text, path, FLOOR_FILE_BYTES_MAX) != ERR_OK) return built_s;
    errno = 0;
    long long seconds = strtoll(str_text(&text), &end, 10);
    if (errno != 0 || end == str_text(&text) || *end != '\n' || end[1] != '\0') return built_s;
    return seconds > built_s && seconds <= most_s ? seconds : built_s;
}

bool time_floor_doubts(int64_t floor_s, int64_t wall_s)
{
    return wall_s < floor_s - TIME_FLOOR_SLACK_S;
}

enum err time_floor_raise(int64_t *floor_s, int64_t date_s, const char *path)
{
    char text[FLOOR_FILE_BYTES_MAX];
    if (date_s > most_s || date_s < *floor_s + TIME_FLOOR_STEP_S) return ERR_OK;
    *floor_s = date_s;
    int length = snprintf(text, sizeof(text), "%" PRId64 "\n", date_s);
    return file_write(path, text, (size_t)length, 0600);
}
