#define _POSIX_C_SOURCE 200809L
#include "sync/model/opening_hours.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/clock.h"
#include "sync/base/date.h"
#include "sync/base/json.h"

enum { MINUTES_OF_DAY = 24 * 60, TIME_TEXT_LENGTH = sizeof("16:30") - 1, DATE_TEXT_LENGTH = DATE_TEXT_BYTES - 1 };

/* ---- texts ---- */

/* "16:30", or "24:00" for the end of the day; -1 for anything else. */
static int minute_from_text(const char *text)
{
    if (text == NULL || strlen(text) != TIME_TEXT_LENGTH || text[2] != ':') return -1;
    int hour = date_figures(text, 2);
    int minute = date_figures(text + 3, 2);
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > MINUTES_OF_DAY) return -1;
    return hour * 60 + minute;
}

struct local_time local_time_from_text(const char *text)
{
    static const struct local_time unknown = {0};
    size_t length = DATE_TEXT_LENGTH + 1 + TIME_TEXT_LENGTH;
    if (text == NULL || strlen(text) < length || (text[length] != '\0' && text[length] != ':')) return unknown;
    if (text[4] != '-' || text[7] != '-' || text[10] != 'T') return unknown;
    char time_text[TIME_TEXT_LENGTH + 1] = {0};
    memcpy(time_text, text + DATE_TEXT_LENGTH + 1, TIME_TEXT_LENGTH);
    struct local_time time = {.known = true,
                              .year = date_figures(text, 4),
                              .month = date_figures(text + 5, 2),
                              .day = date_figures(text + 8, 2),
                              .minute = minute_from_text(time_text)};
    if (time.year < 1 || time.month < 1 || time.month > 12 || time.day < 1 || time.minute < 0) return unknown;
    if (time.day > date_month_days(time.year, time.month)) return unknown;
    time.weekday = (date_weekday(time.year, time.month, time.day) + 6) % WEEK_DAYS;
    return time;
}

int local_time_compare(const struct local_time *a, const struct local_time *b)
{
    if (a->year != b->year) return a->year - b->year;
    if (a->month != b->month) return a->month - b->month;
    if (a->day != b->day) return a->day - b->day;
    return a->minute - b->minute;
}

/* ---- the clock ---- */

struct local_time local_time_at(int64_t wall_s)
{
    time_t seconds = (time_t)wall_s;
    struct tm parts;
    struct local_time time = {0};
    if (localtime_r(&seconds, &parts) == NULL) return time;
    time = (struct local_time){.known = wall_s >= clock_built_s(),
                               .year = parts.tm_year + 1900,
                               .month = parts.tm_mon + 1,
                               .day = parts.tm_mday,
                               .weekday = (parts.tm_wday + 6) % WEEK_DAYS,
                               .minute = parts.tm_hour * 60 + parts.tm_min};
    return time;
}

/* ---- hours ---- */

static void day_from_json(struct opening_day *out, const json_t *day)
{
    if (json_is_null(day)) {
        *out = (struct opening_day){.said = true};
        return;
    }
    int open = minute_from_text(json_text_at(day, "opens"));
    int close = minute_from_text(json_text_at(day, "closes"));
    if (open < 0 || close < open) return;
    *out = (struct opening_day){true, open, close};
}

static void altered_from_json(struct opening_hours *out, const json_t *list)
{
    size_t at;
    json_t *object;
    json_array_foreach (list, at, object) {
        const char *date = json_text_at(object, "date");
        struct opening_day day = {.said = false};
        day_from_json(&day, object);
        if (date == NULL || strlen(date) != DATE_TEXT_LENGTH || !day.said) continue;
        if (out->altered_count == OPENING_CLOSED_MAX) return;
        memcpy(out->altered[out->altered_count].date, date, DATE_TEXT_BYTES);
        out->altered[out->altered_count++].day = day;
    }
}

/* The weekday's hours, or those of this very date. */
static const struct opening_day *day_of(const struct opening_hours *hours, const struct local_time *now,
                                        const char *date)
{
    for (size_t at = 0; at < hours->altered_count; at++) {
        if (strcmp(hours->altered[at].date, date) == 0) return &hours->altered[at].day;
    }
    return &hours->days[now->weekday];
}

void opening_hours_from_json(struct opening_hours *out, const json_t *object)
{
    static const char *const names[WEEK_DAYS] = {"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
    *out = (struct opening_hours){.closed_count = 0};
    for (int day = 0; day < WEEK_DAYS; day++) day_from_json(&out->days[day], json_object_get(object, names[day]));
    size_t at;
    json_t *date;
    json_array_foreach (json_object_get(object, "closed"), at, date) {
        const char *text = json_string_value(date);
        if (text == NULL || strlen(text) != DATE_TEXT_LENGTH || out->closed_count == OPENING_CLOSED_MAX) continue;
        memcpy(out->closed[out->closed_count++], text, DATE_TEXT_BYTES);
    }
    altered_from_json(out, json_object_get(object, "altered"));
}

int opening_hours_opened(const struct opening_hours *hours, const struct local_time *now)
{
    char date[48];
    snprintf(date, sizeof(date), "%04d-%02d-%02d", now->year, now->month, now->day);
    const struct opening_day *day = day_of(hours, now, date);
    return now->known && day->said ? day->open : -1;
}

bool opening_hours_are_open(const struct opening_hours *hours, const struct local_time *now)
{
    if (!now->known) return true;
    char date[48];
    snprintf(date, sizeof(date), "%04d-%02d-%02d", now->year, now->month, now->day);
    for (size_t at = 0; at < hours->closed_count; at++) {
        if (strcmp(hours->closed[at], date) == 0) return false;
    }
    const struct opening_day *day = day_of(hours, now, date);
    return !day->said || (now->minute >= day->open && now->minute < day->close);
}
