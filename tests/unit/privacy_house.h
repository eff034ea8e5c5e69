/* tests/unit/privacy_house.h - people who gave something, in a house of staff_house.h. Header only. */
#pragma once

#include "tests/unit/postgres_backup.h"
#include "tests/unit/staff_house.h"

#include "sync/base/file.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/privacy/retention.h"
#include "sync/registry/settings/settings.h"

#define GIVEN_NAME    "Karoline Amalie Ørsted"
#define GIVEN_CONTACT "karoline@example.dk"

enum { PRIVACY_DAY_S = 24 * 3600 };

/* As on the registry's own pages; its number. `code` may be NULL. */
static inline int64_t privacy_give(struct house *house, struct submission *submission, char *code)
{
    unsigned char id[ENTRY_ID_BYTES];
    char own[RECEIPT_CODE_TEXT_BYTES];
    enum verdict verdict = VERDICT_COUNT;
    const char *problem = NULL;
    int64_t number = 0;
    receipt_code_make(own);
    if (submission->kind <= SUBMISSION_IDEA) receipt_code_hash(submission->receipt_hash, own);
    randombytes_buf(id, sizeof(id));
    assert_int_equal(ledger_take(house->registry, id, submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CREATED);
    assert_int_equal(db_int(house->registry->db, &number, "SELECT max(number) FROM entry", ""), ERR_OK);
    if (code != NULL) snprintf(code, RECEIPT_CODE_TEXT_BYTES, "%s", own);
    return number;
}

static inline int64_t privacy_give_interest(struct house *house, const char *name, const char *contact, char *code)
{
    struct submission submission;
    submission_make(&submission, "network-0");
    snprintf(submission.name, sizeof(submission.name), "%s", name);
    snprintf(submission.contact, sizeof(submission.contact), "%s", contact);
    return privacy_give(house, &submission, code);
}

static inline int64_t privacy_give_idea(struct house *house, char *code)
{
    struct submission submission;
    idea_make(&submission);
    snprintf(submission.name, sizeof(submission.name), "%s", GIVEN_NAME);
    snprintf(submission.contact, sizeof(submission.contact), "%s", GIVEN_CONTACT);
    return privacy_give(house, &submission, code);
}

/* What whoever holds the code is told; the caller owns it. */
static inline json_t *privacy_answer(struct house *house, const char *code)
{
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    json_t *body = NULL;
    receipt_code_hash(hash, code);
    receipt_code_name(name, hash);
    assert_int_equal(items_find(house->registry->db, "answer", name, &body), ERR_OK);
    return body;
}

static inline int64_t privacy_count(struct house *house, const char *sql)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, sql, ""), ERR_OK);
    return count;
}

/* Steps until nothing is left to do; how many there were. */
static inline int privacy_expire(struct house *house)
{
    struct settings settings;
    bool more = true;
    int steps = 0;
    assert_int_equal(settings_init(&settings), ERR_OK);
    const struct retention retention = retention_from(&settings);
    settings_finish(&settings);
    for (; more; steps++) assert_int_equal(retention_step(house->registry, &retention, &more), ERR_OK);
    registry_scrub(house->registry);
    return steps;
}

/* Days go by in which the registry runs. */
static inline void privacy_days(struct house *house, int days)
{
    for (int day = 0; day < days; day += 30) {
        int now = days - day < 30 ? days - day : 30;
        atomic_fetch_add(&house->wall_s, (int64_t)now * PRIVACY_DAY_S);
        if (day + now < days) privacy_expire(house);
    }
}

/* Somebody with a role, signed in. */
static inline void privacy_staff(struct house *house, const char *name, enum role role, struct staff *out)
{
    staff_with_session(house, name, role, NULL, out);
}

/* How often the bytes stand in the registry's files. */
static inline size_t privacy_bytes(const struct house *house, const char *text)
{
    static const char *const files[] = {"registry.db", "registry.db-wal", "registry.db-shm", "erased.log"};
    size_t count = 0;
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) {
        char *path = file_join(house->data, files[at]);
        AUTO(str_finish) struct str bytes = {0};
        enum err err = file_read(&bytes, path, (size_t)64 << 20);
        free(path);
        if (err != ERR_OK) continue;
        for (const char *from = str_text(&bytes);;) {
            const char *found = memmem(from, bytes.length - (size_t)(from - str_text(&bytes)), text, strlen(text));
            if (found == NULL) break;
            count++;
            from = found + 1;
        }
    }
    return count;
}
