/* sync/base/err.h - how a function says that it failed, and the attributes used everywhere.
 *
 * Functions that can fail return an enum err that must be used; results come through `out`
 * parameters, which are left untouched, or set to NULL, unless ERR_OK is returned.
 * Errors are for what the world can do to us. What only a programmer can break is asserted. */
#pragma once

enum err {
    ERR_OK = 0,
    ERR_NOMEM,       /* out of memory */
    ERR_IO,          /* a file, a disk or a socket failed; errno may say more */
    ERR_FULL,        /* a named limit or the disk is reached; nothing was stored */
    ERR_INVALID,     /* what was given does not have the right form */
    ERR_TOO_LARGE,   /* over a named limit on size or depth */
    ERR_NOT_FOUND,   /* no such thing */
    ERR_EXISTS,      /* already there, with the same bytes */
    ERR_CONFLICT,    /* already there, with other bytes */
    ERR_DAMAGED,     /* a file is there but cannot be read as what it should be */
    ERR_UNTRUSTED,   /* a signature, key or seal does not fit */
    ERR_REFUSED,     /* the other side understood and said no */
    ERR_UNAVAILABLE, /* not now: try again later */
};

#define MUST_USE                   __attribute__((warn_unused_result))
#define PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

/* AUTO(f) struct thing *t = NULL; calls f(&t) when t goes out of scope. */
#define AUTO(cleanup_function) __attribute__((cleanup(cleanup_function)))

/* A constant English sentence without full stop, e.g. "no such thing". */
const char *err_text(enum err err);
