/* sync/registry/mail/mail.h - mails that wait to be sent: a table, written inside the transaction that gives the
 * reason.
 *
 * Whatever happens, a mail goes out only if its reason was committed. postman.h takes mails from here to the thread
 * that speaks to the mail server (mail_sender.h) and brings back what came of it. A mail is deleted when it was sent.
 * Who sends one has claimed it first, for MAIL_CLAIM_S, in a transaction, so of two registries on one PostgreSQL only
 * one does. Who is cut off between the server's "taken" and the commit that follows leaves a claim behind; when that
 * has ended the mail is sent once more, with the same Message-ID, by which mailboxes tell a repeat.
 *
 * What the server refuses for good, or what could not be sent for MAIL_TRIED_DAYS, is put aside, where staff see it,
 * for as many days as the settings say. Addresses and texts are personal: they are in this table and nowhere else, and
 * never in a log. Threads: as the registry. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/base/db.h"
#include "sync/base/err.h"
#include "sync/registry/formats/mail_header.h"
#include "sync/registry/registry.h"

enum {
    MAIL_SUBJECT_BYTES_MAX = 400,
    MAIL_TEXT_BYTES_MAX = 16 * 1024,
    MAIL_WAITING_MAX = 10000,
    MAIL_TRIED_DAYS = 3,
    MAIL_CLAIM_S = 15 * 60, /* longer than a batch takes at its slowest */
    MAIL_ID_BYTES = 33,     /* 32 hex digits and the NUL */
    MAIL_HOLDER_BYTES = 17, /* 16 hex digits and the NUL */
    MAIL_WHY_BYTES = 32,
    MAIL_LIST_MAX = 200,
};

/* Puts a mail of plain text (lines end in "\n") into the queue, inside the caller's transaction if there is one. The
 * caller looks after what is in it. Errors: ERR_INVALID (no address a server can be told, no subject, not UTF-8),
 * ERR_TOO_LARGE, ERR_FULL (MAIL_WAITING_MAX wait), those of db_run(). */
MUST_USE enum err mail_queue(struct db *db, const char *to, const char *subject, const char *text);
/* The same, to whoever gave an entry: the mail goes when the entry does. 0: mail_queue(). */
MUST_USE enum err mail_queue_for(struct db *db, int64_t entry, const char *to, const char *subject, const char *text);
/* Takes back what waits, or was put aside, for whoever gave this entry; not by address, since anybody can type that of
 * another, and the staff's. */
MUST_USE enum err mail_forget(struct db *db, int64_t entry);
/* It goes to another address: the entry's contact was corrected. */
MUST_USE enum err mail_readdress(struct db *db, int64_t entry, const char *to);

struct mail {
    int64_t number;
    char id[MAIL_ID_BYTES]; /* the left half of its Message-ID */
    char to[MAIL_ADDRESS_BYTES_MAX + 1];
    char subject[MAIL_SUBJECT_BYTES_MAX + 1];
    char *text; /* owned */
};

/* Wipes and frees what it owns. */
void mail_finish(struct mail *mail);

/* Claims the mails that are due, at most `room`, the longest waiting first. Costs one small query while none is. The
 * caller finishes each of *out_count. Errors: those of db_run(). */
MUST_USE enum err mail_claim(struct registry *registry, const char holder[MAIL_HOLDER_BYTES], size_t room,
                             struct mail *out, size_t *out_count);
/* It was sent: deletes it. */
MUST_USE enum err mail_sent(struct registry *registry, int64_t number);
/* Not now; tried again after a delay that grows from a minute to six hours, or put aside. `why` is a code or a word of
 * ours. */
MUST_USE enum err mail_later(struct registry *registry, int64_t number, const char *why);
/* Never. */
MUST_USE enum err mail_put_aside(struct registry *registry, int64_t number, const char *why);
/* It was not even tried: anybody may claim it again, now. */
MUST_USE enum err mail_release(struct registry *registry, int64_t number, const char holder[MAIL_HOLDER_BYTES]);
/* Puts aside what is too old, and deletes what was put aside `aside_days` ago (0: nothing). Two small queries. */
MUST_USE enum err mail_expire(struct registry *registry, int aside_days);

/* {"waiting":N,"oldest":TIME?,"aside":[{"number","to","subject","queued":TIME,"why"}]}; the caller owns *out. */
MUST_USE enum err mail_list(struct registry *registry, json_t **out);
/* Staff decide about one that was put aside: once more, or away with it. ERR_NOT_FOUND. */
MUST_USE enum err mail_try_again(struct registry *registry, int64_t number);
MUST_USE enum err mail_drop(struct registry *registry, int64_t number);

/* For registry.c's list of migrations. */
extern const char mail_schema[];
extern const char mail_entry_schema[];
