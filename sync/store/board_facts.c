#define _POSIX_C_SOURCE 200809L
#include "sync/store/board_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "sync/base/file.h"

enum { FACT_BYTES_MAX = 64, MEMINFO_BYTES_MAX = 16384, ZONES_MAX = 16, SENSORS_MAX = 16, PATH_BYTES = 4096 };

/* A file of one line; false when there is none. `number` (0: none) goes in for the %d of `name`. */
static bool read_line(const char *root, const char *name, int number, char out[FACT_BYTES_MAX])
{
    AUTO(str_finish) struct str text = {0};
    AUTO(str_finish) struct str path;
    const char *place = strchr(name, '#');
    str_init(&path, PATH_BYTES);
    if (place != NULL) {
        str_addf(&path, "%s%.*s%d%s", root, (int)(place - name), name, number, place + 1);
    } else {
        str_addf(&path, "%s%s", root, name);
    }
    if (!str_ok(&path) || file_read(&text, str_text(&path), FACT_BYTES_MAX - 1) != ERR_OK) return false;
    snprintf(out, FACT_BYTES_MAX, "%s", str_text(&text));
    out[strcspn(out, "\n")] = '\0';
    return true;
}

/* The number at the beginning of a line, or unknown. */
static int64_t number_in(const char *text, int base)
{
    char *end = NULL;
    long long value = strtoll(text, &end, base);
    return end != text && strchr(" .\t\n", *end) != NULL ? value : FACT_UNKNOWN; /* its end counts too */
}

static int64_t number_at(const char *root, const char *name, int number, int base)
{
    char line[FACT_BYTES_MAX];
    return read_line(root, name, number, line) ? number_in(line, base) : FACT_UNKNOWN;
}

static int64_t hottest(const char *root)
{
    int64_t most = FACT_UNKNOWN;
    for (int zone = 0; zone < ZONES_MAX; zone++) {
        int64_t now = number_at(root, "/sys/class/thermal/thermal_zone#/temp", zone, 10);
        if (now > most) most = now;
    }
    return most;
}

/* The firmware's bits; on a machine where they are not told, the driver's alarm. */
static void read_power(struct board_state *out, const char *root)
{
    const int64_t under = THROTTLED_UNDER_VOLTAGE | THROTTLED_UNDER_VOLTAGE << THROTTLED_SINCE_START;
    out->throttled = number_at(root, "/sys/devices/platform/soc/soc:firmware/get_throttled", 0, 16);
    if (out->throttled != FACT_UNKNOWN) {
        out->under_voltage = (out->throttled & under) != 0;
        return;
    }
    for (int at = 0; at < SENSORS_MAX; at++) {
        char name[FACT_BYTES_MAX];
        if (!read_line(root, "/sys/class/hwmon/hwmon#/name", at, name) || strcmp(name, "rpi_volt") != 0) continue;
        int64_t alarm = number_at(root, "/sys/class/hwmon/hwmon#/in0_lcrit_alarm", at, 10);
        if (alarm != FACT_UNKNOWN) out->under_voltage = alarm != 0;
        return;
    }
}

static int64_t mib_of(const char *meminfo, const char *name)
{
    const char *line = strstr(meminfo, name);
    if (line == NULL) return FACT_UNKNOWN;
    int64_t kib = number_in(line + strlen(name), 10);
    return kib != FACT_UNKNOWN ? kib / 1024 : FACT_UNKNOWN;
}

static void read_memory(struct board_state *out, const char *root)
{
    AUTO(str_finish) struct str text = {0};
    AUTO(str_finish) struct str path;
    str_init(&path, PATH_BYTES);
    str_addf(&path, "%s/proc/meminfo", root);
    if (!str_ok(&path) || file_read(&text, str_text(&path), MEMINFO_BYTES_MAX) != ERR_OK) return;
    out->memory_available_mib = mib_of(str_text(&text), "MemAvailable:");
    out->memory_mib = mib_of(str_text(&text), "MemTotal:");
}

static void read_disk(struct board_state *out, const char *data)
{
    struct statvfs disk;
    if (statvfs(data, &disk) != 0) return;
    out->disk_free_mib = (int64_t)((uint64_t)disk.f_bavail * disk.f_frsize >> 20);
    out->disk_mib = (int64_t)((uint64_t)disk.f_blocks * disk.f_frsize >> 20);
}

/* What systemd was told to arm is one thing; this is what the driver does. */
static void read_watchdog(struct board_state *out, const char *root)
{
    char state[FACT_BYTES_MAX];
    if (!read_line(root, "/sys/class/watchdog/watchdog0/state", 0, state)) return;
    bool active = strcmp(state, "active") == 0;
    out->hardware_watchdog_s = active ? number_at(root, "/sys/class/watchdog/watchdog0/timeout", 0, 10) : 0;
}

void board_facts_read(struct board_state *out, const char *root, const char *data)
{
    board_state_clear(out);
    out->cpu_mc = hottest(root);
    out->up_s = number_at(root, "/proc/uptime", 0, 10);
    read_power(out, root);
    read_memory(out, root);
    read_disk(out, data);
    read_watchdog(out, root);
}
