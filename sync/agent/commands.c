#define _POSIX_C_SOURCE 200809L
#include "sync/agent/commands.h"

#include <unistd.h>

#include "sync/base/log.h"

bool command_dir(struct data_dir *out, const struct options *options, const char *do_there)
{
    if (access(options->data, F_OK) != 0) {
        log_line(LOG_LEVEL_ERROR, "%s: there is no such folder; check --data", options->data);
        return false;
    }
    enum err err = data_dir_init(out, options->data);
    if (err == ERR_OK) return true;
    log_line(LOG_LEVEL_ERROR, "%s: %s; check that it is a folder you may %s", options->data, err_text(err), do_there);
    return false;
}

static bool never_stop(void *context)
{
    (void)context;
    return false;
}

static void nobody_waits(void *context)
{
    (void)context;
}

static void say(void *context, enum log_level level, const char *text)
{
    (void)context;
    log_line(level, "%s", text);
}

struct agent_ports command_ports(const struct options *options)
{
    return (struct agent_ports){
        .clock = clock_system(),
        .stop = never_stop,
        .alive = nobody_waits,
        .say = say,
        .proxy = options->proxy,
        .stall_s = options->stall_seconds,
    };
}
