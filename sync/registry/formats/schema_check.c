/* The walk of a document along a compiled schema; see schema.h. */
#define _POSIX_C_SOURCE 200809L
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/base/str.h"
#include "sync/registry/formats/pointer.h"
#include "sync/registry/formats/schema.h"
#include "sync/registry/formats/schema_node.h"

enum {
    DEPTH_MAX = 200, /* of schemas within schemas; only one that refers to itself gets there */
    SENTENCE_BYTES_MAX = 512,
    VALUE_BYTES_MAX = 60,
    VALUES_BYTES_MAX = 240,
    POINTER_BYTES_MAX = 1024,
    /* How far a form is from what was meant: another kind of thing altogether, another value where
     * one was fixed (a "type" that tells forms apart), anything else. */
    COST_OTHER_TYPE = 1000,
    COST_OTHER_VALUE = 100,
    COST_REST = 1,
};

struct problem {
    char *pointer; /* owned */
    char *what;    /* owned */
    int cost;
};

/* The problems found so far; in an anyOf or oneOf each form gathers its own. */
struct findings {
    struct problem *problems; /* owned */
    size_t count;
    size_t capacity;
    bool invalid; /* also when no more are kept */
    bool out_of_memory;
};

struct walk {
    struct findings *findings;
    const struct place *root; /* where the form that is tried begins */
    int depth;
};

static void findings_finish(struct findings *findings)
{
    for (size_t at = 0; at < findings->count; at++) {
        free(findings->problems[at].pointer);
        free(findings->problems[at].what);
    }
    free(findings->problems);
    *findings = (struct findings){0};
}

static bool findings_reserve(struct findings *findings)
{
    if (findings->count < findings->capacity) return true;
    size_t capacity = findings->capacity == 0 ? 16 : findings->capacity * 2;
    struct problem *problems = realloc(findings->problems, capacity * sizeof(*problems));
    if (problems == NULL) return false;
    findings->problems = problems;
    findings->capacity = capacity;
    return true;
}

static void report(struct walk *walk, const struct place *place, int cost, const char *what)
{
    struct findings *findings = walk->findings;
    findings->invalid = true;
    if (findings->count == SCHEMA_PROBLEMS_MAX) return;
    AUTO(str_finish) struct str pointer;
    str_init(&pointer, POINTER_BYTES_MAX);
    pointer_write(&pointer, place);
    struct problem problem = {.pointer = strdup(str_text(&pointer)), .what = strdup(what), .cost = cost};
    if (problem.pointer == NULL || problem.what == NULL || !findings_reserve(findings)) {
        free(problem.pointer);
        free(problem.what);
        findings->out_of_memory = true;
        return;
    }
    findings->problems[findings->count++] = problem;
}

static void reportf(struct walk *walk, const struct place *place, int cost, const char *format, ...) PRINTF(4, 5);
static void reportf(struct walk *walk, const struct place *place, int cost, const char *format, ...)
{
    char what[SENTENCE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    report(walk, place, cost, what);
}

/* `value` as JSON, cut between two letters. */
static void value_write(char out[VALUE_BYTES_MAX + 4], const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char cut[VALUE_BYTES_MAX + 1];
    letters_copy(cut, sizeof(cut), text != NULL ? text : "?");
    snprintf(out, VALUE_BYTES_MAX + 4, "%s%s", cut, text != NULL && strlen(cut) < strlen(text) ? "…" : "");
    free(text);
}

static bool is_whole(const json_t *value)
{
    if (json_is_integer(value)) return true;
    if (!json_is_real(value)) return false;
    double number = json_real_value(value);
    /* From 2^53 on a double has no fraction. */
    if (number >= 9007199254740992.0 || number <= -9007199254740992.0) return true;
    return (double)(int64_t)number == number;
}

static unsigned int types_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_NULL: return TYPE_NULL;
    case JSON_TRUE:
    case JSON_FALSE: return TYPE_BOOLEAN;
    case JSON_OBJECT: return TYPE_OBJECT;
    case JSON_ARRAY: return TYPE_ARRAY;
    case JSON_STRING: return TYPE_STRING;
    case JSON_INTEGER:
    case JSON_REAL: return is_whole(value) ? TYPE_NUMBER | TYPE_INTEGER : TYPE_NUMBER;
    }
    return 0;
}

/* "text", "a whole number or null", … */
static void types_write(struct str *out, unsigned int types)
{
    static const struct {
        unsigned int type;
        const char *words;
    } names[] = {{TYPE_STRING, "text"},      {TYPE_INTEGER, "a whole number"},
                 {TYPE_NUMBER, "a number"},  {TYPE_BOOLEAN, "true or false"},
                 {TYPE_OBJECT, "an object"}, {TYPE_ARRAY, "a list"},
                 {TYPE_NULL, "null"}};
    bool first = true;
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
        if ((types & names[at].type) == 0) continue;
        str_addf(out, "%s%s", first ? "" : " or ", names[at].words);
        first = false;
    }
}

static void check_type(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    unsigned int types = types_of(value);
    if (node->types == 0 || (node->types & types) != 0) return;
    AUTO(str_finish) struct str what;
    str_init(&what, SENTENCE_BYTES_MAX);
    str_add(&what, "must be ");
    types_write(&what, node->types);
    str_add(&what, ", not ");
    types_write(&what, (types & TYPE_INTEGER) != 0 ? TYPE_INTEGER : types);
    report(walk, place, place == walk->root ? COST_OTHER_TYPE : COST_REST, str_text(&what));
}

static long double number_of(const json_t *value)
{
    return json_is_integer(value) ? (long double)json_integer_value(value) : (long double)json_real_value(value);
}

/* Equal as JSON Schema means it: 1 is 1.0, members in any order, false is not 0. */
static bool is_same(const json_t *one, const json_t *other)
{
    if (json_is_number(one) && json_is_number(other)) {
        long double a = number_of(one);
        long double b = number_of(other);
        return a >= b && a <= b;
    }
    if (json_typeof(one) != json_typeof(other)) return false;
    if (json_is_array(one)) {
        if (json_array_size(one) != json_array_size(other)) return false;
        for (size_t at = 0; at < json_array_size(one); at++) {
            if (!is_same(json_array_get(one, at), json_array_get(other, at))) return false;
        }
        return true;
    }
    if (!json_is_object(one)) return json_equal(one, other) == 1;
    if (json_object_size(one) != json_object_size(other)) return false;
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)one, name, value) {
        const json_t *against = json_object_get(other, name);
        if (against == NULL || !is_same(value, against)) return false;
    }
    return true;
}

static void check_value(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    char text[VALUE_BYTES_MAX + 4];
    if (node->value != NULL && !is_same(node->value, value)) {
        value_write(text, node->value);
        reportf(walk, place, COST_OTHER_VALUE, "must be %s", text);
    }
    if (node->values == NULL) return;
    AUTO(str_finish) struct str list;
    str_init(&list, VALUES_BYTES_MAX);
    size_t at;
    json_t *allowed;
    json_array_foreach (node->values, at, allowed) {
        if (is_same(allowed, value)) return;
        value_write(text, allowed);
        str_addf(&list, "%s%s", at > 0 ? ", " : "", text);
    }
    reportf(walk, place, COST_OTHER_VALUE, "must be one of %s%s", str_text(&list), str_ok(&list) ? "" : ", …");
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static int64_t length_of(const json_t *text)
{
    const char *bytes = json_string_value(text);
    int64_t length = 0;
    for (size_t at = 0; at < json_string_length(text); at++) length += ((unsigned char)bytes[at] & 0xc0) != 0x80;
    return length;
}

/* A pattern and a text that fit each other badly must not hold the registry's one thread for seconds. */
enum { MATCH_STEPS_MAX = 200 * 1000 };

static void check_pattern(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    pcre2_match_data *match = pcre2_match_data_create_from_pattern(node->pattern, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    int code = PCRE2_ERROR_NOMEMORY;
    if (match != NULL && limits != NULL) {
        (void)pcre2_set_match_limit(limits, MATCH_STEPS_MAX);
        code = pcre2_match(node->pattern, (PCRE2_SPTR)json_string_value(value), json_string_length(value), 0, 0, match,
                           limits);
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(match);
    if (code >= 0) return;
    if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAPLIMIT) {
        walk->findings->out_of_memory = true;
    } else if (node->description != NULL) {
        reportf(walk, place, COST_REST, "does not have the form %.120s (%.200s)", node->pattern_text,
                node->description);
    } else {
        reportf(walk, place, COST_REST, "does not have the form %.200s", node->pattern_text);
    }
}

static void check_text(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    int64_t length = length_of(value);
    if (node->length_min >= 0 && length < node->length_min) {
        reportf(walk, place, COST_REST, "is %lld character%s long; at least %lld needed", (long long)length,
                plural(length), (long long)node->length_min);
    }
    if (node->length_max >= 0 && length > node->length_max) {
        reportf(walk, place, COST_REST, "is %lld character%s long; at most %lld allowed", (long long)length,
                plural(length), (long long)node->length_max);
    }
    if (node->pattern != NULL) check_pattern(walk, node, value, place);
}

static void check_number(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    char text[VALUE_BYTES_MAX + 4];
    if (node->minimum != NULL && number_of(value) < number_of(node->minimum)) {
        value_write(text, node->minimum);
        reportf(walk, place, COST_REST, "is too small; the least allowed is %s", text);
    }
    if (node->maximum != NULL && number_of(value) > number_of(node->maximum)) {
        value_write(text, node->maximum);
        reportf(walk, place, COST_REST, "is too large; the most allowed is %s", text);
    }
}

static void check_node(struct walk *walk, const struct node *node, const json_t *value, const struct place *place);

static void check_unique(struct walk *walk, const json_t *value, const struct place *place)
{
    for (size_t at = 1; at < json_array_size(value); at++) {
        for (size_t before = 0; before < at; before++) {
            if (!is_same(json_array_get(value, at), json_array_get(value, before))) continue;
            struct place inside = {.parent = place, .index = at};
            reportf(walk, &inside, COST_REST, "is the same as item %zu of the list; each may be there once", before);
            break;
        }
    }
}

static void check_list(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    int64_t count = (int64_t)json_array_size(value);
    bool too_many = node->items_max >= 0 && count > node->items_max;
    if (node->items_min >= 0 && count < node->items_min) {
        reportf(walk, place, COST_REST, "has %lld item%s; at least %lld needed", (long long)count, plural(count),
                (long long)node->items_min);
    }
    if (too_many) {
        reportf(walk, place, COST_REST, "has %lld item%s; at most %lld allowed", (long long)count, plural(count),
                (long long)node->items_max);
    }
    /* Every pair is compared, so not in a list that is too long, and wrong, anyway. */
    if (node->items_unique && !too_many) check_unique(walk, value, place);
    size_t at;
    json_t *item;
    json_array_foreach (value, at, item) {
        struct place inside = {.parent = place, .index = at};
        if (node->items != NULL) check_node(walk, node->items, item, &inside);
    }
}

static const struct node *property_find(const struct node *node, const char *name)
{
    for (size_t at = 0; at < node->properties_count; at++) {
        if (strcmp(node->properties[at].name, name) == 0) return node->properties[at].node;
    }
    return NULL;
}

static void check_member(struct walk *walk, const struct node *node, const char *name, const json_t *value,
                         const struct place *place)
{
    if (node->names != NULL) {
        AUTO(json_auto) json_t *text = json_string(name);
        if (text != NULL) check_node(walk, node->names, text, place);
        if (text == NULL) walk->findings->out_of_memory = true;
    }
    const struct node *property = property_find(node, name);
    if (property != NULL) {
        check_node(walk, property, value, place);
    } else if (node->additional != NULL && node->additional->never) {
        report(walk, place, COST_REST, "there is no member of this name");
    } else if (node->additional != NULL) {
        check_node(walk, node->additional, value, place);
    }
}

static void check_object(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    size_t at;
    json_t *required;
    json_array_foreach (node->required, at, required) {
        if (json_object_get(value, json_string_value(required)) != NULL) continue;
        reportf(walk, place, COST_REST, "the member \"%.80s\" is missing", json_string_value(required));
    }
    const char *name;
    json_t *member;
    json_object_foreach ((json_t *)value, name, member) {
        struct place inside = {.parent = place, .key = name};
        check_member(walk, node, name, member, &inside);
    }
}

/* Tries one form, with findings of its own, and says how far off it is. */
static int form_try(const struct walk *walk, const struct node *form, const json_t *value, const struct place *place,
                    struct findings *out)
{
    struct walk inside = {.findings = out, .root = place, .depth = walk->depth};
    check_node(&inside, form, value, place);
    int cost = 0;
    for (size_t at = 0; at < out->count && cost < COST_OTHER_TYPE * 100; at++) cost += out->problems[at].cost;
    return cost;
}

/* Takes over the problems of the nearest form. */
static void findings_move(struct walk *walk, struct findings *from, const struct place *place)
{
    for (size_t at = 0; at < from->count; at++) {
        struct findings *to = walk->findings;
        to->invalid = true;
        if (to->count == SCHEMA_PROBLEMS_MAX) return;
        if (!findings_reserve(to)) {
            to->out_of_memory = true;
            return;
        }
        struct problem *problem = &from->problems[at];
        /* What was the whole form inside is only a part of the form outside. */
        if (problem->cost == COST_OTHER_TYPE && place != walk->root) problem->cost = COST_REST;
        to->problems[to->count++] = *problem;
        *problem = (struct problem){0};
    }
}

static void check_forms(struct walk *walk, const struct node_list *forms, bool exactly_one, const json_t *value,
                        const struct place *place)
{
    if (forms->count == 0) return;
    AUTO(findings_finish) struct findings nearest = {0};
    AUTO(str_finish) struct str choices;
    str_init(&choices, SENTENCE_BYTES_MAX / 2);
    int nearest_cost = 0;
    size_t fitting = 0;
    for (size_t at = 0; at < forms->count; at++) {
        AUTO(findings_finish) struct findings found = {0};
        int cost = form_try(walk, forms->nodes[at], value, place, &found);
        if (found.out_of_memory) walk->findings->out_of_memory = true;
        if (!found.invalid) {
            fitting++;
            continue;
        }
        if (found.count > 0) str_addf(&choices, "%s%s", at > 0 ? "; or " : "", found.problems[0].what);
        if (at > 0 && cost >= nearest_cost) continue;
        struct findings swap = nearest;
        nearest = found;
        found = swap;
        nearest_cost = cost;
    }
    if (fitting > 1 && exactly_one) report(walk, place, COST_REST, "fits more than one of the forms it may have");
    if (fitting > 0) return;
    if (nearest_cost >= COST_OTHER_TYPE) {
        int cost = place == walk->root ? COST_OTHER_TYPE : COST_REST;
        reportf(walk, place, cost, "has none of the forms it may have: %s%s", str_text(&choices),
                str_ok(&choices) ? "" : "; …");
    } else {
        findings_move(walk, &nearest, place);
    }
}

static void check_node(struct walk *walk, const struct node *node, const json_t *value, const struct place *place)
{
    if (node->never) {
        report(walk, place, COST_REST, "nothing is allowed here");
        return;
    }
    if (walk->depth == DEPTH_MAX) {
        report(walk, place, COST_REST, "cannot be checked: the schema refers to itself without end");
        return;
    }
    walk->depth++;
    check_type(walk, node, value, place);
    check_value(walk, node, value, place);
    if (json_is_string(value)) check_text(walk, node, value, place);
    if (json_is_number(value)) check_number(walk, node, value, place);
    if (json_is_array(value)) check_list(walk, node, value, place);
    if (json_is_object(value)) check_object(walk, node, value, place);
    if (node->reference != NULL) check_node(walk, node->reference, value, place);
    for (size_t at = 0; at < node->all.count; at++) check_node(walk, node->all.nodes[at], value, place);
    check_forms(walk, &node->any, false, value, place);
    check_forms(walk, &node->one, true, value, place);
    walk->depth--;
}

enum err schema_check(const struct schema *schema, const json_t *instance, schema_report *tell, void *context)
{
    AUTO(findings_finish) struct findings findings = {0};
    struct place root = {.parent = NULL};
    struct walk walk = {.findings = &findings, .root = &root};
    check_node(&walk, schema->nodes[0], instance, &root);
    if (findings.out_of_memory) return ERR_NOMEM;
    for (size_t at = 0; at < findings.count; at++) {
        tell(context, findings.problems[at].pointer, findings.problems[at].what);
    }
    return findings.invalid ? ERR_INVALID : ERR_OK;
}
