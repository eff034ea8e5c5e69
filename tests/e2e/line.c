#define _GNU_SOURCE /* unshare */
#include "tests/e2e/line.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sync/base/clock.h"

enum {
    PACKET_BYTES_MAX = 2048,
    QUEUE_MAX = 512,
    REST_MS = 1000,
    NS_PATH_BYTES = 64,
    LATE_LEAST_MS = 5,
    LATE_SPAN_MS = 55
};

struct packet {
    int64_t due_us;
    size_t bytes; /* 0: this place is free */
    unsigned char data[PACKET_BYTES_MAX];
};

struct direction {
    int64_t free_us; /* when the line has carried all that was put on it */
    atomic_llong bytes;
    struct packet queue[QUEUE_MAX];
};

struct line {
    int tun_fds[2]; /* owned, by enum line_end */
    int ns_fds[2];  /* owned */
    char ns_paths[2][NS_PATH_BYTES];
    int stop_fds[2];
    pthread_t thread;
    bool runs;
    uint32_t seed; /* the thread's only */
    pthread_mutex_t mutex;
    struct line_weather weather; /* under the mutex */
    struct direction from[2];
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static uint32_t chance(struct line *line, uint32_t below)
{
    line->seed ^= line->seed << 13;
    line->seed ^= line->seed >> 17;
    line->seed ^= line->seed << 5;
    return line->seed % below;
}

/* ---- the namespaces ---- */

struct making {
    const char *address;
    int tun_fd, ns_fd;
    bool made;
};

static bool set_up(const char *name, const char *address)
{
    struct ifreq request = {.ifr_flags = 0};
    struct sockaddr_in ip = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
    bool good = true;
    if (address != NULL) {
        good = inet_pton(AF_INET, address, &ip.sin_addr) == 1;
        memcpy(&request.ifr_addr, &ip, sizeof(ip));
        good = good && ioctl(fd, SIOCSIFADDR, &request) == 0;
        inet_pton(AF_INET, "255.255.255.0", &ip.sin_addr);
        memcpy(&request.ifr_netmask, &ip, sizeof(ip));
        good = good && ioctl(fd, SIOCSIFNETMASK, &request) == 0;
    }
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    good = good && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    close(fd);
    return good;
}

/* A namespace is made by a thread, which alone goes over into it; the descriptors keep it. */
static void *make_end(void *context)
{
    struct making *making = context;
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    if (unshare(CLONE_NEWNET) != 0) return NULL;
    making->tun_fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    making->ns_fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    snprintf(request.ifr_name, sizeof(request.ifr_name), "line");
    making->made = making->tun_fd >= 0 && making->ns_fd >= 0 && ioctl(making->tun_fd, TUNSETIFF, &request) == 0 &&
                   set_up("lo", NULL) && set_up("line", making->address);
    return NULL;
}

static bool open_end(struct line *line, enum line_end end, const char *address)
{
    struct making making = {.address = address, .tun_fd = -1, .ns_fd = -1};
    pthread_t thread;
    if (pthread_create(&thread, NULL, make_end, &making) != 0) return false;
    pthread_join(thread, NULL);
    line->tun_fds[end] = making.tun_fd;
    line->ns_fds[end] = making.ns_fd;
    snprintf(line->ns_paths[end], NS_PATH_BYTES, "--net=/proc/%d/fd/%d", (int)getpid(), making.ns_fd);
    return making.made;
}

/* ---- the line ---- */

static struct line_weather weather_now(struct line *line)
{
    pthread_mutex_lock(&line->mutex);
    struct line_weather weather = line->weather;
    pthread_mutex_unlock(&line->mutex);
    return weather;
}

static struct packet *free_place(struct direction *direction)
{
    for (size_t at = 0; at < QUEUE_MAX; at++) {
        if (direction->queue[at].bytes == 0) return &direction->queue[at];
    }
    return NULL;
}

/* Puts one packet on the line; a full queue loses it, as a router does. */
static void take(struct line *line, enum line_end from, const unsigned char *data, size_t bytes)
{
    struct line_weather weather = weather_now(line);
    struct direction *direction = &line->from[from];
    int64_t now = now_us();
    if (weather.down || (int)chance(line, 100) < weather.loss_percent) return;
    struct packet *packet = free_place(direction);
    if (packet == NULL) return;
    int64_t begins_us = direction->free_us > now ? direction->free_us : now;
    if (weather.rate_bits > 0 && begins_us - now > 1500000) return; /* a queue of a second and a half, no more */
    direction->free_us = begins_us + (weather.rate_bits > 0 ? (int64_t)bytes * 8 * 1000000 / weather.rate_bits : 0);
    packet->due_us = direction->free_us + (from == LINE_TOWN ? (int64_t)weather.delay_ms * 1000 : 0);
    if ((int)chance(line, 100) < weather.reorder_percent) {
        packet->due_us += (LATE_LEAST_MS + (int64_t)chance(line, LATE_SPAN_MS)) * 1000;
    }
    packet->bytes = bytes;
    memcpy(packet->data, data, bytes);
}

static void take_all(struct line *line, enum line_end from)
{
    unsigned char data[PACKET_BYTES_MAX];
    ssize_t got;
    while ((got = read(line->tun_fds[from], data, sizeof(data))) > 0) {
        bool four = data[0] >> 4 == 4; /* the kernel sends some IPv6 of its own */
        if (four) take(line, from, data, (size_t)got);
    }
}

/* Hands over what has come to its end; ms until the next. */
static int hand_over(struct line *line, enum line_end from)
{
    struct direction *direction = &line->from[from];
    int64_t next_us = now_us() + (int64_t)REST_MS * 1000;
    for (;;) {
        struct packet *first = NULL;
        for (size_t at = 0; at < QUEUE_MAX; at++) {
            struct packet *packet = &direction->queue[at];
            if (packet->bytes > 0 && (first == NULL || packet->due_us < first->due_us)) first = packet;
        }
        if (first == NULL) break;
        if (first->due_us > now_us()) {
            if (first->due_us < next_us) next_us = first->due_us;
            break;
        }
        if (write(line->tun_fds[1 - from], first->data, first->bytes) > 0) {
            atomic_fetch_add(&direction->bytes, (long long)first->bytes);
        }
        first->bytes = 0;
    }
    int64_t left_ms = (next_us - now_us() + 999) / 1000;
    return left_ms > 0 ? (int)left_ms : 0;
}

static void *carry(void *context)
{
    struct line *line = context;
    for (;;) {
        int town_ms = hand_over(line, LINE_TOWN);
        int kiosk_ms = hand_over(line, LINE_KIOSK);
        struct pollfd fds[] = {{.fd = line->tun_fds[0], .events = POLLIN},
                               {.fd = line->tun_fds[1], .events = POLLIN},
                               {.fd = line->stop_fds[0], .events = POLLIN}};
        if (poll(fds, 3, town_ms < kiosk_ms ? town_ms : kiosk_ms) < 0) continue;
        if (fds[2].revents != 0) return NULL;
        take_all(line, LINE_TOWN);
        take_all(line, LINE_KIOSK);
    }
}

enum err line_open(struct line **out, uint32_t seed)
{
    *out = NULL;
    struct line *line = calloc(1, sizeof(*line));
    if (line == NULL) return ERR_NOMEM;
    line->tun_fds[0] = line->tun_fds[1] = line->ns_fds[0] = line->ns_fds[1] = -1;
    line->seed = seed | 1;
    pthread_mutex_init(&line->mutex, NULL);
    bool good = pipe2(line->stop_fds, O_CLOEXEC) == 0 && open_end(line, LINE_TOWN, LINE_TOWN_ADDRESS) &&
                open_end(line, LINE_KIOSK, "10.77.0.2");
    line->runs = good && pthread_create(&line->thread, NULL, carry, line) == 0;
    if (!line->runs) {
        line_close(line);
        return ERR_REFUSED;
    }
    *out = line;
    return ERR_OK;
}

void line_close(struct line *line)
{
    if (line == NULL) return;
    if (line->stop_fds[1] > 0) close(line->stop_fds[1]);
    if (line->runs) pthread_join(line->thread, NULL);
    if (line->stop_fds[0] > 0) close(line->stop_fds[0]);
    for (size_t at = 0; at < 2; at++) {
        if (line->tun_fds[at] >= 0) close(line->tun_fds[at]);
        if (line->ns_fds[at] >= 0) close(line->ns_fds[at]);
    }
    pthread_mutex_destroy(&line->mutex);
    free(line);
}

void line_set(struct line *line, struct line_weather weather)
{
    pthread_mutex_lock(&line->mutex);
    line->weather = weather;
    pthread_mutex_unlock(&line->mutex);
}

int64_t line_bytes(struct line *line, enum line_end from)
{
    return atomic_load(&line->from[from].bytes);
}

void line_inside(struct line *line, enum line_end end, const char *file, const char *over, const char *const argv[],
                 const char *out[PROC_ARGS_MAX + 1])
{
    const char *const plain[] = {"/usr/bin/nsenter", line->ns_paths[end], NULL};
    const char *const mounted[] = {"/usr/bin/nsenter",
                                   line->ns_paths[end],
                                   "unshare",
                                   "--mount",
                                   "sh",
                                   "-c",
                                   "mount --bind \"$0\" \"$1\" && shift && exec \"$@\"",
                                   file,
                                   over,
                                   NULL};
    size_t count = 0;
    for (const char *const *word = file != NULL ? mounted : plain; *word != NULL; word++) out[count++] = *word;
    for (size_t at = 0; argv[at] != NULL; at++) {
        if (count == PROC_ARGS_MAX) abort();
        out[count++] = argv[at];
    }
    out[count] = NULL;
}
