/* sync/registry/staff/staff_mail.h - where a user hears that something about how they sign in has changed.
 *
 * Told by mail (mail.h), within the transaction that changes it: another password, a second factor set up or taken
 * away, a recovery code used, another address (at the former one). The mail says what to do when it was somebody else,
 * and holds nothing that opens anything. Who has given no address is not told, and the staff page says so. A queue that
 * is full stops nobody from changing a password. */
#pragma once

#include "sync/registry/formats/mail_header.h"
#include "sync/registry/registry.h"

enum staff_news {
    STAFF_NEWS_PASSWORD,
    STAFF_NEWS_FACTOR,    /* set up */
    STAFF_NEWS_NO_FACTOR, /* taken away */
    STAFF_NEWS_RECOVERY,  /* a recovery code was used */
    STAFF_NEWS_ADDRESS,   /* told at the address it was */
    STAFF_NEWS_COUNT
};

/* "": none. ERR_NOT_FOUND, those of db_query(). */
MUST_USE enum err staff_mail_of(struct registry *registry, const char *name, char out[MAIL_ADDRESS_BYTES_MAX + 1]);
/* "" for none; the former one is told. Errors: ERR_INVALID (no address), ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err staff_mail_set(struct registry *registry, const char *name, const char *address);
/* Inside the caller's transaction. Errors: those of db_run(). */
MUST_USE enum err staff_mail_tell(struct registry *registry, const char *name, enum staff_news news);

/* For registry.c's list of migrations. */
extern const char staff_mail_schema[];
