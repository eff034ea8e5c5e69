/* What a browser, or anybody, sends with a form of the pages. */
#include <sodium.h>
#include <string.h>

#include "sync/registry/web/fields.h"
#include "sync/registry/web/form_token.h"
#include "tests/fuzz/fuzz.h"

static int64_t always(void *context)
{
    (void)context;
    return 1795244400;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (sodium_init() < 0) abort();
    struct fields fields;
    if (fields_read(&fields, (const char *)bytes, count) != ERR_OK) return 0;
    PROMISE(count <= FIELDS_BYTES_MAX && fields.count <= FIELDS_COUNT_MAX);
    struct registry registry = {.clock = {always, always, NULL}};
    for (size_t at = 0; at < fields.count; at++) {
        char copy[16];
        struct form_token token;
        const struct field *field = &fields.list[at];
        bool fits = fields_copy(&fields, field->name, copy, sizeof(copy));
        PROMISE(strlen(copy) < sizeof(copy) && (fits || copy[0] == '\0'));
        PROMISE(strlen(field->value) <= count && strpbrk(field->value, "\r\t\x1f") == NULL);
        /* Nobody makes one without the key. */
        PROMISE(form_token_read(&token, &registry, SUBMISSION_IDEA, field->value) != FORM_TOKEN_GOOD);
    }
    fields_finish(&fields);
    return 0;
}
