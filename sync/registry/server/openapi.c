#include "sync/registry/server/openapi.h"

#include <microhttpd.h>

#include "sync/registry/server/call.h"

void openapi_answer(struct service *service, struct call *call)
{
    (void)service;
    call_answer(call, MHD_HTTP_OK, json_loadb((const char *)openapi_document, openapi_document_bytes, 0, NULL));
}
