/* tests/unit/test_schema.c - JSON Schema: the public suite for the keywords we know, and what is
 * ours: where a problem is, how it is said, and that no keyword is passed over.
 *
 * The suite is Debian's json-schema-test-suite, whose newest draft is 7. For the keywords we know
 * it says the same as 2020-12 but in three things, which are seen to below: $defs was called
 * definitions, a $ref made its neighbours void, and items could be a list. */
#include "tests/unit/folder.h"

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/content/content_schema.h"
#include "sync/registry/formats/pointer.h"
#include "sync/registry/formats/schema.h"

#define SUITE "/usr/share/json-schema-test-suite/tests/draft7"

enum { FILE_BYTES_MAX = 1024 * 1024 };

/* Gathers reports as lines. */
static void gather(void *context, const char *pointer, const char *what)
{
    str_addf(context, "%s: %s\n", pointer, what);
}

/* What schema_check() reports on `instance`, both as JSON; "" when it fits. */
static const char *report_on(struct str *out, const char *schema_text, const char *instance_text)
{
    str_init(out, 65536);
    AUTO(json_auto) json_t *document = json_loads(schema_text, JSON_DECODE_ANY, NULL);
    AUTO(json_auto) json_t *instance = json_loads(instance_text, JSON_DECODE_ANY, NULL);
    assert_non_null(document);
    assert_non_null(instance);
    AUTO(schema_auto) struct schema *schema = NULL;
    char problem[SCHEMA_PROBLEM_BYTES];
    assert_int_equal(schema_compile(&schema, document, problem), ERR_OK);
    enum err err = schema_check(schema, instance, gather, out);
    assert_int_equal(err, out->length == 0 ? ERR_OK : ERR_INVALID);
    return str_text(out);
}

#define assert_report(schema_text, instance_text, wanted)                                                              \
    do {                                                                                                               \
        AUTO(str_finish) struct str got;                                                                               \
        assert_string_equal(report_on(&got, schema_text, instance_text), wanted);                                      \
    } while (0)

/* ---- the public suite ------------------------------------------------------------------- */

struct tally {
    int passed;
    int groups_skipped;
    struct str skipped; /* which, one a line */
};

static char *file_text(const char *path)
{
    AUTO(str_finish) struct str text = {0};
    assert_int_equal(file_read(&text, path, FILE_BYTES_MAX), ERR_OK);
    return str_take(&text);
}

/* definitions became $defs in 2019-09. */
static char *with_defs(const char *text)
{
    static const char before[] = "definitions";
    struct str out;
    str_init(&out, FILE_BYTES_MAX);
    const char *at = text;
    for (const char *found; (found = strstr(at, before)) != NULL; at = found + sizeof(before) - 1) {
        str_add_bytes(&out, at, (size_t)(found - at));
        str_add(&out, "$defs");
    }
    str_add(&out, at);
    return str_take(&out);
}

static void ignore(void *context, const char *pointer, const char *what)
{
    (void)pointer;
    (void)what;
    (*(int *)context)++;
}

static void run_group(const json_t *group, const char *file, struct tally *tally)
{
    AUTO(schema_auto) struct schema *schema = NULL;
    char problem[SCHEMA_PROBLEM_BYTES];
    const char *description = json_text_at(group, "description");
    bool other_draft = strcmp(description, "ref overrides any sibling keywords") == 0;
    if (other_draft || schema_compile(&schema, json_object_get(group, "schema"), problem) != ERR_OK) {
        tally->groups_skipped++;
        str_addf(&tally->skipped, "%s: %s\n", file, description);
        return;
    }
    size_t at;
    json_t *test;
    json_array_foreach (json_object_get(group, "tests"), at, test) {
        int problems = 0;
        enum err err = schema_check(schema, json_object_get(test, "data"), ignore, &problems);
        bool valid = json_is_true(json_object_get(test, "valid"));
        if ((err == ERR_OK) != valid || (problems == 0) != valid) {
            fail_msg("%s: %s: %s: should be %s", file, description, json_text_at(test, "description"),
                     valid ? "valid" : "invalid");
        }
        tally->passed++;
    }
}

static void run_file(const char *name, struct tally *tally)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), SUITE "/%s.json", name);
    char *text = file_text(path);
    char *renamed = with_defs(text);
    AUTO(json_auto) json_t *groups = json_loads(renamed, 0, NULL);
    free(text);
    free(renamed);
    assert_true(json_array_size(groups) > 0);
    size_t at;
    json_t *group;
    json_array_foreach (groups, at, group) {
        run_group(group, name, tally);
    }
}

/* Every file about a keyword we know. What a group needs beyond that is named here: should a
 * newer suite or a new keyword change the list, this test says so. */
static void the_public_suite_agrees(void **state)
{
    (void)state;
    static const char *const files[] = {
        "additionalProperties",
        "allOf",
        "anyOf",
        "boolean_schema",
        "const",
        "definitions",
        "enum",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "oneOf",
        "pattern",
        "properties",
        "propertyNames",
        "ref",
        "required",
        "type",
        "uniqueItems",
    };
    static const char wanted[] =
        "additionalProperties: additionalProperties being false does not allow other properties\n" /* patternProperties
                                                                                                    */
        "additionalProperties: non-ASCII pattern with additionalProperties\n"
        "definitions: valid definition\n" /* refers to the metaschema on the web */
        "definitions: invalid definition\n"
        "items: an array of schemas for items\n" /* prefixItems since 2020-12 */
        "items: items with boolean schemas\n"
        "properties: properties, patternProperties, additionalProperties interaction\n"
        "ref: relative pointer ref to array\n" /* into a list of items */
        "ref: escaped pointer ref\n"           /* into members that are no keywords; ours is below */
        "ref: ref overrides any sibling keywords\n"
        "ref: remote ref, containing refs itself\n"
        "ref: Recursive references between schemas\n"; /* $id within */
    struct tally tally = {0};
    str_init(&tally.skipped, 65536);
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) run_file(files[at], &tally);
    assert_string_equal(str_text(&tally.skipped), wanted);
    str_finish(&tally.skipped);
    assert_true(tally.passed > 200); /* the suite is there, and was run */
    print_message("suite: %d passed, %d groups skipped\n", tally.passed, tally.groups_skipped);
}

/* ---- what is ours ----------------------------------------------------------------------- */

static void a_ref_and_its_neighbours_both_count(void **state)
{
    (void)state;
    static const char schema[] = "{\"$defs\":{\"t\":{\"type\":\"string\"}},\"$ref\":\"#/$defs/t\",\"maxLength\":2}";
    assert_report(schema, "\"ab\"", "");
    assert_report(schema, "\"abc\"", ": is 3 characters long; at most 2 allowed\n");
    assert_report(schema, "3", ": must be text, not a whole number\n");
}

static void pointers_escape_what_they_must(void **state)
{
    (void)state;
    static const char schema[] = "{\"properties\":{\"a/b\":{\"properties\":{\"m~n\":{\"items\":{\"type\":\"null\"}}}},"
                                 "\"\":{\"type\":\"null\"},\"a~1b\":{\"type\":\"null\"}}}";
    assert_report(schema, "{\"a/b\":{\"m~n\":[null,1]}}", "/a~1b/m~0n/1: must be null, not a whole number\n");
    assert_report(schema, "{\"\":1}", "/: must be null, not a whole number\n");
    assert_report(schema, "{\"a~1b\":1}", "/a~01b: must be null, not a whole number\n");
}

static void references_find_escaped_places(void **state)
{
    (void)state;
    static const char schema[] =
        "{\"$defs\":{\"a/b\":{\"type\":\"null\"},\"m~n\":{\"type\":\"null\"},\"50%\":{\"type\":"
        "\"null\"},\"\":{\"$defs\":{\"x\":{\"type\":\"null\"}}}},\"properties\":{"
        "\"1\":{\"$ref\":\"#/$defs/a~1b\"},\"2\":{\"$ref\":\"#/$defs/m~0n\"},"
        "\"3\":{\"$ref\":\"#/$defs/50%25\"},\"4\":{\"$ref\":\"#/$defs//$defs/x\"}}}";
    assert_report(schema, "{\"1\":null,\"2\":null,\"3\":null,\"4\":null}", "");
    assert_report(schema, "{\"1\":true,\"2\":true,\"3\":true,\"4\":true}",
                  "/1: must be null, not true or false\n/2: must be null, not true or false\n"
                  "/3: must be null, not true or false\n/4: must be null, not true or false\n");
}

static void a_place_is_found_or_not(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *json = json_loads("{\"a\":[10,{\"\":20}],\"b\":3}", 0, NULL);
    assert_ptr_equal(pointer_find(json, ""), json);
    assert_int_equal(json_integer_value(pointer_find(json, "/a/0")), 10);
    assert_int_equal(json_integer_value(pointer_find(json, "/a/1/")), 20);
    static const char *const nowhere[] = {
        "a", "/c", "/a/2", "/a/-1", "/a/x", "/a/", "/b/0", "/a/99999999999999999999", "/%zz"};
    for (size_t at = 0; at < sizeof(nowhere) / sizeof(nowhere[0]); at++) assert_null(pointer_find(json, nowhere[at]));
    char longest[400];
    memset(longest, 'x', sizeof(longest));
    longest[0] = '/';
    longest[sizeof(longest) - 1] = '\0';
    assert_null(pointer_find(json, longest));
}

static void every_problem_is_reported(void **state)
{
    (void)state;
    static const char schema[] =
        "{\"type\":\"object\",\"required\":[\"id\",\"n\"],\"additionalProperties\":false,"
        "\"properties\":{\"id\":{\"type\":\"string\",\"pattern\":\"^[a-z]+$\",\"description\":"
        "\"Small letters.\"},\"n\":{\"type\":[\"integer\",\"null\"],\"minimum\":1,\"maximum\":5},"
        "\"l\":{\"type\":\"array\",\"minItems\":2,\"uniqueItems\":true,\"items\":{\"enum\":[1,2]}}}}";
    assert_report(schema, "{\"id\":\"Ab\",\"m\":1,\"l\":[3,3]}",
                  ": the member \"n\" is missing\n"
                  "/id: does not have the form ^[a-z]+$ (Small letters.)\n"
                  "/m: there is no member of this name\n"
                  "/l/1: is the same as item 0 of the list; each may be there once\n"
                  "/l/0: must be one of 1, 2\n"
                  "/l/1: must be one of 1, 2\n");
    assert_report(schema, "{\"id\":\"a\",\"n\":0,\"l\":[1]}",
                  "/n: is too small; the least allowed is 1\n/l: has 1 item; at least 2 needed\n");
    assert_report(schema, "{\"id\":\"a\",\"n\":6}", "/n: is too large; the most allowed is 5\n");
    assert_report(schema, "{\"id\":\"a\",\"n\":1.5}", "/n: must be a whole number or null, not a number\n");
    assert_report(schema, "[]", ": must be an object, not a list\n");
}

static void a_dollar_is_the_very_end(void **state)
{
    (void)state;
    assert_report("{\"pattern\":\"^a$\"}", "\"a\"", "");
    assert_report("{\"pattern\":\"^a$\"}", "\"a\\n\"", ": does not have the form ^a$\n");
}

static void lengths_count_code_points(void **state)
{
    (void)state;
    assert_report("{\"maxLength\":3}", "\"æøå\"", "");
    assert_report("{\"maxLength\":3}", "\"æøåæ\"", ": is 4 characters long; at most 3 allowed\n");
    assert_report("{\"minLength\":2}", "\"😀\"", ": is 1 character long; at least 2 needed\n");
    assert_report("{\"pattern\":\"^.{2}$\"}", "\"åå\"", "");
}

/* Two forms told apart by a fixed member, and one of another type: the report is about the form
 * that was meant. */
static void the_nearest_form_is_reported(void **state)
{
    (void)state;
    static const char schema[] =
        "{\"oneOf\":[{\"type\":\"null\"},"
        "{\"type\":\"object\",\"properties\":{\"type\":{\"const\":\"text\"},\"text\":{\"type\":\"string\"}},"
        "\"required\":[\"type\",\"text\"],\"additionalProperties\":false},"
        "{\"type\":\"object\",\"properties\":{\"type\":{\"const\":\"list\"},\"items\":{\"type\":\"array\",\"items\":"
        "{\"type\":\"string\",\"maxLength\":2}}},\"required\":[\"type\",\"items\"],\"additionalProperties\":false}]}";
    assert_report(schema, "null", "");
    assert_report(schema, "{\"type\":\"text\",\"text\":\"x\"}", "");
    assert_report(schema, "{\"type\":\"list\",\"items\":[\"abc\",\"a\",\"abcd\",7]}",
                  "/items/0: is 3 characters long; at most 2 allowed\n"
                  "/items/2: is 4 characters long; at most 2 allowed\n"
                  "/items/3: must be text, not a whole number\n");
    assert_report(schema, "{\"type\":\"text\"}", ": the member \"text\" is missing\n");
    assert_report(schema, "7",
                  ": has none of the forms it may have: must be null, not a whole number; or must be an object, not a "
                  "whole number; or must be an object, not a whole number\n");
    assert_report("{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}", "3",
                  ": fits more than one of the forms it may have\n");
}

static void a_broken_schema_is_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *schema;
        const char *problem;
    } cases[] = {
        {"{\"items\":{\"minimun\":1}}", "#/items: unknown keyword minimun"},
        {"{\"$defs\":{\"unused\":{\"format\":\"date\"}}}", "#/$defs/unused: unknown keyword format"},
        {"{\"$ref\":\"#/$defs/a\"}", "#/$ref: there is nothing at #/$defs/a"},
        {"{\"$ref\":\"https://example.org/\"}", "#/$ref: only references into this schema (#…) are known"},
        {"{\"items\":{\"$id\":\"x\"}}", "#/items/$id: $id is only known at the root"},
        {"{\"pattern\":\"(\"}", "#/pattern: no such pattern: ("},
        {"{\"type\":\"text\"}", "#/type: no such type"},
        {"{\"type\":[]}", "#/type: no type at all"},
        {"{\"minItems\":-1}", "#/minItems: must be a whole number from 0"},
        {"{\"maxLength\":1.5}", "#/maxLength: must be a whole number from 0"},
        {"{\"minimum\":\"1\"}", "#/minimum: must be a number"},
        {"{\"uniqueItems\":1}", "#/uniqueItems: must be true or false"},
        {"{\"required\":[1]}", "#/required: must be a list of names"},
        {"{\"enum\":1}", "#/enum: must be a list"},
        {"{\"anyOf\":[]}", "#/anyOf: must be a list of schemas"},
        {"{\"allOf\":[3]}", "#/allOf/0: must be a schema"},
        {"{\"properties\":[]}", "#/properties: must be an object"},
        {"3", "#: must be a schema"},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(json_auto) json_t *document = json_loads(cases[at].schema, JSON_DECODE_ANY, NULL);
        struct schema *schema = NULL;
        char problem[SCHEMA_PROBLEM_BYTES];
        assert_non_null(document);
        assert_int_equal(schema_compile(&schema, document, problem), ERR_INVALID);
        assert_null(schema);
        assert_string_equal(problem, cases[at].problem);
    }
}

static void a_schema_that_never_ends_is_found_out(void **state)
{
    (void)state;
    assert_report("{\"$ref\":\"#\"}", "1", ": cannot be checked: the schema refers to itself without end\n");
}

static void reports_end_at_their_limit(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = json_loads("{\"items\":{\"type\":\"null\"}}", 0, NULL);
    AUTO(json_auto) json_t *instance = json_array();
    AUTO(schema_auto) struct schema *schema = NULL;
    char problem[SCHEMA_PROBLEM_BYTES];
    for (int at = 0; at < SCHEMA_PROBLEMS_MAX + 1; at++) json_array_append_new(instance, json_true());
    assert_int_equal(schema_compile(&schema, document, problem), ERR_OK);
    int problems = 0;
    assert_int_equal(schema_check(schema, instance, ignore, &problems), ERR_INVALID);
    assert_int_equal(problems, SCHEMA_PROBLEMS_MAX);
    json_array_remove(instance, 0);
    problems = 0;
    assert_int_equal(schema_check(schema, instance, ignore, &problems), ERR_INVALID);
    assert_int_equal(problems, SCHEMA_PROBLEMS_MAX);
}

static void the_content_schema_compiles(void **state)
{
    (void)state;
    AUTO(json_auto)
    json_t *document =
        json_loadb((const char *)content_schema_json, content_schema_json_bytes, JSON_REJECT_DUPLICATES, NULL);
    AUTO(schema_auto) struct schema *schema = NULL;
    char problem[SCHEMA_PROBLEM_BYTES] = "";
    assert_non_null(document);
    if (schema_compile(&schema, document, problem) != ERR_OK) fail_msg("%s", problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_suite_agrees),
        cmocka_unit_test(a_ref_and_its_neighbours_both_count),
        cmocka_unit_test(pointers_escape_what_they_must),
        cmocka_unit_test(references_find_escaped_places),
        cmocka_unit_test(a_place_is_found_or_not),
        cmocka_unit_test(every_problem_is_reported),
        cmocka_unit_test(a_dollar_is_the_very_end),
        cmocka_unit_test(lengths_count_code_points),
        cmocka_unit_test(the_nearest_form_is_reported),
        cmocka_unit_test(a_broken_schema_is_told_apart),
        cmocka_unit_test(a_schema_that_never_ends_is_found_out),
        cmocka_unit_test(reports_end_at_their_limit),
        cmocka_unit_test(the_content_schema_compiles),
    };
    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
