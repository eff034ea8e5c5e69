/* sync/registry/content/content_schema.h - assets/schema/content.schema.json, made a part of the program
 * by registry.mk. */
#pragma once

#include <stddef.h>

extern const unsigned char content_schema_json[]; /* not NUL-terminated */
extern const size_t content_schema_json_bytes;
