/* sync/registry/content/works_schema.h - the tables of versions.h, for networks and editorial pages alike. */
#pragma once

/* A migration of registry.c: the versions of networks move into tables that say what a row is of, and each page that is
 * shown gets its first version. */
extern const char works_schema[];
