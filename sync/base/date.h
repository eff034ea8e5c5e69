/* sync/base/date.h - a date and a time as they are said in the language of words_use().
 *
 * The order of the parts belongs to the language: a translated pattern names them. Figures are Latin everywhere, in
 * Arabic and Urdu too: the same page shows telephone numbers, receipt codes and addresses of a Danish town, the
 * meeting is read off Danish signs, and two kinds of figures on one page are read wrongly more easily than either. */
#pragma once

#include <stdbool.h>

enum { DATE_WORDS_BYTES = 200 };

/* `local` is "2026-11-26T16:30", perhaps with seconds: "torsdag den 26. november 2026 kl. 16.30". False: it has
 * another form, or names no day there is. */
bool date_in_words(char out[DATE_WORDS_BYTES], const char *local);
/* The number that the `digits` figures at `text` make; -1 when one of them is none. */
int date_figures(const char *text, int digits);
/* In the Gregorian calendar; months and days begin with 1. A day of the week is 0 for Sunday to 6 for Saturday. */
int date_month_days(int year, int month);
int date_weekday(int year, int month, int day);
