/* The serving thread's end: nobody whose request comes at the last moment is left asleep. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <microhttpd.h>

#include "sync/registry/server/loop.h"

enum { ARRIVES_MS = 20 };

struct scene {
    struct MHD_Connection *asleep;
    atomic_int client;
    atomic_bool asks; /* in the midst of the next turn */
    bool asked;
    bool answered;
};

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload, size_t *upload_bytes,
                                  void **request)
{
    (void)path;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_bytes;
    static char heard;
    static char woken;
    struct scene *scene = context;
    if (*request == NULL) {
        *request = &heard;
        return MHD_YES;
    }
    if (*request == &heard) {
        *request = &woken;
        scene->asleep = connection;
        MHD_suspend_connection(connection);
        return MHD_YES;
    }
    scene->answered = true;
    struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static bool on_turned(void *context)
{
    static const char question[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    struct scene *scene = context;
    if (scene->asleep != NULL) {
        MHD_resume_connection(scene->asleep);
        scene->asleep = NULL;
        return true;
    }
    if (atomic_load(&scene->asks) && !scene->asked) {
        scene->asked = true;
        assert_int_equal(write(atomic_load(&scene->client), question, sizeof(question) - 1), sizeof(question) - 1);
        poll(NULL, 0, ARRIVES_MS);
    }
    return false;
}

static void who_asks_at_the_last_moment_is_not_left_asleep(void **state)
{
    (void)state;
    struct scene scene = {.asleep = NULL};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    struct loop *loop = NULL;
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, &scene,
                         MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_END);
    assert_non_null(daemon);
    address.sin_port = htons(MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    const struct loop_work work = {.turned = on_turned, .context = &scene};
    assert_int_equal(loop_create(&loop), ERR_OK);
    assert_int_equal(loop_start(loop, daemon, &work), ERR_OK);
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof(address)), 0);
    poll(NULL, 0, ARRIVES_MS); /* it is accepted */
    atomic_store(&scene.client, client);
    atomic_store(&scene.asks, true);
    loop_stop(loop);
    assert_true(scene.asked);
    assert_null(scene.asleep); /* else libmicrohttpd ends the whole program */
    assert_true(scene.answered);
    MHD_stop_daemon(daemon);
    loop_destroy(loop);
    close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_asks_at_the_last_moment_is_not_left_asleep)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
