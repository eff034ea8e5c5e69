/* The settings, as every command that needs them reads them; see commands.h. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/settings/settings.h"

extern char **environ;

static void tell(void *context, const char *where, const char *what)
{
    (void)context;
    log_line(LOG_LEVEL_ERROR, "%s: %s", where, what);
}

static enum err put(struct settings *settings, struct settings_reader *reader, const char *section, const char *key,
                    const char *value, const char *option)
{
    if (value == NULL) return ERR_OK;
    enum err err = settings_put(settings, reader, section, key, value, option);
    return err == ERR_INVALID ? ERR_OK : err; /* told; the next mistake is looked for */
}

/* Relative there is as good as whole: it is from where somebody stands. */
static enum err put_path(struct settings *settings, struct settings_reader *reader, const char *key, const char *value,
                         const char *option)
{
    if (value == NULL) return ERR_OK;
    char *whole = value[0] == '/' || value[0] == '\0' ? strdup(value) : NULL;
    char *here = whole == NULL ? realpath(".", NULL) : NULL;
    if (here != NULL) whole = file_join(here, value);
    free(here);
    if (whole == NULL) return ERR_NOMEM;
    enum err err = put(settings, reader, "tls", key, whole, option);
    free(whole);
    return err;
}

static enum err read_command_line(struct settings *settings, struct settings_reader *reader,
                                  const struct arguments *arguments)
{
    enum err err = put(settings, reader, "listen", "address", arguments->listen, "--listen");
    if (err == ERR_OK && arguments->behind_proxy) {
        err = put(settings, reader, "listen", "behind_proxy", "yes", "--behind-proxy");
    }
    if (err == ERR_OK) err = put_path(settings, reader, "certificate", arguments->tls_cert, "--tls-cert");
    if (err == ERR_OK) err = put_path(settings, reader, "key", arguments->tls_key, "--tls-key");
    return err;
}

static enum err read_file(struct settings *settings, struct settings_reader *reader, const struct arguments *arguments)
{
    char *path = settings_find(arguments->data, arguments->config);
    if (path == NULL) return ERR_NOMEM;
    enum err err = path[0] != '\0' ? settings_read_file(settings, reader, path) : ERR_OK;
    free(path);
    return err == ERR_NOMEM ? err : ERR_OK; /* the rest is told, and counted */
}

bool command_read_settings(const struct arguments *arguments, struct settings *out)
{
    struct settings_reader reader = {.tell = tell};
    enum err err = settings_init(out);
    if (err == ERR_OK) err = read_file(out, &reader, arguments);
    if (err == ERR_OK) err = settings_read_environment(out, &reader, environ);
    if (err == ERR_OK || err == ERR_INVALID) err = read_command_line(out, &reader, arguments);
    if (err == ERR_OK) err = settings_check(out, &reader);
    if (err != ERR_OK && err != ERR_INVALID) log_line(LOG_LEVEL_ERROR, "the settings: %s", err_text(err));
    return err == ERR_OK && reader.problems == 0;
}
