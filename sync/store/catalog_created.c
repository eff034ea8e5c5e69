#include "sync/store/catalog_created.h"

#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/base/str.h"
#include "sync/store/catalog_inside.h"

static void created_read(struct created *out, const struct network *network)
{
    *out =
        (struct created){.status = network->status, .gift = network->gift.state, .gift_danish = network->gift.danish};
    letters_copy(out->id, sizeof(out->id), network->id);
    letters_copy(out->title, sizeof(out->title), network->short_title);
    network_petals_as_letters(network, out->petals);
    for (size_t at = 0; at < network->petals_count; at++) {
        letters_copy(out->keywords[at], sizeof(out->keywords[at]), network->petals[at].keyword);
    }
    letters_copy(out->gift_title, sizeof(out->gift_title), network->gift.title);
    letters_copy(out->gift_text, sizeof(out->gift_text), network->gift.text);
    letters_copy(out->gift_receiver, sizeof(out->gift_receiver), network->gift.receiver);
    out->children_count = network->spawned_count;
    for (size_t at = 0; at < network->spawned_count; at++) {
        const struct spawned *spawned = &network->spawned[at];
        out->children[at].place = CREATED_NOT_HERE;
        /* An id until place_children() has found its network. */
        letters_copy(out->children[at].title, sizeof(out->children[at].title),
                     spawned->network != NULL ? spawned->network : spawned->title);
        if (spawned->network != NULL) out->children[at].place = CREATED_MAX;
    }
}

static void place_children(struct created *list, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        for (size_t child = 0; child < list[at].children_count; child++) {
            struct created_child *found = &list[at].children[child];
            if (found->place == CREATED_NOT_HERE) continue;
            size_t place = 0;
            while (place < count && strcmp(list[place].id, found->title) != 0) place++;
            found->place = place < count ? (int)place : CREATED_NOT_HERE;
            letters_copy(found->title, sizeof(found->title), place < count ? list[place].title : "");
        }
    }
}

static enum err read_row(struct created *out, const struct rows *rows, const char *lang)
{
    AUTO(json_auto) json_t *body = NULL;
    const char *text = rows_text(rows, 0);
    if (text == NULL) return ERR_DAMAGED;
    enum err err = json_parse(&body, text, strlen(text), FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_DAMAGED;
    struct network network;
    err = network_from_json_in(&network, body, lang);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_DAMAGED;
    created_read(out, &network);
    network_finish(&network);
    return ERR_OK;
}

enum err catalog_created(struct catalog *catalog, const char *lang, struct created **out, size_t *out_count)
{
    *out = NULL;
    *out_count = 0;
    size_t count_max = 0;
    enum err err = catalog_count(catalog, &count_max);
    if (err != ERR_OK || count_max == 0) return err;
    if (count_max > CREATED_MAX) count_max = CREATED_MAX;
    struct created *list = calloc(count_max, sizeof(*list));
    if (list == NULL) return ERR_NOMEM;
    AUTO(rows_auto) struct rows *rows = NULL;
    err = db_query(catalog->db, &rows,
                   "SELECT body FROM item WHERE generation = (SELECT shown_generation FROM meta) AND type = 'network' "
                   "ORDER BY position, id LIMIT ?",
                   "i", (int64_t)count_max);
    size_t count = 0;
    while (err == ERR_OK && count < count_max && (err = rows_next(rows)) == ERR_OK) {
        err = read_row(&list[count], rows, lang);
        count += err == ERR_OK;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        free(list);
        return err;
    }
    place_children(list, count);
    *out = list;
    *out_count = count;
    return ERR_OK;
}

static void link_read(struct network_link *out, const struct rows *rows)
{
    letters_copy(out->id, sizeof(out->id), rows_text(rows, 0));
    letters_copy(out->title, sizeof(out->title), rows_text(rows, 1));
}

/* A network's short title in the visitor's language, or in Danish. */
#define TITLE_OF                                                                                                       \
    "coalesce((SELECT own.short_title FROM card_text AS own"                                                           \
    "  WHERE own.slot BETWEEN item.number * 16 AND item.number * 16 + 15 AND own.lang = ?),"                           \
    " (SELECT danish.short_title FROM card_text AS danish WHERE danish.slot = item.number * 16))"

static enum err read_came_from(struct catalog *catalog, const char *id, const char *lang, struct network_related *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(catalog->db, &rows,
                            "SELECT item.id, " TITLE_OF " FROM spawned CROSS JOIN item ON item.number = spawned.number "
                            "WHERE child = ? AND generation = (SELECT shown_generation FROM meta) "
                            "ORDER BY position, item.id LIMIT ?",
                            "tti", lang, id, (int64_t)CREATED_CAME_FROM_MAX);
    while (err == ERR_OK && out->came_from_count < CREATED_CAME_FROM_MAX && (err = rows_next(rows)) == ERR_OK) {
        link_read(&out->came_from[out->came_from_count++], rows);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_link(struct catalog *catalog, const char *id, const char *lang, struct network_link *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(catalog->db, &rows,
                            "SELECT id, " TITLE_OF " FROM item WHERE generation = (SELECT shown_generation FROM meta) "
                            "AND type = 'network' AND id = ?",
                            "tt", lang, id);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) link_read(out, rows);
    return err == ERR_NOT_FOUND ? ERR_OK : err; /* taken down since: it is not named */
}

enum err catalog_related(struct catalog *catalog, const struct network *network, const char *lang,
                         struct network_related *out)
{
    *out = (struct network_related){.came_from_count = 0};
    enum err err = read_came_from(catalog, network->id, lang, out);
    for (size_t at = 0; err == ERR_OK && at < network->spawned_count; at++) {
        const char *id = network->spawned[at].network;
        if (id != NULL) err = read_link(catalog, id, lang, &out->became[at]);
    }
    return err;
}
