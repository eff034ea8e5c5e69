/* Serving until told to stop; see commands.h. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/log.h"
#include "sync/base/notify.h"
#include "sync/base/words.h"
#include "sync/registry/commands.h"
#include "sync/registry/registry.h"
#include "sync/registry/server.h"
#include "sync/registry/web/html.h"

static void report(void *context, const char *text)
{
    (void)context;
    log_line(LOG_LEVEL_ERROR, "%s", text);
}

static int connect_to(const struct address *address, int64_t timeout_ms)
{
    int fd = socket(address->storage.ss_family, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    struct timeval timeout = {.tv_sec = (time_t)(timeout_ms / 1000),
                              .tv_usec = (suseconds_t)(timeout_ms % 1000 * 1000)};
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) != 0 ||
        connect(fd, (const struct sockaddr *)&address->storage, address->bytes) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* One round of real work, asked for like anybody asks: through the socket, the server's thread
 * and its database. */
static bool round_is_done(const struct address *address, int64_t timeout_ms)
{
    static const char request[] = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    static const char wanted[] = "HTTP/1.1 200 ";
    char answer[sizeof(wanted)] = "";
    int fd = connect_to(address, timeout_ms);
    if (fd < 0) return false;
    bool done = send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) == (ssize_t)sizeof(request) - 1 &&
                recv(fd, answer, sizeof(wanted) - 1, MSG_WAITALL) == (ssize_t)sizeof(wanted) - 1 &&
                memcmp(answer, wanted, sizeof(wanted) - 1) == 0;
    close(fd);
    return done;
}

/* Until SIGTERM or SIGINT; meanwhile the watchdog is fed by finished rounds, and by nothing else. */
static void wait_for_end(const struct server *server, const sigset_t *signals)
{
    enum { FAR_AWAY_S = 3600 };
    struct address address = server_address(server);
    int64_t interval_ms = notify_watchdog_interval_ms();
    struct timespec pause = {.tv_sec = FAR_AWAY_S};
    if (interval_ms > 0)
        pause = (struct timespec){.tv_sec = interval_ms / 1000, .tv_nsec = interval_ms % 1000 * 1000000};
    for (;;) {
        if (sigtimedwait(signals, NULL, &pause) > 0) return;
        if (interval_ms == 0 || errno != EAGAIN) continue;
        if (round_is_done(&address, interval_ms / 2)) {
            notify_watchdog();
        } else {
            log_line(LOG_LEVEL_WARNING, "the server did not answer itself in time");
        }
    }
}

/* A kiosk that waits costs a descriptor; the usual soft limit is far below what we allow. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    rlim_t wanted = SERVER_CONNECTIONS_MAX + SERVER_SPARE_DESCRIPTORS;
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

static bool address_is_allowed(const struct arguments *arguments, struct address *out)
{
    if (address_parse(out, arguments->listen) != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "--listen %s: write an IP address and a port, like 127.0.0.1:8440 or [::1]:8440",
                 arguments->listen);
        return false;
    }
    if (address_is_loopback(out) || arguments->behind_proxy) return true;
    log_line(LOG_LEVEL_ERROR,
             "--listen %s: this program speaks plain HTTP, so others may only reach it through a proxy that ends TLS. "
             "If there is one in front of this address, say so with --behind-proxy; else listen on 127.0.0.1.",
             arguments->listen);
    return false;
}

static int say_not_started(const struct arguments *arguments, enum err err)
{
    const char *advice = "Try again, or look at the system's log.";
    if (err == ERR_UNAVAILABLE) advice = "Another program listens there: stop it, or choose another port.";
    if (err == ERR_REFUSED) advice = "The address is not this machine's, or its port is reserved: choose another.";
    log_line(LOG_LEVEL_ERROR, "cannot listen on %s: %s. %s", arguments->listen, err_text(err), advice);
    return EXIT_FAILED;
}

int command_serve(const struct arguments *arguments)
{
    struct server_options options = {.behind_proxy = arguments->behind_proxy, .report = report};
    if (!address_is_allowed(arguments, &options.address)) return EXIT_ASKED_WRONGLY;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    raise_descriptor_limit();
    open_words();
    /* Blocked before the server's thread begins, so that it inherits this and only we are told. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);

    struct server *server = NULL;
    enum err err = server_start(&server, registry, &options);
    if (err != ERR_OK) return say_not_started(arguments, err);
    char text[ADDRESS_TEXT_BYTES];
    struct address address = server_address(server);
    address_text(&address, text);
    printf("forhal-registry: listening on http://%s\n", text);
    fflush(stdout);
    notify_ready();
    wait_for_end(server, &signals);
    notify_stopping();
    server_stop(server);
    return EXIT_DONE;
}
