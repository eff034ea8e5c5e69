/* SQL put into PostgreSQL's words. Ours is constant; whatever it is, nothing in quotes is touched and nothing is lost.
 */
#include <string.h>

#include "sync/registry/database/sql_postgres.h"
#include "tests/fuzz/fuzz.h"

enum { OUT_BYTES_MAX = 1024 * 1024, IN_BYTES_MAX = 16 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static char text[IN_BYTES_MAX + 1];
    if (count > IN_BYTES_MAX) return 0;
    memcpy(text, bytes, count);
    text[count] = '\0';
    AUTO(str_finish) struct str out;
    AUTO(str_finish) struct str again;
    str_init(&out, OUT_BYTES_MAX);
    str_init(&again, OUT_BYTES_MAX);
    int binds = sql_for_postgres(&out, text);
    PROMISE(str_ok(&out));
    PROMISE(binds >= 0 && (binds == 0 || strchr(text, '?') != NULL));
    PROMISE(sql_for_postgres(&again, text) == binds);
    PROMISE(strcmp(str_text(&out), str_text(&again)) == 0);
    return 0;
}
