/* sync/agent/url.h - which addresses a kiosk may speak to.
 *
 * https to anybody; http only to this machine itself (a registry, or a tunnel, on loopback).
 * Judged by libcurl's own parser, so that what is checked is what is asked. */
#pragma once

#include "sync/base/err.h"
#include "sync/store/identity.h"

/* Checks what a person typed and gives it as identity.registry_url wants it: no slash at the
 * end, nothing after the path. Errors: ERR_INVALID (no such form, a user name or a question in
 * it, or too long), ERR_REFUSED (plain http to another machine, or another scheme), ERR_NOMEM. */
MUST_USE enum err url_check(char out[IDENTITY_URL_BYTES_MAX + 1], const char *typed);
