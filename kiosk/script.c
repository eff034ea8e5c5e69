#include "kiosk/script.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/script_inside.h"
#include "sync/base/file.h"

enum err script_fail(const struct script *script, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", script->options->path, script->line);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    return ERR_INVALID;
}

void script_pass(struct script *script, int64_t ms)
{
    int64_t until = script->now_ms + ms;
    while (script->now_ms < until) {
        int64_t due = app_next_wake_ms(script->app);
        int64_t step = due < 0 || due > until - script->now_ms ? until - script->now_ms : due;
        script->now_ms += step > 0 ? step : 1;
        app_time(script->app, script->now_ms);
        (void)app_frame(script->app);
    }
}

/* ---- auditing all the way ---- */

static uint64_t frame_hash(const struct frame *frame)
{
    uint64_t hash = 0;
    for (size_t at = 0; at < frame->items_count; at++) hash = hash * 31 + item_hash(&frame->items[at]);
    return hash;
}

static void audit_if_new(struct script *script)
{
    uint64_t hash = frame_hash(app_frame(script->app));
    if (!script->options->audit || hash == script->audited) return;
    script->audited = hash;
    AUTO(str_finish) struct str findings;
    script->frames++;
    script->findings += script_audit(script, &findings);
    fputs(str_text(&findings), stdout);
}

/* ---- repeating ---- */

static enum err do_repeat(struct script *script, const char *times)
{
    char *end = NULL;
    long count = strtol(times, &end, 10);
    if (script->repeat_from != NULL) return script_fail(script, "repeat stands within another one");
    if (*end != '\0' || count < 1 || count > SCRIPT_REPEAT_MAX)
        return script_fail(script, "repeat needs a number from 1 to %d, not \"%s\"", SCRIPT_REPEAT_MAX, times);
    script->repeat_left = count;
    script->repeat_from = script->next;
    script->repeat_line = script->line;
    return ERR_OK;
}

static enum err do_end(struct script *script, const char *nothing)
{
    (void)nothing;
    if (script->repeat_from == NULL) return script_fail(script, "end needs repeat before it");
    if (--script->repeat_left > 0) {
        script->next = script->repeat_from;
        script->line = script->repeat_line;
    } else {
        script->repeat_from = NULL;
    }
    return ERR_OK;
}

/* ---- lines ---- */

static const struct verb repeats[] = {
    {"repeat", ARGUMENT_WORD, do_repeat},
    {"end", ARGUMENT_NONE, do_end},
    {NULL, ARGUMENT_NONE, NULL},
};

static const struct verb *const lists[] = {script_deeds, script_looks, repeats};

static bool is_plain_name(const char *word)
{
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return length > 0 && length < 200 && word[length] == '\0';
}

/* Takes the quotes off, in place; \" and \\ stand for themselves. NULL when it is not one quoted text. */
static char *unquoted(char *text)
{
    size_t length = strlen(text);
    if (length < 2 || text[0] != '"' || text[length - 1] != '"') return NULL;
    char *to = text;
    const char *end = text + length - 1;
    for (char *from = text + 1; from < end; from++) {
        if (*from == '"') return NULL;
        if (*from == '\\' && (++from == end || (*from != '"' && *from != '\\'))) return NULL;
        *to++ = *from;
    }
    *to = '\0';
    return text;
}

static enum err run_verb(struct script *script, const struct verb *verb, char *argument)
{
    if (verb->argument == ARGUMENT_NONE && argument[0] != '\0')
        return script_fail(script, "%s takes nothing", verb->name);
    if (verb->argument == ARGUMENT_QUOTED) {
        argument = unquoted(argument);
        if (argument == NULL) return script_fail(script, "%s needs a text in quotes: %s \"…\"", verb->name, verb->name);
    }
    if (verb->argument == ARGUMENT_WORD && !is_plain_name(argument)) {
        return script_fail(script, "%s needs one plain word", verb->name);
    }
    return verb->run(script, argument);
}

static const struct verb *find_verb(const char *line, size_t name)
{
    for (size_t list = 0; list < sizeof(lists) / sizeof(lists[0]); list++) {
        for (const struct verb *verb = lists[list]; verb->name != NULL; verb++) {
            if (strlen(verb->name) == name && strncmp(verb->name, line, name) == 0) return verb;
        }
    }
    return NULL;
}

static enum err no_such_verb(struct script *script, const char *line, size_t name)
{
    char known[512] = "";
    size_t used = 0;
    for (size_t list = 0; list < sizeof(lists) / sizeof(lists[0]); list++) {
        for (const struct verb *verb = lists[list]; verb->name != NULL; verb++) {
            used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", used > 0 ? ", " : "", verb->name);
            assert(used < sizeof(known));
        }
    }
    return script_fail(script, "there is no verb \"%.*s\": %s", (int)name, line, known);
}

static enum err run_line(struct script *script, char *line)
{
    while (isspace((unsigned char)*line)) line++;
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1])) line[--length] = '\0';
    if (length == 0 || line[0] == '#') return ERR_OK;
    size_t name = strcspn(line, " \t");
    char *argument = line + name;
    while (isspace((unsigned char)*argument)) argument++;
    const struct verb *verb = find_verb(line, name);
    return verb != NULL ? run_verb(script, verb, argument) : no_such_verb(script, line, name);
}

static enum err run_lines(struct script *script, const char *text)
{
    for (script->next = text; *script->next != '\0';) {
        char line[SCRIPT_LINE_BYTES_MAX];
        text = script->next;
        size_t length = strcspn(text, "\n");
        script->line++;
        if (length >= sizeof(line))
            return script_fail(script, "the line is longer than %d bytes", SCRIPT_LINE_BYTES_MAX - 1);
        memcpy(line, text, length);
        line[length] = '\0';
        script->next = text + length + (text[length] == '\n');
        enum err err = run_line(script, line);
        if (err != ERR_OK) return err;
        audit_if_new(script);
    }
    return script->repeat_from == NULL ? ERR_OK : script_fail(script, "repeat has no end");
}

enum err script_run(struct app *app, const struct script_options *options)
{
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, options->path, SCRIPT_BYTES_MAX);
    if (err != ERR_OK) {
        fprintf(stderr, "%s: %s\n", options->path, err_text(err));
        return err;
    }
    if (strlen(str_text(&text)) != text.length) {
        fprintf(stderr, "%s: it is not text\n", options->path);
        return ERR_INVALID;
    }
    const struct metrics *metrics = app_metrics(app);
    struct script script = {
        .app = app, .options = options, .now_ms = 1000, .canvas = canvas_create(metrics->width, metrics->height)};
    if (script.canvas == NULL) return ERR_NOMEM;
    app_look(app, script.now_ms);
    audit_if_new(&script);
    err = run_lines(&script, str_text(&text));
    canvas_destroy(script.canvas);
    audit_destroy(script.audit);
    if (options->audit) printf("%zu frames, %zu findings\n", script.frames, script.findings);
    return err == ERR_OK && script.findings > 0 ? ERR_INVALID : err;
}
