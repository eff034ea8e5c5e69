/* sync/registry/formats/schema_node.h - a compiled schema from inside: schema.c makes it,
 * schema_check.c walks it. Nobody else includes this. */
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <jansson.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schema_type {
    TYPE_NULL = 1 << 0,
    TYPE_BOOLEAN = 1 << 1,
    TYPE_OBJECT = 1 << 2,
    TYPE_ARRAY = 1 << 3,
    TYPE_NUMBER = 1 << 4,
    TYPE_INTEGER = 1 << 5,
    TYPE_STRING = 1 << 6,
};

struct node_list {
    struct node **nodes; /* the array is owned, the nodes are the schema's */
    size_t count;
};

struct node_member {
    const char *name; /* borrowed from the document */
    struct node *node;
};

/* One (sub)schema. What is NULL, 0, or a count of -1 demands nothing. */
struct node {
    const json_t *source; /* borrowed: which part of the document it is */
    bool never;           /* the schema `false` */
    unsigned int types;   /* any of enum schema_type */
    const json_t *values; /* enum */
    const json_t *value;  /* const */
    struct node *reference;
    struct node_member *properties; /* owned array */
    size_t properties_count;
    const json_t *required;
    struct node *additional;
    struct node *names;
    struct node *items;
    int64_t items_min, items_max;
    bool items_unique;
    int64_t length_min, length_max;
    pcre2_code *pattern; /* owned */
    const char *pattern_text;
    const char *description;
    const json_t *minimum, *maximum;
    struct node_list all, any, one;
};

struct schema {
    json_t *document;    /* a reference held */
    struct node **nodes; /* owned, and each node too; the first is the root */
    size_t nodes_count;
};
