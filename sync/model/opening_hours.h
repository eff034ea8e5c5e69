/* sync/model/opening_hours.h - when the building is open, by local time.
 *
 * From the site's `opening_hours` (assets/schema/content.schema.json). What is not said is open: a
 * screen that stands still by mistake is worse than one that moves for nobody. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEEK_DAYS = 7, OPENING_CLOSED_MAX = 64, DATE_TEXT_BYTES = sizeof("2026-12-24") };

/* Local time as the wall shows it; `known` is false while the machine's clock can't be trusted. */
struct local_time {
    bool known;
    int year, month, day; /* 2026, 1-12, 1-31 */
    int weekday;          /* 0: Monday */
    int minute;           /* of the day */
};

struct opening_day {
    bool said;       /* false: nothing is known of this day */
    int open, close; /* minutes of the day; equal: closed all day */
};

struct opening_hours {
    struct opening_day days[WEEK_DAYS];
    char closed[OPENING_CLOSED_MAX][DATE_TEXT_BYTES];
    size_t closed_count;
    struct {
        char date[DATE_TEXT_BYTES];
        struct opening_day day;
    } altered[OPENING_CLOSED_MAX]; /* other hours than the weekday's */
    size_t altered_count;
};

/* Local time of `wall_s`, seconds since 1970; not known before the program was made (clock_built_s()). */
struct local_time local_time_at(int64_t wall_s);
/* From "2026-11-26T16:30", seconds are passed over; not known when it has another form or the day does not exist. */
struct local_time local_time_from_text(const char *text);
/* Below 0, 0 or above 0: is a before b? Both must be known. */
int local_time_compare(const struct local_time *a, const struct local_time *b);

/* What it can't read is passed over. `object` may be NULL. */
void opening_hours_from_json(struct opening_hours *out, const json_t *object);
/* The minute of this day at which it opens; -1: nothing is known of this day. */
int opening_hours_opened(const struct opening_hours *hours, const struct local_time *now);
bool opening_hours_are_open(const struct opening_hours *hours, const struct local_time *now);
