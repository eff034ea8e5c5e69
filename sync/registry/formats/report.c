#include "sync/registry/formats/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "sync/base/letters.h"

void report_at(struct report *report, const struct place *place, const char *format, ...)
{
    char what[REPORT_WHAT_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    letters_end(what);
    letters_mend(what);
    AUTO(str_finish) struct str pointer;
    str_init(&pointer, REPORT_POINTER_BYTES_MAX);
    pointer_write(&pointer, place);
    report->tell(report->context, str_text(&pointer), what);
    report->invalid = true;
}
