/* sync/base/notify.h - tells systemd how we are: ready, alive, what we are doing.
 *
 * The protocol of sd_notify(3), one datagram to $NOTIFY_SOCKET. Not libsystemd: it would
 * bring four compression and crypto libraries into a kiosk that counts its megabytes, and its
 * manual page invites to send the datagram oneself. Without systemd every call does nothing. */
#pragma once

#include <stdint.h>

void notify_ready(void);
void notify_stopping(void);
/* Feeds the watchdog. Call it only where real work has just been seen to be done. */
void notify_watchdog(void);
/* One line for `systemctl status`. */
void notify_status(const char *text);
/* Half of the watchdog's time in ms, from $WATCHDOG_USEC; 0 when no watchdog is armed. */
int64_t notify_watchdog_interval_ms(void);
