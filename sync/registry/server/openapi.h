/* sync/registry/server/openapi.h - the description of every address, openapi.json, made a part of the program by
 * registry.mk and served at GET /v1/openapi.json. tests/unit/test_openapi_document.c holds it against the routes,
 * test_openapi.c against their answers. */
#pragma once

#include <stddef.h>

extern const unsigned char openapi_document[]; /* JSON; not NUL-terminated */
extern const size_t openapi_document_bytes;

struct service;
struct call;

/* The route. */
void openapi_answer(struct service *service, struct call *call);
