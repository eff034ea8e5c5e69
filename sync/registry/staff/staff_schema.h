/* sync/registry/staff/staff_schema.h - the tables of who staff are; roles, second factor, invitations, sessions, the
 * log. */
#pragma once

/* For registry.c's list of migrations. */
extern const char staff_schema[];
