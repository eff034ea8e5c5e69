#define _POSIX_C_SOURCE 200809L
#include "kiosk/glimpse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/png.h"
#include "sync/base/file.h"
#include "sync/base/log.h"

static void forget(const struct run_dir *run)
{
    unlink(run->look_told);
    unlink(run->look_picture);
}

void glimpse_begin(struct glimpse *glimpse, const struct run_dir *run)
{
    *glimpse = (struct glimpse){.run = run, .given_ms = -1};
    glimpse_end(glimpse);
}

void glimpse_end(const struct glimpse *glimpse)
{
    if (glimpse->run->folder == NULL) return;
    forget(glimpse->run);
    unlink(glimpse->run->look_asked);
}

static bool is_id(const char *text)
{
    return strlen(text) == GLIMPSE_ID_BYTES - 1 && strspn(text, "0123456789abcdef") == GLIMPSE_ID_BYTES - 1;
}

void glimpse_look(struct glimpse *glimpse, int64_t now_ms)
{
    AUTO(str_finish) struct str text = {0};
    const struct run_dir *run = glimpse->run;
    if (run->folder == NULL) return;
    if (glimpse->given_ms >= 0 && now_ms - glimpse->given_ms >= GLIMPSE_KEPT_MS) {
        forget(run);
        glimpse->given_ms = -1;
    }
    enum err err = file_read(&text, run->look_asked, GLIMPSE_ID_BYTES - 1);
    if (err == ERR_NOT_FOUND) return;
    unlink(run->look_asked);
    if (err != ERR_OK || !is_id(str_text(&text)) || strcmp(str_text(&text), glimpse->id) == 0) return;
    snprintf(glimpse->id, sizeof(glimpse->id), "%s", str_text(&text));
    glimpse->wanted_ms = now_ms;
}

bool glimpse_is_due(const struct glimpse *glimpse, int64_t touched_ms, int64_t now_ms)
{
    if (glimpse->id[0] == '\0') return false;
    bool calm = touched_ms < 0 || now_ms - touched_ms >= GLIMPSE_CALM_MS;
    return calm || now_ms - glimpse->wanted_ms >= GLIMPSE_PATIENCE_MS;
}

int64_t glimpse_due_ms(const struct glimpse *glimpse)
{
    return glimpse->id[0] != '\0' ? GLIMPSE_WAIT_MS : -1;
}

/* The sum of what lies under one dot; an average of at least one. */
static uint32_t average(const struct canvas *from, struct rect under)
{
    uint64_t red = 0;
    uint64_t green = 0;
    uint64_t blue = 0;
    uint64_t count = (uint64_t)under.w * (uint64_t)under.h;
    for (int y = under.y; y < under.y + under.h; y++) {
        const uint32_t *row = from->pixels + (size_t)y * (size_t)from->stride;
        for (int x = under.x; x < under.x + under.w; x++) {
            red += row[x] >> 16 & 0xff;
            green += row[x] >> 8 & 0xff;
            blue += row[x] & 0xff;
        }
    }
    return (uint32_t)(red / count) << 16 | (uint32_t)(green / count) << 8 | (uint32_t)(blue / count);
}

/* From where on, and how many, of `whole` dots belong to the one at `at` of `parts`. */
static int part_of(int at, int parts, int whole, int *out_length)
{
    int from = (int)((int64_t)at * whole / parts);
    int to = (int)((int64_t)(at + 1) * whole / parts);
    *out_length = to > from ? to - from : 1;
    return from;
}

struct canvas *glimpse_scale(const struct canvas *from, int width)
{
    if (width > from->width) width = from->width;
    int height = (int)((int64_t)from->height * width / from->width);
    struct canvas *to = canvas_create(width, height > 0 ? height : 1);
    if (to == NULL) return NULL;
    for (int y = 0; y < to->height; y++) {
        struct rect under = {.h = 0};
        under.y = part_of(y, to->height, from->height, &under.h);
        for (int x = 0; x < to->width; x++) {
            under.x = part_of(x, to->width, from->width, &under.w);
            to->pixels[(size_t)y * (size_t)to->stride + (size_t)x] = average(from, under);
        }
    }
    return to;
}

/* As wide as fits into a file of GLIMPSE_BYTES_MAX. */
static enum err write_picture(const struct canvas *canvas, const char *path)
{
    enum err err = ERR_TOO_LARGE;
    for (int width = GLIMPSE_WIDTH_PX; err == ERR_TOO_LARGE && width >= GLIMPSE_WIDTH_LEAST_PX; width = width * 3 / 4) {
        unsigned char *bytes = NULL;
        size_t count = 0;
        struct canvas *small = glimpse_scale(canvas, width);
        err = small != NULL ? png_make(small, &bytes, &count) : ERR_NOMEM;
        canvas_destroy(small);
        if (err == ERR_OK) err = count <= GLIMPSE_BYTES_MAX ? file_replace(path, bytes, count, 0600) : ERR_TOO_LARGE;
        free(bytes);
    }
    return err;
}

void glimpse_answer(struct glimpse *glimpse, const struct canvas *canvas, const char *refusal, int64_t now_ms)
{
    char told[128];
    enum err err = ERR_OK;
    if (refusal == NULL && canvas == NULL) refusal = "nothing";
    forget(glimpse->run);
    if (refusal == NULL) err = write_picture(canvas, glimpse->run->look_picture);
    if (err != ERR_OK) refusal = "nothing";
    int length = refusal == NULL
                     ? snprintf(told, sizeof(told), "{\"look\":\"%s\"}", glimpse->id)
                     : snprintf(told, sizeof(told), "{\"look\":\"%s\",\"refused\":\"%s\"}", glimpse->id, refusal);
    enum err written = file_replace(glimpse->run->look_told, told, (size_t)length, 0600);
    if (err == ERR_OK) err = written;
    if (err != ERR_OK) log_line(LOG_LEVEL_WARNING, "a picture of the screen could not be kept: %s", err_text(err));
    glimpse->id[0] = '\0';
    glimpse->given_ms = now_ms;
}
