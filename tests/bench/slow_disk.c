/* tests/bench/slow_disk.c - a disk that takes longer, loaded in front of libc into a server that is measured: each
 * fsync() and fdatasync() takes SLOW_DISK_MS more, which is what an SSD without a protected cache, or a hard disk,
 * makes of it. How many submissions are durable in a second depends on little else (docs/benchmarks.md). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_longer(void)
{
    const char *text = getenv("SLOW_DISK_MS");
    long us = text != NULL ? (long)(strtod(text, NULL) * 1000) : 0;
    nanosleep(&(struct timespec){.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000}, NULL);
}

int fsync(int fd)
{
    wait_longer();
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return real(fd);
}

int fdatasync(int fd)
{
    wait_longer();
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return real(fd);
}
