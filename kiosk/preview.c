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
#include "sync/model/picture.h"
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
    if (!kind) failed |= json_object_set_new(network, "kind", json_string(network_kind_name(KIND_WELFARE)));
    if (!status) failed |= json_object_set_new(network, "status", json_string(network_status_name(STATUS_FORMING)));
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}

static json_t *item_of(size_t number, const char *type, const char *id, json_t *body)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:O}", "seq", (json_int_t)number, "type", type, "id", id, "position",
                     (json_int_t)number, "body", body);
}

/* The items of a page of the feed: the site, a network, since a board without any is not shown, and the page. */
static enum err make_page_items(json_t *page, json_t *site, json_t **out)
{
    AUTO(json_auto) json_t *network = json_object();
    AUTO(json_auto) json_t *items = json_array();
    if (!json_is_object(page)) return ERR_INVALID;
    if (put_if_missing(page, "id", "ny") != 0 || put_if_missing(page, "title", "…") != 0) return ERR_NOMEM;
    enum err err = complete(network);
    if (err != ERR_OK) return err;
    bool made = json_array_append_new(items, item_of(1, "site", "site", site)) == 0 &&
                json_array_append_new(items, item_of(2, "network", "ny", network)) == 0 &&
                json_array_append_new(items, item_of(3, "page", json_text_at(page, "id"), page)) == 0;
    if (!made) return ERR_NOMEM;
    *out = items;
    items = NULL; /* the caller owns it now */
    return ERR_OK;
}

/* The items of a page of the feed: the site, then the networks. */
static enum err make_items(json_t *document, json_t **out)
{
    AUTO(json_auto) json_t *items = json_array();
    json_t *networks = json_object_get(document, "networks");
    AUTO(json_auto) json_t *alone = networks == NULL ? json_pack("[O]", document) : NULL;
    json_t *given = json_object_get(document, "site");
    AUTO(json_auto) json_t *site = json_is_object(given) ? json_incref(given) : json_loads(plain_site, 0, NULL);
    json_t *pages = json_object_get(document, "pages");
    if (networks == NULL && pages != NULL) return make_page_items(json_array_get(pages, 0), site, out);
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
        (void)json_object_del(network, "places"); /* nobody looks at it from one of them */
        if (json_array_append_new(items, item_of(at + 2, "network", id, network)) != 0) return ERR_NOMEM;
    }
    *out = items;
    items = NULL; /* the caller owns it now */
    return ERR_OK;
}

/* ---- the temporary folder ---- */

/* Where a picture of this name lies; NULL when it is none. The caller frees. */
static char *picture_path(const char *folder, const char *name)
{
    char file[PICTURE_NAME_BYTES + 4];
    if (!picture_is_name(name)) return NULL;
    snprintf(file, sizeof(file), "%s.png", name);
    return file_join(folder, file);
}

/* One that can't be kept is missing on the screen, as it would be on the wall. */
static enum err fill_pictures(const char *folder, const json_t *pictures)
{
    const char *name;
    json_t *value;
    enum err err = json_object_size(pictures) > 0 ? file_make_folder(folder, 0700) : ERR_OK;
    json_object_foreach ((json_t *)pictures, name, value) {
        unsigned char *bytes = NULL;
        size_t count = 0;
        char *path = picture_path(folder, name);
        if (err == ERR_OK && path != NULL &&
            json_blob_at(pictures, name, PICTURE_BYTES_MAX, &bytes, &count) == ERR_OK) {
            err = file_write(path, bytes, count, 0600);
        }
        free(bytes);
        free(path);
    }
    return err;
}

static void remove_pictures(const char *folder, const json_t *pictures)
{
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)pictures, name, value) {
        char *path = picture_path(folder, name);
        if (path != NULL) unlink(path);
        free(path);
    }
    rmdir(folder);
}

static enum err fill(const char *folder, const json_t *items, const json_t *pictures)
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
    if (err == ERR_OK) err = fill_pictures(dir.pictures, pictures);
    str_finish(&page.text);
    data_dir_finish(&dir);
    return err;
}

static void remove_folder(const char *folder, const json_t *pictures)
{
    static const char *const names[] = {"content.db", "content.db-wal", "content.db-shm", "content.suspect"};
    char path[PATH_BYTES + 32];
    snprintf(path, sizeof(path), "%s/" PICTURES_FOLDER, folder);
    remove_pictures(path, pictures);
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

/* What is shown, of a page of the feed with one item of it. */
struct wanted {
    const char *screen; /* the name of the frame's */
    enum action_kind first;
    struct action action;
    int64_t part;
};

static struct wanted wanted_of(const json_t *items, const json_t *document)
{
    int64_t part = json_int_at(document, "part", 0);
    bool page = json_object_get(document, "networks") == NULL && json_object_get(document, "pages") != NULL;
    const char *id = json_text_at(json_array_get(items, 1), "id");
    struct wanted wanted = {.screen = "network",
                            .first = ACTION_OPEN_BOARD,
                            .action = {.kind = ACTION_OPEN_NETWORK, .target = id},
                            .part = part < 0 ? 0 : part};
    if (wanted.part > PREVIEW_PARTS_MAX) wanted.part = PREVIEW_PARTS_MAX;
    if (!page) return wanted;
    wanted.screen = "page";
    wanted.first = ACTION_ABOUT;
    wanted.action = (struct action){.kind = ACTION_OPEN_PAGE};
    return wanted;
}

/* As a visitor comes to it: from the board, or what there is to read, on a screen that may take what is given. */
static void open_wanted(struct app *app, const struct wanted *wanted)
{
    app_look(app, 0);
    app_event(app, &(struct event){.kind = EVENT_ENROLLED, .amount = 1});
    struct event tap = {.kind = EVENT_TAP, .action = {.kind = wanted->first}};
    app_event(app, &tap);
    (void)app_frame(app);
    tap.action = wanted->action;
    tap.now_ms = SETTLED_MS / 2; /* no double strike */
    app_event(app, &tap);
    int64_t now_ms = SETTLED_MS;
    app_time(app, now_ms); /* and no ring of the touch any more */
    for (int64_t part = 0; part < wanted->part; part++) {
        (void)app_frame(app);
        app_event(app, &(struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_SCROLL_DOWN}, .now_ms = now_ms});
        app_time(app, now_ms += SETTLED_MS);
    }
}

static enum err paint(struct app *app, const struct wanted *wanted, const char *path)
{
    struct damage damage;
    const struct metrics *metrics = app_metrics(app);
    if (strcmp(app_frame(app)->screen, wanted->screen) != 0) return ERR_INVALID;
    struct canvas *canvas = canvas_create(metrics->width, metrics->height);
    if (canvas == NULL) return ERR_NOMEM;
    app_paint(app, canvas, &damage);
    enum err err = write_picture(canvas, path);
    canvas_destroy(canvas);
    return err;
}

static enum err show(const struct app_options *options, const char *folder, const json_t *items, const json_t *document,
                     const char *path)
{
    char why[512] = "";
    struct app *app = NULL;
    struct app_options here = *options;
    here.data = folder;
    struct wanted wanted = wanted_of(items, document);
    enum err err = fill(folder, items, json_object_get(document, "pictures"));
    if (err != ERR_OK) return err;
    err = app_open(&app, &here, why, sizeof(why));
    if (err != ERR_OK) {
        if (why[0] != '\0') log_line(LOG_LEVEL_ERROR, "%s", why);
        return err;
    }
    open_wanted(app, &wanted);
    err = paint(app, &wanted, path);
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
        err = show(app, folder, items, document, options->out);
        remove_folder(folder, json_object_get(document, "pictures"));
    }
    if (err != ERR_OK) log_line(LOG_LEVEL_ERROR, "there is no preview of %s: %s", options->path, err_text(err));
    return err;
}
