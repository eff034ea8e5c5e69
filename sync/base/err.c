#include "sync/base/err.h"

const char *err_text(enum err err)
{
    switch (err) {
    case ERR_OK: return "all is well";
    case ERR_NOMEM: return "out of memory";
    case ERR_IO: return "a file or socket could not be read or written";
    case ERR_FULL: return "there is no room";
    case ERR_INVALID: return "it does not have the right form";
    case ERR_TOO_LARGE: return "it is larger than allowed";
    case ERR_NOT_FOUND: return "there is no such thing";
    case ERR_EXISTS: return "it is there already";
    case ERR_CONFLICT: return "something else is there already";
    case ERR_DAMAGED: return "it is damaged";
    case ERR_UNTRUSTED: return "its signature or key does not fit";
    case ERR_REFUSED: return "the other side refused";
    case ERR_UNAVAILABLE: return "it is not available now";
    }
    return "unknown error";
}
