/* sync/base/json_plain.h - the quick way through JSON in which nothing is out of the way; json_parse() takes it first.
 *
 * jansson looks at each byte through several functions, some 200 instructions for each; a kiosk's first pull was mostly
 * that. What is read here becomes the very document that jansson would make of it: objects, arrays, texts, whole
 * numbers of at most 18 digits, true, false and null. Whatever is not that (fractions, \u, control characters, an
 * object with the same key twice, anything that is no JSON) is left to jansson, with its verdict and its words, so
 * nothing is ever refused here. A test holds both against each other. */
#pragma once

#include <jansson.h>
#include <stddef.h>

/* Exactly bytes_count bytes, nested no deeper than depth_max. NULL: ask jansson; there may be too little memory, too.
 * The caller owns what comes back (json_decref()). */
json_t *json_plain_parse(const char *bytes, size_t bytes_count, size_t depth_max);
