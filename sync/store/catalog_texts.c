/* What the cards of networks say in each language, and the words a search finds them, and ideas, by. */
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/fold.h"
#include "sync/model/idea.h"
#include "sync/model/translation.h"
#include "sync/store/catalog_inside.h"

static void add_words(struct str *out, const char *text)
{
    fold_add(out, text);
    str_add(out, " ");
}

static void names_of(struct str *out, const struct network *network)
{
    str_init(out, FEED_ITEM_BYTES_MAX);
    add_words(out, network->title);
    if (network->short_title != network->title) add_words(out, network->short_title);
}

static void words_of(struct str *out, const struct network *network)
{
    str_init(out, FEED_ITEM_BYTES_MAX);
    add_words(out, network->question);
    for (size_t at = 0; at < network->petals_count; at++) {
        add_words(out, network->petals[at].keyword);
        add_words(out, network->petals[at].sentence);
    }
    for (size_t at = 0; at < network->leaders_count; at++) add_words(out, network->leaders[at].department);
}

/* Does the card itself (not all the network) have a text in Danish? */
static bool card_is_danish(const json_t *body, const char *lang)
{
    struct translation words = translation_of(body, lang);
    (void)translation_text(&words, "short_title");
    (void)translation_text(&words, "question");
    return words.some_source;
}

static size_t letters_of(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static enum err put_words(struct db *db, int64_t slot, const struct network *network, const char *lang)
{
    AUTO(str_finish) struct str names;
    AUTO(str_finish) struct str words;
    names_of(&names, network);
    words_of(&words, network);
    int64_t letters = (int64_t)(letters_of(network->short_title) + letters_of(network->question));
    bool danish = strcmp(lang, TRANSLATION_SOURCE) != 0 && card_is_danish(network->document, lang);
    if (!str_ok(&names) || !str_ok(&words)) return ERR_NOMEM;
    return db_run(db,
                  "INSERT INTO card_text (slot, lang, short_title, title, question, danish, letters, names, words) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  "ittttiitt", slot, lang, network->short_title, network->title, network->question, (int64_t)danish,
                  letters, str_text(&names), str_text(&words));
}

static enum err put_language(struct db *db, int64_t slot, json_t *body, const char *lang)
{
    struct network network;
    enum err err = network_from_json_in(&network, body, lang);
    if (err != ERR_OK) return err;
    err = put_words(db, slot, &network, lang);
    network_finish(&network);
    return err;
}

static enum err put_idea(struct db *db, int64_t slot, const struct idea *idea)
{
    AUTO(str_finish) struct str names;
    AUTO(str_finish) struct str words;
    str_init(&names, FEED_ITEM_BYTES_MAX);
    str_init(&words, FEED_ITEM_BYTES_MAX);
    add_words(&names, idea->title);
    add_words(&words, idea->text);
    if (!str_ok(&names) || !str_ok(&words)) return ERR_NOMEM;
    return db_run(db,
                  "INSERT INTO card_text (slot, lang, short_title, title, question, danish, letters, names, words) "
                  "VALUES (?, 'da', ?, ?, '', 0, 0, ?, ?)",
                  "itttt", slot, idea->title, idea->title, str_text(&names), str_text(&words));
}

/* `danish`: as network_from_json() has it. */
static enum err put_network(struct db *db, int64_t slot, const struct network *danish)
{
    enum err err = put_words(db, slot, danish, TRANSLATION_SOURCE);
    int64_t last = slot + CATALOG_LANGUAGES_MAX - 1;
    const char *lang;
    json_t *texts;
    json_object_foreach (json_object_get(danish->document, "translations"), lang, texts) {
        if (err != ERR_OK || slot == last) break;
        if (strcmp(lang, TRANSLATION_SOURCE) == 0 || strlen(lang) >= TRANSLATION_TAG_BYTES) continue;
        err = put_language(db, ++slot, danish->document, lang);
    }
    return err;
}

static enum err put_spawned(struct db *db, int64_t number, const json_t *body)
{
    enum err err = ERR_OK;
    size_t at;
    json_t *spawned;
    json_array_foreach (json_object_get(body, "spawned"), at, spawned) {
        const char *child = json_text_at(spawned, "network");
        if (err != ERR_OK || child == NULL) continue;
        err = db_run(db, "INSERT OR IGNORE INTO spawned (number, child) VALUES (?, ?)", "it", number, child);
    }
    return err;
}

static enum err drop_texts(struct db *db, int64_t number)
{
    int64_t slot = number * CATALOG_LANGUAGES_MAX;
    enum err err =
        db_run(db, "DELETE FROM card_text WHERE slot BETWEEN ? AND ?", "ii", slot, slot + CATALOG_LANGUAGES_MAX - 1);
    return err == ERR_OK ? db_run(db, "DELETE FROM spawned WHERE number = ?", "i", number) : err;
}

enum err catalog_texts_network(struct db *db, int64_t number, const struct network *network, bool again)
{
    enum err err = again ? drop_texts(db, number) : ERR_OK;
    if (err == ERR_OK) err = put_network(db, number * CATALOG_LANGUAGES_MAX, network);
    return err == ERR_OK ? put_spawned(db, number, network->document) : err;
}

enum err catalog_texts_idea(struct db *db, int64_t number, const struct idea *idea, bool again)
{
    enum err err = again ? drop_texts(db, number) : ERR_OK;
    return err == ERR_OK ? put_idea(db, number * CATALOG_LANGUAGES_MAX, idea) : err;
}

/* The next network or idea after *number without texts: its number, and its body, which the caller drops. */
static enum err next_without(struct db *db, int64_t *number, bool *out_idea, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows,
                 "SELECT number, body, type = 'idea' FROM item WHERE type IN ('network', 'idea') AND number > ?"
                 "  AND NOT EXISTS (SELECT 1 FROM card_text WHERE slot = number * 16) "
                 "ORDER BY number LIMIT 1",
                 "i", *number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const char *text = rows_text(rows, 1);
    *number = rows_int(rows, 0);
    *out_idea = rows_int(rows, 2) != 0;
    if (text == NULL) return ERR_DAMAGED;
    err = json_parse(out, text, strlen(text), FEED_PAGE_BYTES_MAX, FEED_DEPTH_MAX, NULL);
    return err == ERR_OK || err == ERR_NOMEM ? err : ERR_DAMAGED;
}

static enum err texts_of(struct db *db, int64_t number, bool is_idea, json_t *body)
{
    AUTO(idea_auto) struct idea idea = {0};
    struct network network;
    enum err err = is_idea ? idea_from_json(&idea, body) : network_from_json(&network, body);
    if (err != ERR_OK) return err;
    if (is_idea) return catalog_texts_idea(db, number, &idea, true);
    err = catalog_texts_network(db, number, &network, true);
    network_finish(&network);
    return err;
}

static enum err complete(struct db *db)
{
    int64_t number = 0;
    for (;;) {
        AUTO(json_auto) json_t *body = NULL;
        bool idea = false;
        enum err err = next_without(db, &number, &idea, &body);
        if (err == ERR_OK) err = texts_of(db, number, idea, body);
        if (err != ERR_OK) return err == ERR_INVALID ? ERR_DAMAGED : err;
    }
}

enum err catalog_texts_complete(struct db *db)
{
    int64_t number = 0;
    bool idea = false;
    json_t *body = NULL;
    enum err err = next_without(db, &number, &idea, &body);
    json_decref(body);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = db_begin(db);
    if (err == ERR_OK) err = complete(db);
    if (err == ERR_NOT_FOUND) err = db_commit(db); /* there is no further one */
    db_rollback(db);
    return err;
}
