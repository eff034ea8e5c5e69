/* Serving until told to stop; see commands.h. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/base/notify.h"
#include "sync/base/words.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/registry.h"
#include "sync/registry/server/certificate.h"
#include "sync/registry/server/pulse.h"
#include "sync/registry/server/server.h"
#include "sync/registry/settings/settings.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/web/html.h"

static void report(void *context, const char *text)
{
    (void)context;
    log_line(LOG_LEVEL_ERROR, "%s", text);
}

/* One line a request, for whoever looks for a fault. */
static void tell_request(void *context, const struct server_record *record)
{
    (void)context;
    const struct log_field fields[] = {{"method", record->method, 0},           {"route", record->route, 0},
                                       {"status", NULL, record->status},        {"us", NULL, record->took_us},
                                       {"bytes", NULL, (int64_t)record->bytes}, {"peer", record->peer, 0}};
    size_t count = sizeof(fields) / sizeof(fields[0]);
    log_fields(LOG_LEVEL_DEBUG, "request", fields, record->peer[0] != '\0' ? count : count - 1);
}

static void set_log(const struct settings *settings)
{
    static const enum log_level levels[] = {LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR};
    static const enum log_format formats[] = {LOG_FORMAT_TEXT, LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON};
    log_set(formats[settings->log.format], levels[settings->log.level]);
}

/* Until one of the signals, which it returns; meanwhile the watchdog is fed by finished rounds, and by nothing else. */
static int wait_for_signal(const struct server *server, const sigset_t *signals, bool tls)
{
    enum { KEEP_HOUSE_S = 60 };
    struct address address = server_address(server);
    int64_t interval_ms = notify_watchdog_interval_ms();
    struct timespec pause = {.tv_sec = KEEP_HOUSE_S};
    if (interval_ms > 0)
        pause = (struct timespec){.tv_sec = interval_ms / 1000, .tv_nsec = interval_ms % 1000 * 1000000};
    for (;;) {
        int number = sigtimedwait(signals, NULL, &pause);
        if (number > 0) return number;
        if (errno != EAGAIN) continue;
        /* Without a watchdog too: a round deletes what is kept for some minutes only. */
        if (pulse_is_felt(&address, tls, interval_ms > 0 ? interval_ms / 2 : KEEP_HOUSE_S * 1000)) {
            notify_watchdog();
        } else {
            log_line(LOG_LEVEL_WARNING, "the server did not answer itself in time");
        }
    }
}

/* What is under way is finished, for as long as the settings allow; a second signal ends that at once. */
static void end_gently(struct server *server, const sigset_t *signals, int seconds)
{
    enum { LOOK_MS = 20 };
    const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000L};
    sigset_t ends = *signals;
    sigdelset(&ends, SIGHUP);
    server_begin_end(server);
    int steps = seconds * 1000 / LOOK_MS;
    while (steps > 0 && !server_is_done(server) && sigtimedwait(&ends, NULL, &pause) < 0) steps--;
    if (steps == 0 && !server_is_done(server)) log_line(LOG_LEVEL_WARNING, "requests under way are cut");
    server_stop(server);
}

/* A kiosk that waits costs a descriptor; the usual soft limit is far below what we allow. */
static void raise_descriptor_limit(int connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + SERVER_SPARE_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) log_line(LOG_LEVEL_WARNING, "fewer connections than usual are possible");
}

/* Before there are threads: from then on a change of language only replaces what is set here. */
static void open_words(void)
{
    html_wipe_on_free();
    if (words_open_beside_program() != ERR_OK) {
        log_line(LOG_LEVEL_WARNING, "no catalogues of words were found: all pages are in Danish");
    }
    words_use("da");
}

bool command_may_listen(const struct settings *settings, struct address *out)
{
    const char *text = settings->listen.address;
    if (address_parse(out, text) != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "listen.address (--listen) is missing: write an IP address and a port, like "
                                  "127.0.0.1:8440 or [::1]:8440");
        return false;
    }
    if (address_is_loopback(out) || settings->listen.behind_proxy || settings->tls.certificate[0] != '\0') return true;
    log_line(LOG_LEVEL_ERROR,
             "--listen %s: plain HTTP goes no further than this machine. Give --tls-cert and --tls-key; or, if a proxy "
             "in front of this address ends TLS, say so with --behind-proxy; else listen on 127.0.0.1.",
             text);
    return false;
}

static int say_not_started(const struct settings *settings, enum err err)
{
    const char *advice = "Try again, or look at the system's log.";
    if (err == ERR_UNAVAILABLE) advice = "Another program listens there: stop it, or choose another port.";
    if (err == ERR_REFUSED) advice = "The address is not this machine's, or its port is reserved: choose another.";
    log_line(LOG_LEVEL_ERROR, "cannot listen on %s: %s. %s", settings->listen.address, err_text(err), advice);
    return EXIT_FAILED;
}

static bool has_tls(const struct settings *settings)
{
    return settings->tls.certificate[0] != '\0';
}

/* Says itself what is wrong. Without one in the settings there is none. */
static bool read_certificate(struct certificate *out, const struct settings *settings)
{
    char words[CERTIFICATE_PROBLEM_BYTES];
    if (!has_tls(settings)) return true;
    if (certificate_read(out, settings->tls.certificate, settings->tls.key, words) != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s.", words);
        return false;
    }
    struct clock clock = clock_system();
    certificate_warning(out, clock_wall_s(&clock), words);
    if (words[0] != '\0') log_line(LOG_LEVEL_WARNING, "%s: %s.", settings->tls.certificate, words);
    log_line(LOG_LEVEL_INFO, "the key that kiosks may pin: %s", out->pin);
    return true;
}

static enum err start(struct server **out, struct registry *registry, struct server_options *options,
                      const struct certificate *certificate)
{
    options->tls_chain = certificate->chain.length > 0 ? str_text(&certificate->chain) : NULL;
    options->tls_key = certificate->key.length > 0 ? str_text(&certificate->key) : NULL;
    return server_start(out, registry, options);
}

/* SIGHUP: a renewed certificate. One that is wrong changes nothing. The lines that are open are cut; kiosks come again
 * by themselves. ERR_OK, or the server is gone. */
static enum err take_renewed(struct server **server, struct registry *registry, struct server_options *options,
                             struct certificate *certificate, const sigset_t *signals)
{
    const struct settings *settings = options->settings;
    struct certificate renewed = {.begins_s = 0};
    if (!has_tls(settings)) {
        log_line(LOG_LEVEL_INFO, "SIGHUP: there is no certificate to read again");
        return ERR_OK;
    }
    if (!read_certificate(&renewed, settings)) {
        log_line(LOG_LEVEL_ERROR, "the certificate that was read before stays in use.");
        return ERR_OK;
    }
    options->address = server_address(*server); /* with the port that was found */
    end_gently(*server, signals, settings->stop.seconds);
    *server = NULL;
    enum err err = start(server, registry, options, &renewed);
    certificate_finish(certificate);
    *certificate = renewed;
    if (err == ERR_OK) log_line(LOG_LEVEL_INFO, "the certificate was read again");
    return err;
}

/* `first` is the link for the first administrator, or "". A proxy's address, or which name the certificate has, is not
 * known here. */
static void say_where(const struct server *server, const struct settings *settings, const char *first)
{
    char text[ADDRESS_TEXT_BYTES];
    struct address address = server_address(server);
    address_text(&address, text);
    const char *scheme = has_tls(settings) ? "https" : "http";
    printf("forhal-registry: listening on %s://%s\n", scheme, text);
    if (server_metrics_address(server, &address)) {
        address_text(&address, text);
        printf("forhal-registry: metrics on http://%s/metrics\n", text);
        address = server_address(server);
        address_text(&address, text);
    }
    if (first[0] != '\0') {
        printf("forhal-registry: there is no administrator yet; become one, once, within %d days: %s://%s%s\n",
               (int)INVITATION_DAYS, scheme, text, first);
    }
    fflush(stdout);
}

static int serve(const struct arguments *arguments, struct registry *registry, struct server_options *options,
                 struct certificate *certificate)
{
    /* Blocked before the server's thread begins, so that it inherits this and only we are told. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);

    const struct settings *settings = options->settings;
    struct server *server = NULL;
    char first[COMMAND_LINK_BYTES];
    if (!command_invite_first(arguments, registry, first)) return EXIT_FAILED;
    enum err err = start(&server, registry, options, certificate);
    if (err != ERR_OK) return say_not_started(settings, err);
    say_where(server, settings, first);
    notify_ready();
    while (err == ERR_OK && wait_for_signal(server, &signals, has_tls(settings)) == SIGHUP) {
        err = take_renewed(&server, registry, options, certificate, &signals);
    }
    notify_stopping();
    if (server != NULL) end_gently(server, &signals, settings->stop.seconds);
    return err == ERR_OK ? EXIT_DONE : say_not_started(settings, err);
}

int command_serve(const struct arguments *arguments)
{
    AUTO(settings_finish) struct settings settings = {.oidc = {.enabled = false}};
    struct server_options options = {.settings = &settings, .tidy_ms = SERVER_TIDY_MS, .report = report};
    struct certificate certificate = {.begins_s = 0};
    if (!command_read_settings(arguments, &settings)) return EXIT_ASKED_WRONGLY;
    if (!command_may_listen(&settings, &options.address)) return EXIT_ASKED_WRONGLY;
    options.behind_proxy = settings.listen.behind_proxy;
    set_log(&settings);
    if (settings.log.level == SETTINGS_LOG_DEBUG) options.told = tell_request;
    if (!command_restore_is_whole(arguments)) return EXIT_FAILED;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL || !read_certificate(&certificate, &settings)) return EXIT_FAILED;
    /* If it fits nobody it is another registry's; of a few who cannot sign in the kiosks need not suffer. */
    if (command_staff_fit(arguments, registry, false) == COMMAND_FITS_NOBODY) {
        certificate_finish(&certificate);
        return EXIT_FAILED;
    }
    raise_descriptor_limit(settings.limits.connections);
    open_words();
    int status = serve(arguments, registry, &options, &certificate);
    certificate_finish(&certificate);
    return status;
}
