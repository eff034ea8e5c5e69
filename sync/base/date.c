#include "sync/base/date.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/words.h"

enum { SHAPE_LENGTH = sizeof("2026-11-26T16:30") - 1 };

struct date {
    int year, month, day, hour, minute;
};

int date_figures(const char *text, int digits)
{
    int number = 0;
    for (int at = 0; at < digits; at++) {
        if (text[at] < '0' || text[at] > '9') return -1;
        number = number * 10 + (text[at] - '0');
    }
    return number;
}

int date_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool date_read(struct date *out, const char *text)
{
    size_t length = strlen(text);
    if (length < SHAPE_LENGTH || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':') return false;
    if (length > SHAPE_LENGTH && text[SHAPE_LENGTH] != ':') return false;
    *out = (struct date){date_figures(text, 4), date_figures(text + 5, 2), date_figures(text + 8, 2),
                         date_figures(text + 11, 2), date_figures(text + 14, 2)};
    if (out->year < 1 || out->month < 1 || out->month > 12) return false;
    if (out->day < 1 || out->day > date_month_days(out->year, out->month)) return false;
    return out->hour >= 0 && out->hour <= 23 && out->minute >= 0 && out->minute <= 59;
}

/* Sakamoto's method: the year is counted from March, so that the leap day comes last. */
int date_weekday(int year, int month, int day)
{
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3) year--;
    return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

static const char *weekday_words(int weekday)
{
    static const char *const names[] = {
        WORDS_LATER("søndag"),  WORDS_LATER("mandag"), WORDS_LATER("tirsdag"), WORDS_LATER("onsdag"),
        WORDS_LATER("torsdag"), WORDS_LATER("fredag"), WORDS_LATER("lørdag"),
    };
    return words_get(names[weekday]);
}

static const char *month_words(int month)
{
    /* TRANSLATORS: as it stands in a date, in the form that follows the day (Polish: listopada) */
    static const char *const names[] = {
        WORDS_LATER("januar"),    WORDS_LATER("februar"), WORDS_LATER("marts"),    WORDS_LATER("april"),
        WORDS_LATER("maj"),       WORDS_LATER("juni"),    WORDS_LATER("juli"),     WORDS_LATER("august"),
        WORDS_LATER("september"), WORDS_LATER("oktober"), WORDS_LATER("november"), WORDS_LATER("december"),
    };
    return words_get(names[month - 1]);
}

/* What a {name} of the pattern stands for, or NULL. */
static const char *part(const struct date *date, const char *name, size_t bytes, char number[16])
{
    static const char *const names[] = {"weekday", "month", "day", "year", "hour", "minute"};
    size_t at = 0;
    size_t count = sizeof(names) / sizeof(names[0]);
    while (at < count && (strlen(names[at]) != bytes || strncmp(names[at], name, bytes) != 0)) at++;
    switch (at) {
    case 0: return weekday_words(date_weekday(date->year, date->month, date->day));
    case 1: return month_words(date->month);
    case 2: snprintf(number, 16, "%d", date->day); return number;
    case 3: snprintf(number, 16, "%d", date->year); return number;
    case 4: snprintf(number, 16, "%02d", date->hour); return number;
    case 5: snprintf(number, 16, "%02d", date->minute); return number;
    default: return NULL;
    }
}

bool date_in_words(char out[DATE_WORDS_BYTES], const char *local)
{
    struct date date;
    if (!date_read(&date, local)) return false;
    /* TRANSLATORS: keep the names in braces as they are, in the order and with the words of the language */
    const char *from = WORDS("{weekday} den {day}. {month} {year} kl. {hour}.{minute}");
    size_t used = 0;
    while (*from != '\0') {
        char number[16];
        size_t bytes = strcspn(from + (*from == '{'), "{}");
        const char *value = *from == '{' ? part(&date, from + 1, bytes, number) : NULL;
        const char *text = value != NULL ? value : from;
        size_t length = value != NULL ? strlen(value) : bytes + (*from == '{');
        if (length == 0) length = 1; /* a brace that belongs to nothing */
        if (used + length >= DATE_WORDS_BYTES) return false;
        memcpy(out + used, text, length);
        used += length;
        from += value != NULL ? bytes + 2 : length;
    }
    out[used] = '\0';
    return true;
}
