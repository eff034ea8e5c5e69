/* A schema, and content that is held against it: {"schema":…,"instance":…}. Also our own schema, against anything. */
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/formats/pointer.h"
#include "sync/registry/formats/schema.h"
#include "tests/fuzz/fuzz.h"

enum { BYTES_MAX = 16 * 1024, DEPTH_MAX = 16 };

struct told {
    const json_t *instance;
    size_t count;
};

static void tell(void *context, const char *pointer, const char *what)
{
    struct told *told = context;
    PROMISE(pointer[0] == '\0' || pointer[0] == '/');
    PROMISE(what[0] != '\0');
    told->count++;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char problem[SCHEMA_PROBLEM_BYTES];
    AUTO(json_auto) json_t *json = NULL;
    AUTO(schema_auto) struct schema *schema = NULL;
    if (json_parse(&json, (const char *)bytes, count, BYTES_MAX, DEPTH_MAX, NULL) != ERR_OK) return 0;
    json_t *document = json_object_get(json, "schema");
    if (document == NULL) return 0;
    enum err err = schema_compile(&schema, document, problem);
    PROMISE(err == ERR_OK || err == ERR_INVALID);
    if (err != ERR_OK) {
        PROMISE(schema == NULL && problem[0] != '\0' && memchr(problem, '\0', sizeof(problem)) != NULL);
        return 0;
    }
    struct told told = {.instance = json_object_get(json, "instance")};
    if (told.instance == NULL) return 0;
    err = schema_check(schema, told.instance, tell, &told);
    PROMISE(err == ERR_OK || err == ERR_INVALID);
    PROMISE((err == ERR_OK) == (told.count == 0) && told.count <= SCHEMA_PROBLEMS_MAX + 1);
    return 0;
}
