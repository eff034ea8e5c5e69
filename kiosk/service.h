/* kiosk/service.h - the service page's part of the model: a PIN, and then how the kiosk is. No personal data.
 *
 * Opened with two fingers in the two upper corners for CORNERS_MS. Pure; what the page shows comes as struct
 * service_facts from the world (service_facts.h), and whether a PIN was right from service_pin.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/frame.h"
#include "kiosk/standing.h"
#include "kiosk/touch_test.h"

enum {
    SERVICE_PIN_DIGITS_MIN = 6,
    SERVICE_PIN_DIGITS_MAX = 12,
    IDLE_SERVICE_MS = 2 * 60 * 1000,
    SERVICE_AGE_MS = 5000, /* in steps of this the touch test tells how old the latest touch is */
};

enum service_gate {
    SERVICE_NO_PIN, /* none was ever set: the page says how, and nothing more */
    SERVICE_CLOSED,
    SERVICE_WRONG,
    SERVICE_LOCKED, /* too many wrong ones */
    SERVICE_OPEN,
};

struct service_facts {
    enum service_gate gate;
    int tries_left;             /* SERVICE_WRONG */
    int minutes;                /* SERVICE_LOCKED: until it can be tried again */
    char link[16];              /* forhal-sync's word, or "" when it has never run */
    int64_t good_s;             /* seconds since the latest good round; -1: never, or the clock is wrong */
    char problem[200];          /* forhal-sync's, or "" */
    int64_t waiting, set_aside; /* in the outbox; -1: not known */
    int64_t oldest_s;           /* seconds since the oldest waiting one was put in; -1: none, or not known */
    bool clock_doubtful;        /* the clock is before what has passed for certain, or before what has happened */
    bool has_certificate;       /* the line is TLS */
    int64_t certificate_days;   /* until the registry's ends; below 0: it is over */
    char version[64];
    int64_t watchdog_s;    /* systemd's; 0: not armed */
    int64_t cpu_mc;        /* thousandths of a degree; FACT_UNKNOWN (sync/model/facts.h), as the next three */
    int64_t throttled;     /* sync/model/board_state.h */
    int64_t under_voltage; /* 0 or 1 */
    int64_t disk_free_mib;
    bool enrolled;
    struct standing standing;
};

struct service {
    char pin[SERVICE_PIN_DIGITS_MAX + 1]; /* while it is typed */
    struct service_facts facts;
    struct touch_test touch;
};

enum service_answer { SERVICE_DONE, SERVICE_TRY_PIN, SERVICE_RESTART, SERVICE_TEST_SOUND };

/* One of the page's actions; what the world must do is in the answer. */
enum service_answer service_act(struct service *service, struct action action);
/* A finger went down on `action` at (x, y). True when it was for the touch test. */
bool service_press(struct service *service, struct action action, int x, int y);
/* Back: true when there was something to leave on the page itself. */
bool service_back(struct service *service);
/* Nothing of it stays. */
void service_wipe(struct service *service);
