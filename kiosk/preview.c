#define _POSIX_C_SOURCE 200809L
#include "kiosk/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/png.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/model/network.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"

enum { DEPTH_MAX = 16, PATH_BYTES = 256, SETTLED_MS = 2000 };

static const char plain_site[] =
    "{\"name\":\"Forhal\",\"notice\":{\"version\":\"2026-1\",\"title\":\"…\",\"intro\":\"…\","
    "\"sections\":[{\"heading\":\"…\",\"text\":\"…\"}]},\"phases\":[]}";

/* ---- the document ---- */

static enum err read_input(struct str *out)
{
    char piece[4096];
    size_t count;
    str_init(out, PREVIEW_BYTES_MAX);
    while ((count = fread(piece, 1, sizeof(piece), stdin)) > 0 && str_ok(out)) str_add_bytes(out, piece, count);
    if (!str_ok(out)) return ERR_TOO_LARGE;
    return ferror(stdin) ? ERR_IO : ERR_OK;
}

static enum err read_document(const char *path, json_t **out)
{
    AUTO(str_finish) struct str text;
    enum err err = strcmp(path, "-") == 0 ? read_input(&text) : file_read(&text, path, PREVIEW_BYTES_MAX);
    if (err != ERR_OK) return err;
    err = json_parse(out, str_text(&text), text.length, PREVIEW_BYTES_MAX, DEPTH_MAX, NULL);
    if (err == ERR_OK && !json_is_object(*out)) err = ERR_INVALID;
    return err;
}

static int put_if_missing(json_t *network, const char *key, const char *instead)
{
    const char *text = json_text_at(network, key);
    return text != NULL && text[0] != '\0' ? 0 : json_object_set_new(network, key, json_string(instead));
}

/* An unfinished network as one that can be read. */
static enum err complete(json_t *network)
{
    bool kind = network_kind_from_name(json_text_at(network, "kind")) != KIND_COUNT;
    bool status = network_status_from_name(json_text_at(network, "status")) != STATUS_COUNT;
    int failed = put_if_missing(network, "id", "ny") | put_if_missing(network, "title", "…") |
                 put_if_missing(network, "question", "…");
    json_object_del(network, "places"); /* it is looked at here, wherever it will be shown */
    if (!kind) failed |= json_object_set_new(network, "kind", json_string(network_kind_name(KIND_WELFARE)));
    if (!status) failed |= json_object_set_new(network, "status", json_string(network_status_name(STATUS_FORMING)));
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}

static json_t *item_of(size_t number, const char *type, const char *id, json_t *body)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:O}", "seq", (json_int_t)number, "type", type, "id", id, "position",
                     (json_int_t)number, "body", body);
}

/* The items of a page of the feed: the site, then the networks. */
static enum err make_items(json_t *document, json_t **out)
{
    AUTO(json_auto) json_t *items = json_array();
    json_t *networks = json_object_get(document, "networks");
    AUTO(json_auto) json_t *alone = networks == NULL ? json_pack("[O]", document) : NULL;
    json_t *given = json_object_get(document, "site");
    AUTO(json_auto) json_t *site = json_is_object(given) ? json_incref(given) : json_loads(plain_site, 0, NULL);
    if (networks == NULL) networks = alone;
    if (!json_is_object(json_array_get(networks, 0))) return ERR_INVALID;
    if (json_array_append_new(items, item_of(1, "site", "site", site)) != 0) return ERR_NOMEM;
    size_t at;
    json_t *network;
    json_array_foreach (networks, at, network) {
        if (at == PREVIEW_NETWORKS_MAX) break;
        enum err err = at == 0 ? complete(network) : ERR_OK;
        if (err != ERR_OK) return err;
        const char *id = json_text_at(network, "id");
        if (id == NULL) continue;
        if (json_array_append_new(items, item_of(at + 2, "network", id, network)) != 0) return ERR_NOMEM;
    }
    *out = items;
    items = NULL; /* the caller owns it now */
    return ERR_OK;
}

/* ---- the temporary folder ---- */

static enum err fill(const char *folder, const json_t *items)
{
    struct data_dir dir;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    enum err err = data_dir_init(&dir, folder);
    if (err != ERR_OK) return err;
    int64_t count =
        (int64_t)json_integer_value(json_object_get(json_array_get(items, json_array_size(items) - 1), "seq"));
    /* A page of the feed without what stands beside its items: nobody signed it, and nobody else will read it. */
    AUTO(json_auto) json_t *nothing = json_object();
    char *text = json_dumps(items, JSON_COMPACT);
    if (nothing == NULL || text == NULL) err = ERR_NOMEM;
    struct feed_page page = {.document = nothing,
                             .generation = "1-00000000",
                             .to = count,
                             .head = count,
                             .fresh = true,
                             .items_count = json_array_size(items),
                             .items_from = 1}; /* behind the [ */
    str_init(&page.text, 2 * PREVIEW_BYTES_MAX);
    if (text != NULL) str_add(&page.text, text);
    free(text);
    if (err == ERR_OK && !str_ok(&page.text)) err = ERR_TOO_LARGE;
    size_t refused = 0;
    if (err == ERR_OK) err = catalog_open(&catalog, dir.content, CATALOG_WRITER);
    if (err == ERR_OK) err = catalog_apply(catalog, &page, &refused);
    str_finish(&page.text);
    data_dir_finish(&dir);
    return err;
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = {"content.db", "content.db-wal", "content.db-shm", "content.suspect"};
    char path[PATH_BYTES + 32];
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[at]);
        unlink(path);
    }
    rmdir(folder);
}

/* ---- the picture ---- */

static enum err write_picture(const struct canvas *canvas, const char *path)
{
    unsigned char *png = NULL;
    size_t bytes = 0;
    if (strcmp(path, "-") != 0) return png_write(canvas, path);
    enum err err = png_make(canvas, &png, &bytes);
    if (err != ERR_OK) return err;
    if (fwrite(png, 1, bytes, stdout) != bytes || fflush(stdout) != 0) err = ERR_IO;
    free(png);
    return err;
}

/* As a visitor comes to it: from the board, on a screen that may take what is given. */
static void open_network(struct app *app, const char *id)
{
    app_look(app, 0);
    app_event(app, &(struct event){.kind = EVENT_ENROLLED, .amount = 1});
    struct event tap = {.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_BOARD}};
    app_event(app, &tap);
    (void)app_frame(app);
    tap.action.kind = ACTION_OPEN_NETWORK;
    tap.action.target = id;
    tap.now_ms = SETTLED_MS / 2; /* no double strike */
    app_event(app, &tap);
    app_time(app, SETTLED_MS); /* and no ring of the touch any more */
}

static enum err paint(struct app *app, const char *path)
{
    struct damage damage;
    const struct metrics *metrics = app_metrics(app);
    if (strcmp(app_frame(app)->screen, "network") != 0) return ERR_INVALID;
    struct canvas *canvas = canvas_create(metrics->width, metrics->height);
    if (canvas == NULL) return ERR_NOMEM;
    app_paint(app, canvas, &damage);
    enum err err = write_picture(canvas, path);
    canvas_destroy(canvas);
    return err;
}

static enum err show(const struct app_options *options, const char *folder, const json_t *items, const char *path)
{
    char why[512] = "";
    struct app *app = NULL;
    struct app_options here = *options;
    here.data = folder;
    enum err err = fill(folder, items);
    if (err != ERR_OK) return err;
    err = app_open(&app, &here, why, sizeof(why));
    if (err != ERR_OK) {
        if (why[0] != '\0') log_line(LOG_LEVEL_ERROR, "%s", why);
        return err;
    }
    open_network(app, json_text_at(json_array_get(items, 1), "id"));
    err = paint(app, path);
    app_close(app);
    return err;
}

enum err preview_run(const struct app_options *app, const struct preview_options *options)
{
    AUTO(json_auto) json_t *document = NULL;
    AUTO(json_auto) json_t *items = NULL;
    char folder[PATH_BYTES];
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%.200s/forhal-preview.XXXXXX", temporary != NULL ? temporary : "/tmp");
    enum err err = read_document(options->path, &document);
    if (err == ERR_OK) err = make_items(document, &items);
    if (err == ERR_OK && mkdtemp(folder) == NULL) err = ERR_IO;
    if (err == ERR_OK) {
        err = show(app, folder, items, options->out);
        remove_folder(folder);
    }
    if (err != ERR_OK) log_line(LOG_LEVEL_ERROR, "there is no preview of %s: %s", options->path, err_text(err));
    return err;
}
