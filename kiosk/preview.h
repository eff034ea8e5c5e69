/* kiosk/preview.h - the screen of a network or an editorial page as a picture, of a body that is nowhere yet: for
 * whoever edits it.
 *
 * The document is JSON: a network (assets/schema/content.schema.json), or
 *   {"site":{…},"networks":[NETWORK, …],"part":N}
 * where the first is the one that is shown and the others are those it tells of, or
 *   {"site":{…},"pages":[PAGE],"pictures":{NAME:BYTES},"part":N}
 * with the files of its pictures, in base64 (sync/base/json.h). `part`: how many times one has pressed the arrow down.
 * It goes through a catalog in a temporary folder, which is removed, and then the same way as on the wall: model, view,
 * frame, paint. What a network or a page can't be read without and an unfinished one lacks (title, question, kind,
 * status) is "…" or the first kind and status. */
#pragma once

#include "kiosk/app.h"
#include "sync/base/err.h"

enum {
    PREVIEW_BYTES_MAX = 8 * 1024 * 1024 /* as many networks as below, as large as may be */,
    PREVIEW_NETWORKS_MAX = 32,
    PREVIEW_PARTS_MAX = 40
};

struct preview_options {
    const char *path; /* of the document; "-": standard input. NULL: none is asked for */
    const char *out;  /* the PNG file; "-": standard output */
};

/* What fails is logged. `app` says size, glass and language; its data folder is not looked at. ERR_INVALID: the
 * document is none, or shows neither. ERR_IO: the picture can't be written. Others are those of the catalog and of
 * app_open(). */
MUST_USE enum err preview_run(const struct app_options *app, const struct preview_options *options);
