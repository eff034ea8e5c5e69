/* kiosk/service_facts.h - how the kiosk is, read from its data folder for the service page. */
#pragma once

#include "kiosk/service.h"
#include "sync/store/data_dir.h"
#include "sync/store/outbox.h"

/* Fills all but the gate. `outbox` may be NULL; `wall_s` is the time of day. What can't be read says so. */
void service_facts_read(struct service_facts *facts, const struct data_dir *dir, struct outbox *outbox, int64_t wall_s);
/* Of this program, as git names it. */
const char *service_version(void);
