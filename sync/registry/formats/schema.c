#include "sync/registry/formats/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/str.h"
#include "sync/registry/formats/pointer.h"
#include "sync/registry/formats/schema_node.h"

enum { NODES_MAX = 4096 };

struct compiler {
    struct schema *schema;
    char *problem; /* SCHEMA_PROBLEM_BYTES; the first one stays */
};

static enum err fail(struct compiler *compiler, const struct place *place, const char *what, const char *name)
{
    AUTO(str_finish) struct str pointer;
    str_init(&pointer, SCHEMA_PROBLEM_BYTES);
    pointer_write(&pointer, place);
    snprintf(compiler->problem, SCHEMA_PROBLEM_BYTES, "#%.120s: %s%.80s", str_text(&pointer), what, name);
    return ERR_INVALID;
}

static enum err node_compile(struct compiler *compiler, const json_t *source, const struct place *place,
                             struct node **out);

static enum err list_compile(struct compiler *compiler, const json_t *value, const struct place *place,
                             struct node_list *out)
{
    if (!json_is_array(value) || json_array_size(value) == 0)
        return fail(compiler, place, "must be a list of schemas", "");
    out->nodes = calloc(json_array_size(value), sizeof(struct node *));
    if (out->nodes == NULL) return ERR_NOMEM;
    out->count = json_array_size(value);
    for (size_t at = 0; at < out->count; at++) {
        struct place inside = {.parent = place, .index = at};
        enum err err = node_compile(compiler, json_array_get(value, at), &inside, &out->nodes[at]);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

/* A keyword's function reads its value into the node. */
typedef enum err keyword_read(struct compiler *compiler, struct node *node, const json_t *value,
                              const struct place *place);

static enum err read_nothing(struct compiler *compiler, struct node *node, const json_t *value,
                             const struct place *place)
{
    (void)compiler;
    (void)node;
    (void)value;
    (void)place;
    return ERR_OK;
}

static enum err read_description(struct compiler *compiler, struct node *node, const json_t *value,
                                 const struct place *place)
{
    (void)compiler;
    (void)place;
    node->description = json_string_value(value);
    return ERR_OK;
}

/* An $id further in would change what references mean; ours have none. */
static enum err read_id(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    (void)value;
    if (node->source == compiler->schema->document) return ERR_OK;
    return fail(compiler, place, "$id is only known at the root", "");
}

static enum err read_defs(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    (void)node;
    const char *name;
    json_t *source;
    if (!json_is_object(value)) return fail(compiler, place, "must be an object", "");
    json_object_foreach ((json_t *)value, name, source) {
        struct place inside = {.parent = place, .key = name};
        struct node *unused = NULL; /* found again by $ref; compiled here so that all are looked at */
        enum err err = node_compile(compiler, source, &inside, &unused);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static enum err read_reference(struct compiler *compiler, struct node *node, const json_t *value,
                               const struct place *place)
{
    const char *reference = json_string_value(value);
    if (reference == NULL || reference[0] != '#')
        return fail(compiler, place, "only references into this schema (#…) are known", "");
    const json_t *source = pointer_find(compiler->schema->document, reference + 1);
    if (source == NULL) return fail(compiler, place, "there is nothing at ", reference);
    return node_compile(compiler, source, place, &node->reference);
}

static unsigned int type_of_name(const char *name)
{
    static const struct {
        const char *name;
        enum schema_type type;
    } types[] = {{"null", TYPE_NULL},     {"boolean", TYPE_BOOLEAN}, {"object", TYPE_OBJECT}, {"array", TYPE_ARRAY},
                 {"number", TYPE_NUMBER}, {"integer", TYPE_INTEGER}, {"string", TYPE_STRING}};
    for (size_t at = 0; name != NULL && at < sizeof(types) / sizeof(types[0]); at++) {
        if (strcmp(types[at].name, name) == 0) return types[at].type;
    }
    return 0;
}

static enum err read_type(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t at = 0; at < count; at++) {
        unsigned int type = type_of_name(json_string_value(json_is_array(value) ? json_array_get(value, at) : value));
        if (type == 0) return fail(compiler, place, "no such type", "");
        node->types |= type;
    }
    return count > 0 ? ERR_OK : fail(compiler, place, "no type at all", "");
}

static enum err read_enum(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    if (!json_is_array(value)) return fail(compiler, place, "must be a list", "");
    node->values = value;
    return ERR_OK;
}

static enum err read_const(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    (void)compiler;
    (void)place;
    node->value = value;
    return ERR_OK;
}

static enum err read_properties(struct compiler *compiler, struct node *node, const json_t *value,
                                const struct place *place)
{
    const char *name;
    json_t *source;
    if (!json_is_object(value)) return fail(compiler, place, "must be an object", "");
    node->properties = calloc(json_object_size(value) + 1, sizeof(*node->properties));
    if (node->properties == NULL) return ERR_NOMEM;
    json_object_foreach ((json_t *)value, name, source) {
        struct place inside = {.parent = place, .key = name};
        struct node_member *member = &node->properties[node->properties_count++];
        member->name = name;
        enum err err = node_compile(compiler, source, &inside, &member->node);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static enum err read_required(struct compiler *compiler, struct node *node, const json_t *value,
                              const struct place *place)
{
    size_t at;
    json_t *name;
    if (!json_is_array(value)) return fail(compiler, place, "must be a list of names", "");
    json_array_foreach (value, at, name) {
        if (!json_is_string(name)) return fail(compiler, place, "must be a list of names", "");
    }
    node->required = value;
    return ERR_OK;
}

static enum err read_additional(struct compiler *compiler, struct node *node, const json_t *value,
                                const struct place *place)
{
    return node_compile(compiler, value, place, &node->additional);
}

static enum err read_names(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    return node_compile(compiler, value, place, &node->names);
}

static enum err read_items(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    return node_compile(compiler, value, place, &node->items);
}

static enum err count_into(struct compiler *compiler, int64_t *out, const json_t *value, const struct place *place)
{
    /* 2.0 is a whole number to JSON Schema. */
    double number = json_number_value(value);
    if (!json_is_number(value) || number < 0 || number > 1e15 || (double)(int64_t)number != number) {
        return fail(compiler, place, "must be a whole number from 0", "");
    }
    *out = (int64_t)number;
    return ERR_OK;
}

static enum err read_items_min(struct compiler *compiler, struct node *node, const json_t *value,
                               const struct place *place)
{
    return count_into(compiler, &node->items_min, value, place);
}

static enum err read_items_max(struct compiler *compiler, struct node *node, const json_t *value,
                               const struct place *place)
{
    return count_into(compiler, &node->items_max, value, place);
}

static enum err read_length_min(struct compiler *compiler, struct node *node, const json_t *value,
                                const struct place *place)
{
    return count_into(compiler, &node->length_min, value, place);
}

static enum err read_length_max(struct compiler *compiler, struct node *node, const json_t *value,
                                const struct place *place)
{
    return count_into(compiler, &node->length_max, value, place);
}

static enum err read_unique(struct compiler *compiler, struct node *node, const json_t *value,
                            const struct place *place)
{
    if (!json_is_boolean(value)) return fail(compiler, place, "must be true or false", "");
    node->items_unique = json_is_true(value);
    return ERR_OK;
}

static enum err read_pattern(struct compiler *compiler, struct node *node, const json_t *value,
                             const struct place *place)
{
    if (!json_is_string(value)) return fail(compiler, place, "must be text", "");
    int code = 0;
    PCRE2_SIZE offset = 0;
    node->pattern_text = json_string_value(value);
    /* ENDONLY: in JSON Schema "$" is the end of the text, not also before a last line break. */
    node->pattern = pcre2_compile((PCRE2_SPTR)node->pattern_text, json_string_length(value),
                                  PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &code, &offset, NULL);
    if (node->pattern != NULL) return ERR_OK;
    return code == PCRE2_ERROR_HEAP_FAILED ? ERR_NOMEM : fail(compiler, place, "no such pattern: ", node->pattern_text);
}

static enum err number_into(struct compiler *compiler, const json_t **out, const json_t *value,
                            const struct place *place)
{
    if (!json_is_number(value)) return fail(compiler, place, "must be a number", "");
    *out = value;
    return ERR_OK;
}

static enum err read_minimum(struct compiler *compiler, struct node *node, const json_t *value,
                             const struct place *place)
{
    return number_into(compiler, &node->minimum, value, place);
}

static enum err read_maximum(struct compiler *compiler, struct node *node, const json_t *value,
                             const struct place *place)
{
    return number_into(compiler, &node->maximum, value, place);
}

static enum err read_all(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    return list_compile(compiler, value, place, &node->all);
}

static enum err read_any(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    return list_compile(compiler, value, place, &node->any);
}

static enum err read_one(struct compiler *compiler, struct node *node, const json_t *value, const struct place *place)
{
    return list_compile(compiler, value, place, &node->one);
}

static const struct {
    const char *name;
    keyword_read *read;
} keywords[] = {
    {"$schema", read_nothing},
    {"$id", read_id},
    {"$defs", read_defs},
    {"$ref", read_reference},
    {"title", read_nothing},
    {"description", read_description},
    {"type", read_type},
    {"enum", read_enum},
    {"const", read_const},
    {"properties", read_properties},
    {"required", read_required},
    {"additionalProperties", read_additional},
    {"propertyNames", read_names},
    {"items", read_items},
    {"minItems", read_items_min},
    {"maxItems", read_items_max},
    {"uniqueItems", read_unique},
    {"minLength", read_length_min},
    {"maxLength", read_length_max},
    {"pattern", read_pattern},
    {"minimum", read_minimum},
    {"maximum", read_maximum},
    {"allOf", read_all},
    {"anyOf", read_any},
    {"oneOf", read_one},
};

static enum err keyword_compile(struct compiler *compiler, struct node *node, const char *name, const json_t *value,
                                const struct place *place)
{
    for (size_t at = 0; at < sizeof(keywords) / sizeof(keywords[0]); at++) {
        if (strcmp(keywords[at].name, name) == 0) return keywords[at].read(compiler, node, value, place);
    }
    return fail(compiler, place->parent, "unknown keyword ", name);
}

static struct node *node_find(const struct schema *schema, const json_t *source)
{
    for (size_t at = 0; at < schema->nodes_count; at++) {
        if (schema->nodes[at]->source == source) return schema->nodes[at];
    }
    return NULL;
}

static struct node *node_add(struct schema *schema, const json_t *source)
{
    struct node *node = calloc(1, sizeof(*node));
    if (node == NULL) return NULL;
    *node = (struct node){.source = source, .items_min = -1, .items_max = -1, .length_min = -1, .length_max = -1};
    schema->nodes[schema->nodes_count++] = node;
    return node;
}

static enum err node_compile(struct compiler *compiler, const json_t *source, const struct place *place,
                             struct node **out)
{
    /* Known before its keywords are read, so that a schema may refer to itself. The singletons
     * true and false have no identity of their own; they need none. */
    *out = json_is_object(source) ? node_find(compiler->schema, source) : NULL;
    if (*out != NULL) return ERR_OK;
    if (!json_is_object(source) && !json_is_boolean(source)) return fail(compiler, place, "must be a schema", "");
    if (compiler->schema->nodes_count == NODES_MAX) return fail(compiler, place, "too many schemas in one", "");
    struct node *node = node_add(compiler->schema, source);
    if (node == NULL) return ERR_NOMEM;
    *out = node;
    node->never = json_is_false(source);
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)source, name, value) {
        struct place inside = {.parent = place, .key = name};
        enum err err = keyword_compile(compiler, node, name, value, &inside);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

enum err schema_compile(struct schema **out, json_t *document, char problem[SCHEMA_PROBLEM_BYTES])
{
    *out = NULL;
    problem[0] = '\0';
    AUTO(schema_auto) struct schema *schema = calloc(1, sizeof(*schema));
    if (schema == NULL) return ERR_NOMEM;
    schema->document = json_incref(document);
    schema->nodes = calloc(NODES_MAX, sizeof(struct node *));
    if (schema->nodes == NULL) return ERR_NOMEM;
    struct compiler compiler = {.schema = schema, .problem = problem};
    struct place root = {.parent = NULL};
    struct node *node = NULL;
    enum err err = node_compile(&compiler, document, &root, &node);
    if (err != ERR_OK) return err;
    *out = schema;
    schema = NULL; /* the caller owns it now */
    return ERR_OK;
}

static void node_destroy(struct node *node)
{
    free(node->properties);
    free(node->all.nodes);
    free(node->any.nodes);
    free(node->one.nodes);
    pcre2_code_free(node->pattern);
    free(node);
}

void schema_destroy(struct schema *schema)
{
    if (schema == NULL) return;
    for (size_t at = 0; at < schema->nodes_count; at++) node_destroy(schema->nodes[at]);
    free(schema->nodes);
    json_decref(schema->document);
    free(schema);
}

void schema_auto(struct schema **schema)
{
    schema_destroy(*schema);
}
