/* sync/registry/privacy/privacy_schema.h - the tables of data protection: holds, refusals, proofs, notices. */
#pragma once

/* A migration of registry.c. */
extern const char privacy_schema[];
