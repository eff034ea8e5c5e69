#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/pulse.h"

#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char request[] = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
static const char wanted[] = "HTTP/1.1 200 ";

static int connect_to(const struct address *address, int64_t timeout_ms)
{
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
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

static bool ask_plainly(int fd)
{
    char answer[sizeof(wanted)] = "";
    return send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) == (ssize_t)sizeof(request) - 1 &&
           recv(fd, answer, sizeof(wanted) - 1, MSG_WAITALL) == (ssize_t)sizeof(wanted) - 1 &&
           memcmp(answer, wanted, sizeof(wanted) - 1) == 0;
}

static bool talk(gnutls_session_t session, int64_t timeout_ms)
{
    char answer[256] = "";
    size_t got = 0;
    gnutls_handshake_set_timeout(session, (unsigned)timeout_ms);
    int code = GNUTLS_E_AGAIN;
    while (code < 0 && gnutls_error_is_fatal(code) == 0) code = gnutls_handshake(session);
    if (code < 0 || gnutls_record_send(session, request, sizeof(request) - 1) != (ssize_t)sizeof(request) - 1) {
        return false;
    }
    while (got < sizeof(wanted) - 1) {
        ssize_t more = gnutls_record_recv(session, answer + got, sizeof(answer) - got);
        if (more <= 0) return false; /* SO_RCVTIMEO ends a silence */
        got += (size_t)more;
    }
    return memcmp(answer, wanted, sizeof(wanted) - 1) == 0;
}

static bool ask_in_tls(int fd, int64_t timeout_ms)
{
    gnutls_session_t session = NULL;
    gnutls_certificate_credentials_t nobodys = NULL;
    bool felt = false;
    if (gnutls_certificate_allocate_credentials(&nobodys) != GNUTLS_E_SUCCESS) return false;
    if (gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL) == GNUTLS_E_SUCCESS) {
        gnutls_transport_set_int(session, fd);
        felt = gnutls_set_default_priority(session) == GNUTLS_E_SUCCESS &&
               gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, nobodys) == GNUTLS_E_SUCCESS &&
               talk(session, timeout_ms);
        gnutls_deinit(session);
    }
    gnutls_certificate_free_credentials(nobodys);
    return felt;
}

bool pulse_is_felt(const struct address *address, bool tls, int64_t timeout_ms)
{
    int fd = connect_to(address, timeout_ms);
    if (fd < 0) return false;
    bool felt = tls ? ask_in_tls(fd, timeout_ms) : ask_plainly(fd);
    close(fd);
    return felt;
}
