/* kiosk/script_inside.h - what the files of the script share; nobody else includes it.
 *
 * script.c reads the lines and runs them, script_deeds.c has the verbs by which a visitor does something or time
 * passes, script_looks.c those that look at the screen, listen, or write down what is there. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "kiosk/app.h"
#include "kiosk/audit.h"
#include "kiosk/canvas.h"
#include "kiosk/memory.h"
#include "kiosk/script.h"
#include "sync/base/str.h"

struct script {
    struct app *app;
    const struct script_options *options;
    int line;
    int64_t now_ms;
    struct canvas *canvas;
    struct audit *audit; /* made when it is first needed */
    uint64_t audited;    /* hash of the frame that was audited last */
    size_t frames, findings;
    const char *next;        /* the line after the present one */
    const char *repeat_from; /* the line after `repeat`; NULL outside of one */
    int repeat_line;
    long repeat_left;     /* how often it is still to be done */
    struct memory memory; /* at `memory mark` */
    bool memory_marked;
};

enum argument { ARGUMENT_NONE, ARGUMENT_WORD, ARGUMENT_QUOTED };

struct verb {
    const char *name; /* NULL ends a list */
    enum argument argument;
    /* The argument without its quotes; "" for ARGUMENT_NONE. */
    enum err (*run)(struct script *script, const char *argument);
};

extern const struct verb script_deeds[];
extern const struct verb script_looks[];

/* Says on standard error where and what is wrong. ERR_INVALID. */
enum err script_fail(const struct script *script, const char *format, ...) PRINTF(2, 3);
/* Lets time pass, with everything that falls due on the way. */
void script_pass(struct script *script, int64_t ms);
/* How many findings the present frame has; what they are goes to `out`, which the caller finishes. */
size_t script_audit(struct script *script, struct str *out);
