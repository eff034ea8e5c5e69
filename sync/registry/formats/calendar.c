#include "sync/registry/formats/calendar.h"

#include <string.h>

#include "sync/base/letters.h"

enum { LINE_BYTES_MAX = 75 }; /* RFC 5545, 3.1: without the line break */

/* Adds one byte or two that belong together, on a new line when there is no room. A letter of more bytes stays whole.
 */
static void add(struct str *out, size_t *used, const char *bytes, size_t count)
{
    if (*used + count > LINE_BYTES_MAX) {
        str_add(out, "\r\n ");
        *used = 1;
    }
    str_add_bytes(out, bytes, count);
    *used += count;
}

void calendar_line(struct str *out, const char *name, const char *value)
{
    size_t used = strlen(name) + 1;
    str_add(out, name);
    str_add(out, ":");
    while (*value != '\0') {
        size_t count = letter_bytes(value);
        switch (*value) {
        case '\\': add(out, &used, "\\\\", 2); break;
        case ';': add(out, &used, "\\;", 2); break;
        case ',': add(out, &used, "\\,", 2); break;
        case '\n': add(out, &used, "\\n", 2); break;
        default:
            if ((unsigned char)*value >= ' ' && *value != 0x7f) add(out, &used, value, count);
        }
        value += count;
    }
    str_add(out, "\r\n");
}

bool calendar_time(char out[16], const char *local)
{
    size_t length = 0;
    for (const char *at = local; *at != '\0' && length < 13; at++) {
        if (*at == '-' || *at == ':') continue;
        if (*at != 'T' && (*at < '0' || *at > '9')) return false;
        out[length++] = *at;
    }
    if (length != 13 || out[8] != 'T') return false;
    memcpy(out + length, "00", 3);
    return true;
}

void calendar_begin(struct str *out, const char *name)
{
    str_add(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Forhal//Founding Groups//DA\r\nMETHOD:PUBLISH\r\n");
    calendar_line(out, "NAME", name);
    str_add(out, "BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\n"
                 "BEGIN:DAYLIGHT\r\nTZNAME:CEST\r\nDTSTART:19960331T020000\r\nTZOFFSETFROM:+0100\r\n"
                 "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
                 "BEGIN:STANDARD\r\nTZNAME:CET\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\n"
                 "TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
                 "END:VTIMEZONE\r\n");
}

void calendar_end(struct str *out)
{
    str_add(out, "END:VCALENDAR\r\n");
}
