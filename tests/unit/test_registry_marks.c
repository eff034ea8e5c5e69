/* tests/unit/test_registry_marks.c - what is marked in an idea for a closer look, and that it stays so marked. */
#include "tests/unit/inbox_desk.h"

#include "sync/registry/entries/marks.h"

/* Pieces in one line: what is marked as {kind:text}. */
static void marked(const char *text, const struct mark_words *words, char *out, size_t out_bytes)
{
    size_t used = 0;
    size_t at;
    json_t *piece;
    AUTO(json_auto) json_t *pieces = marks_pieces(text, words);
    out[0] = '\0';
    json_array_foreach (pieces, at, piece) {
        const char *kind = json_text_at(piece, "mark");
        int written = kind != NULL
                          ? snprintf(out + used, out_bytes - used, "{%s:%s}", kind, json_text_at(piece, "text"))
                          : snprintf(out + used, out_bytes - used, "%s", json_text_at(piece, "text"));
        used += (size_t)written;
    }
}

static void what_is_marked_stands_where_it_stands(void **state)
{
    (void)state;
    static const char *const words_list[] = {"Skiderik", "bånddælen", " øh ", ""};
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"Intet her", "Intet her"},
        {"Ring 28 12 34 56 i dag", "Ring {phone:28 12 34 56} i dag"},
        {"28123456", "{phone:28123456}"},
        {"+45 28123456.", "{phone:+45 28123456}."},
        {"tlf. 28-12-34-56", "tlf. {phone:28-12-34-56}"},
        {"i årene 2014-2015", "i årene 2014-2015"},
        {"kl. 12.30 og 14.00", "kl. 12.30 og 14.00"},
        {"2620 Albertslund", "2620 Albertslund"},
        {"mit nummer er 070761-4285!", "mit nummer er {cpr:070761-4285}!"},
        {"skriv til åse@example.dk.", "skriv til {email:åse@example.dk}."},
        {"anna(at)example.dk", "{email:anna(at)example.dk}"},
        {"kl. 17 @ rådhuset", "kl. 17 @ rådhuset"},
        {"Din skiderik!", "Din {word:skiderik}!"},
        {"SKIDERIK", "{word:SKIDERIK}"},
        {"skiderikker", "skiderikker"},
        {"BAANDDAELEN og Bånddælen", "{word:BAANDDAELEN} og {word:Bånddælen}"},
        {"Øh, ja", "{word:Øh}, ja"},
        {"a@b.dk 28123456 skiderik", "{email:a@b.dk} {phone:28123456} {word:skiderik}"},
    };
    struct mark_words *words = NULL;
    char out[400];
    assert_int_equal(mark_words_create(&words, words_list, 4), ERR_OK);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        marked(cases[at].text, words, out, sizeof(out));
        assert_string_equal(out, cases[at].wanted);
    }
    assert_int_equal(marks_bits("a@b.dk 28123456", NULL), 1u << MARK_EMAIL | 1u << MARK_PHONE);
    mark_words_destroy(words);
    const char *const bad[] = {"\xff"};
    assert_int_equal(mark_words_create(&words, bad, 1), ERR_INVALID);
    assert_null(words);
}

static unsigned marks_of(struct house *house, const struct given *given)
{
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, given->order, &entry), ERR_OK);
    unsigned bits = 0;
    size_t at;
    json_t *mark;
    json_array_foreach (json_object_get(entry, "marks"), at, mark) {
        for (int kind = 0; kind < MARK_KIND_COUNT; kind++) {
            if (strcmp(mark_kind_name((enum mark_kind)kind), json_string_value(mark)) == 0) bits |= 1u << kind;
        }
    }
    return bits;
}

static void ideas_are_marked_when_they_come_and_change(void **state)
{
    struct house *house = *state;
    static const char *const first[] = {"cykler"};
    struct mark_words *words = NULL;
    house_import(house, 1);
    struct given given = give_idea(house, "Ring til mig", "på 28 12 34 56, om cykler");
    assert_int_equal(marks_of(house, &given), 1u << MARK_PHONE);
    struct submission request = request_by(SUBMISSION_CORRECT, &given);
    snprintf(request.text, sizeof(request.text), "Skriv til a@b.dk om cykler");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    assert_int_equal(marks_of(house, &given), 1u << MARK_EMAIL);
    assert_int_equal(mark_words_create(&words, first, 1), ERR_OK);
    assert_int_equal(inbox_mark_with(house->registry, words), ERR_OK);
    assert_int_equal(inbox_catch_up(house->registry), ERR_OK);
    assert_int_equal(marks_of(house, &given), 1u << MARK_EMAIL | 1u << MARK_WORD);
    assert_int_equal(mark_words_create(&words, first, 1), ERR_OK);
    assert_int_equal(inbox_mark_with(house->registry, words), ERR_OK); /* the same: nothing is due */
    int64_t due = -1;
    assert_int_equal(
        db_int(house->registry->db, &due, "SELECT count(*) FROM entry WHERE kind = 'idea' AND marks IS NULL", ""),
        ERR_OK);
    assert_int_equal(due, 0);
    assert_int_equal(inbox_mark_with(house->registry, NULL), ERR_OK);
    assert_int_equal(inbox_catch_up(house->registry), ERR_OK);
    assert_int_equal(marks_of(house, &given), 1u << MARK_EMAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_marked_stands_where_it_stands),
        house_test(ideas_are_marked_when_they_come_and_change),
    };
    return cmocka_run_group_tests_name("registry marks", tests, house_begin, NULL);
}
