/* A content file as staff may upload it, against the schema and the rules beyond it. */
#include <sodium.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "tests/fuzz/fuzz.h"

static void on_problem(void *context, const char *pointer, const char *what)
{
    PROMISE(pointer != NULL && (pointer[0] == '\0' || pointer[0] == '/') && what != NULL && what[0] != '\0');
    ++*(size_t *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO(json_auto) json_t *json = NULL;
    size_t problems = 0;
    if (sodium_init() < 0) abort();
    if (json_parse(&json, (const char *)bytes, count, CONTENT_FILE_BYTES_MAX, CONTENT_DEPTH_MAX, NULL) != ERR_OK)
        return 0;
    enum err err = content_check(json, on_problem, &problems);
    PROMISE((err == ERR_OK) == (problems == 0));
    return 0;
}
