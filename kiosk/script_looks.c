/* What is looked at, listened to, and written down. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/png.h"
#include "kiosk/script_inside.h"
#include "sync/base/file.h"
#include "sync/base/json.h"

/* Where a line ends, a blank is wanted. */
static bool begins_with_words(const char *text, const char *wanted)
{
    while (*wanted != '\0' && (*text == *wanted || (*text == '\n' && *wanted == ' '))) {
        text++;
        wanted++;
    }
    return *wanted == '\0';
}

static bool contains_words(const char *text, const char *wanted)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (begins_with_words(text, wanted)) return true;
    }
    return false;
}

static bool can_be_read(const struct frame *frame, const char *wanted)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (rect_is_empty(item_visible(item))) continue;
        if (contains_words(item->text, wanted) || contains_words(item->label, wanted) ||
            contains_words(item->description, wanted)) {
            return true;
        }
    }
    return false;
}

static enum err do_expect(struct script *script, const char *text)
{
    const struct frame *frame = app_frame(script->app);
    if (text[0] == '\0') return script_fail(script, "expect needs some words");
    if (can_be_read(frame, text)) return ERR_OK;
    AUTO(str_finish) struct str all = {0};
    if (frame_to_text(&all, frame) != ERR_OK) str_clear(&all);
    return script_fail(script, "\"%s\" can't be read on the screen \"%s\", which is:\n%s", text, frame->screen,
                       str_text(&all));
}

static enum err do_refuse(struct script *script, const char *text)
{
    const struct frame *frame = app_frame(script->app);
    if (text[0] == '\0') return script_fail(script, "refuse needs some words");
    if (!can_be_read(frame, text)) return ERR_OK;
    return script_fail(script, "\"%s\" can be read on the screen \"%s\", but must not", text, frame->screen);
}

static char *output_path(const struct script *script, const char *name, const char *ending)
{
    char file[300];
    snprintf(file, sizeof(file), "%s.%s", name, ending);
    return file_join(script->options->shots != NULL ? script->options->shots : ".", file);
}

static enum err written(const struct script *script, enum err err, const char *path)
{
    return err == ERR_OK
               ? ERR_OK
               : script_fail(script, "%s can't be written: %s", path != NULL ? path : "a file", err_text(err));
}

static enum err do_shot(struct script *script, const char *name)
{
    struct damage damage;
    app_paint(script->app, script->canvas, &damage);
    char *path = output_path(script, name, "png");
    enum err err = written(script, path != NULL ? png_write(script->canvas, path) : ERR_NOMEM, path);
    free(path);
    return err;
}

/* As a window would, without writing it anywhere. */
static enum err do_paint(struct script *script, const char *nothing)
{
    (void)nothing;
    struct damage damage;
    app_paint(script->app, script->canvas, &damage);
    return ERR_OK;
}

static enum err compare_memory(const struct script *script, const struct memory *now)
{
    const struct memory *then = &script->memory;
    printf("heap %zu KiB, then %zu KiB; resident %zu KiB, then %zu KiB\n", then->heap_bytes / 1024,
           now->heap_bytes / 1024, then->resident_bytes / 1024, now->resident_bytes / 1024);
    if (now->heap_bytes > then->heap_bytes + SCRIPT_HEAP_GROWTH_MAX)
        return script_fail(script, "the heap has grown by %zu bytes, more than %d", now->heap_bytes - then->heap_bytes,
                           SCRIPT_HEAP_GROWTH_MAX);
    if (now->resident_bytes > then->resident_bytes + SCRIPT_RESIDENT_GROWTH_MAX)
        return script_fail(script, "resident memory has grown by %zu bytes, more than %d",
                           now->resident_bytes - then->resident_bytes, SCRIPT_RESIDENT_GROWTH_MAX);
    return ERR_OK;
}

static enum err do_memory(struct script *script, const char *what)
{
    bool mark = strcmp(what, "mark") == 0;
    if (!mark && strcmp(what, "same") != 0) return script_fail(script, "memory is to mark or same, not \"%s\"", what);
    if (!mark && !script->memory_marked) return script_fail(script, "memory same needs memory mark before it");
    struct memory now;
    enum err err = memory_measure(&now);
    if (err != ERR_OK) return script_fail(script, "memory can't be measured: %s", err_text(err));
    if (!mark) return compare_memory(script, &now);
    script->memory = now;
    script->memory_marked = true;
    return ERR_OK;
}

static enum err do_frame(struct script *script, const char *name)
{
    AUTO(json_auto) json_t *json = frame_to_json(app_frame(script->app));
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(1)) : NULL;
    char *path = output_path(script, name, "json");
    enum err err = ERR_NOMEM;
    if (text != NULL && path != NULL) err = file_write(path, text, strlen(text), 0644);
    err = written(script, err, path);
    free(text);
    free(path);
    return err;
}

static enum err do_text(struct script *script, const char *name)
{
    AUTO(str_finish) struct str text = {0};
    enum err err = frame_to_text(&text, app_frame(script->app));
    char *path = output_path(script, name, "txt");
    if (err == ERR_OK) err = path != NULL ? file_write(path, str_text(&text), text.length, 0644) : ERR_NOMEM;
    err = written(script, err, path);
    free(path);
    return err;
}

size_t script_audit(struct script *script, struct str *out)
{
    str_init(out, 256 * 1024);
    if (script->audit == NULL && audit_create(&script->audit, app_text(script->app)) != ERR_OK) {
        str_add(out, "audit: out of memory\n");
        return 1;
    }
    const struct frame *frame = app_frame(script->app);
    return audit_frame(script->audit, frame, app_metrics(script->app), app_look_used(script->app), out);
}

static enum err do_audit(struct script *script, const char *nothing)
{
    (void)nothing;
    AUTO(str_finish) struct str findings;
    size_t count = script_audit(script, &findings);
    return count == 0 ? ERR_OK : script_fail(script, "%zu findings:\n%s", count, str_text(&findings));
}

static enum err do_say(struct script *script, const char *text)
{
    (void)app_frame(script->app);
    const char *spoken = app_spoken(script->app);
    if (strstr(spoken, text) != NULL && (text[0] != '\0' || spoken[0] == '\0')) return ERR_OK;
    return script_fail(script, "\"%s\" was not said; the latest is \"%s\"", text, spoken);
}

const struct verb script_looks[] = {
    /* clang-format off */
    {"expect", ARGUMENT_QUOTED, do_expect},
    {"refuse", ARGUMENT_QUOTED, do_refuse},
    {"shot", ARGUMENT_WORD, do_shot},
    {"frame", ARGUMENT_WORD, do_frame},
    {"text", ARGUMENT_WORD, do_text},
    {"audit", ARGUMENT_NONE, do_audit},
    {"paint", ARGUMENT_NONE, do_paint},
    {"memory", ARGUMENT_WORD, do_memory},
    {"say", ARGUMENT_QUOTED, do_say},
    {NULL, ARGUMENT_NONE, NULL},
    /* clang-format on */
};
