/* tests/unit/test_registry_joins.c - ideas that are alike are found, joined by pointing, and parted again. */
#include "tests/unit/inbox_desk.h"

#include "sync/registry/entries/joins.h"

static void ideas_that_are_alike_are_found(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    struct given bench =
        give_idea(house, "Bænke ved søen", "Der mangler bænke ved Vejlesøen, så de ældre kan hvile sig");
    give_idea(house, "Cykelværksted", "Et sted, hvor unge og gamle reparerer cykler");
    struct given same = give_idea(house, "Flere bænke", "Bænke langs Vejlesøen til ældre, der vil hvile");
    struct given gone = give_idea(house, "Bænke!", "Bænke ved Vejlesøen, hvile for ældre");
    ask_for(house, SUBMISSION_WITHDRAW, &gone);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, bench.order, &entry), ERR_OK);
    const json_t *similar = json_object_get(entry, "similar");
    assert_int_equal(json_array_size(similar), 1);
    assert_int_equal(json_int_at(json_array_get(similar, 0), "order", 0), same.order);
    assert_in_range(json_int_at(json_array_get(similar, 0), "percent", 0), 40, 100);
    assert_string_equal(json_text_at(json_array_get(similar, 0), "title"), "Flere bænke");
}

static int64_t supports_of(struct house *house, int64_t order)
{
    AUTO(json_auto) json_t *wall = NULL;
    assert_int_equal(ideas_find(house->registry, order, &wall), ERR_OK);
    return json_int_at(wall, "supports", -1);
}

static void assert_says(struct house *house, const struct given *given, const char *status, const char *text)
{
    AUTO(json_auto) json_t *body = answer_of(house, given);
    const char *said = json_text_at(body, "text");
    assert_string_equal(json_text_at(body, "status"), status);
    assert_string_equal(said != NULL ? said : "", text);
}

static void joined_ideas_are_both_kept(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    struct given one = give_idea(house, "Bænke ved søen", "Så man kan sidde");
    struct given two = give_idea(house, "Flere bænke", "Ved søen");
    assert_int_equal(ideas_publish(house->registry, one.order, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(ideas_publish(house->registry, two.order, NULL, NULL, &problem), ERR_OK);
    answer_given(house, &two, ANSWER_READ);
    give_support(house, one.order);
    give_support(house, two.order);
    give_support(house, two.order);
    assert_int_equal(joins_join(house->registry, two.order, one.order, NULL, "Anna", &problem), ERR_OK);
    assert_int_equal(supports_of(house, one.order), 3); /* each once */
    give_support(house, two.order);                     /* from a kiosk that had not heard of it */
    assert_int_equal(supports_of(house, one.order), 4);
    assert_says(house, &two, "received", "Din idé er lagt sammen med »Bænke ved søen«, som ligner.");
    answer_given(house, &one, ANSWER_CONSIDERED);
    assert_says(house, &two, "considered", "Din idé er lagt sammen med »Bænke ved søen«, som ligner.\nTak");
    struct reply reply = {.status = ANSWER_READ};
    assert_int_equal(answers_reply(house->registry, two.order, &reply, &problem), ERR_CONFLICT);
    assert_string_equal(problem, ANSWERS_JOINED);
    assert_int_equal(ideas_publish(house->registry, two.order, NULL, NULL, &problem), ERR_CONFLICT);
    assert_int_equal(ideas_unpublish(house->registry, one.order), ERR_OK);
    assert_says(house, &two, "considered", "Din idé er lagt sammen med en anden idé, som ligner.\nTak");
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, two.order, &entry), ERR_OK);
    assert_string_equal(json_text_at(entry, "title"), "Flere bænke");
    assert_int_equal(json_int_at(entry, "joined", 0), one.order);
    assert_int_equal(joins_part(house->registry, two.order, NULL, "Anna"), ERR_OK);
    assert_says(house, &two, "read", "Tak");
    assert_int_equal(joins_part(house->registry, two.order, NULL, "Anna"), ERR_NOT_FOUND);
    assert_int_equal(ideas_publish(house->registry, one.order, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(ideas_publish(house->registry, two.order, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(supports_of(house, one.order), 1);
    assert_int_equal(supports_of(house, two.order), 3);
}

static void a_long_answer_is_cut_at_a_letter(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    char text[IDEA_ANSWER_BYTES_MAX + 1];
    house_import(house, 1);
    struct given one = give_idea(house, "Bænke ved søen", "Så man kan sidde");
    struct given two = give_idea(house, "Flere bænke", "Ved søen");
    assert_int_equal(joins_join(house->registry, two.order, one.order, NULL, "Anna", &problem), ERR_OK);
    for (size_t at = 0; at < IDEA_ANSWER_BYTES_MAX; at += 2) memcpy(text + at, "å", 2);
    text[IDEA_ANSWER_BYTES_MAX] = '\0';
    struct reply reply = {.status = ANSWER_CONSIDERED, .text = text};
    assert_int_equal(answers_reply(house->registry, one.order, &reply, &problem), ERR_OK);
    AUTO(json_auto) json_t *body = answer_of(house, &two);
    const char *said = json_text_at(body, "text");
    assert_in_range(strlen(said), IDEA_ANSWER_BYTES_MAX - 4, IDEA_ANSWER_BYTES_MAX);
    assert_string_equal(said + strlen(said) - 3, "…");
}

static void joins_have_no_knots(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    struct given one = give_idea(house, "En", "Noget");
    struct given two = give_idea(house, "To", "Noget");
    struct given three = give_idea(house, "Tre", "Noget");
    struct submission interest;
    submission_make(&interest, "network-0");
    struct given other = give(house, &interest);
    struct registry *registry = house->registry;
    assert_int_equal(joins_join(registry, one.order, one.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, one.order, other.order, NULL, "A", &problem), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, other.order, one.order, NULL, "A", &problem), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, one.order, 99, NULL, "A", &problem), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, one.order, two.order, NULL, "A", &problem), ERR_OK);
    assert_int_equal(joins_join(registry, one.order, three.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, three.order, one.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, two.order, three.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, three.order, two.order, NULL, "A", &problem), ERR_OK);
    ask_for(house, SUBMISSION_ERASE, &two); /* the others stand alone again */
    assert_says(house, &one, "received", "");
    assert_says(house, &three, "received", "");
    assert_int_equal(joins_join(registry, one.order, three.order, NULL, "A", &problem), ERR_OK);
    ask_for(house, SUBMISSION_WITHDRAW, &one);
    assert_says(house, &one, "withdrawn", "");
    assert_int_equal(joins_part(registry, one.order, NULL, "A"), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, three.order, one.order, NULL, "A", &problem), ERR_REFUSED);
}

static bool is_joined(struct house *house, int64_t idea)
{
    int64_t other = 0;
    assert_int_equal(joins_other(house->registry->db, idea, &other), ERR_OK);
    return other != 0;
}

static void joins_ask_for_what_was_seen(void **state)
{
    struct house *house = *state;
    struct staff anna, bo;
    AUTO(answer_finish)
    struct answer said = {0}, late = {0}, other = {0}, done = {0}, again = {0}, part = {0}, parted = {0}, lost = {0},
                  bad = {0};
    struct given one = give_idea(house, "Baenke", "Ved soeen"), two = give_idea(house, "Baenke", "Ved soeen igen");
    char more[60];
    staff_begin(house, "Anna", &anna);
    staff_begin(house, "Bo", &bo);
    int64_t seen_one = version_of(house, &anna, one.order), seen_two = version_of(house, &anna, two.order);
    change_on(&said, house, &bo, "/v1/staff/entries", two.order, seen_two, "\"status\":\"considered\"", 200);
    snprintf(more, sizeof(more), "\"with\":%d", (int)one.order);
    change_on(&late, house, &anna, "/v1/staff/joins", two.order, seen_two, more, 409);
    assert_string_equal(answer_code(&late), "conflict");
    assert_int_equal(json_int_at(json_object_get(late.json, "current"), "order", 0), two.order);
    snprintf(more, sizeof(more), "\"with\":%d,\"with_base\":%d", (int)two.order, (int)seen_two);
    change_on(&other, house, &anna, "/v1/staff/joins", one.order, seen_one, more, 409);
    assert_int_equal(json_int_at(json_object_get(other.json, "current"), "order", 0), two.order);
    assert_false(is_joined(house, one.order) || is_joined(house, two.order));
    seen_two = version_of(house, &anna, two.order);
    snprintf(more, sizeof(more), "\"with\":%d,\"with_base\":%d", (int)two.order, (int)seen_two);
    change_on(&done, house, &anna, "/v1/staff/joins", one.order, seen_one, more, 200);
    change_on(&again, house, &anna, "/v1/staff/joins", one.order, seen_one, more, 200); /* its answer was lost */
    change_on(&part, house, &bo, "/v1/staff/joins", one.order, seen_one, "\"with\":null", 409);
    assert_true(is_joined(house, one.order));
    seen_one = version_of(house, &bo, one.order);
    change_on(&parted, house, &bo, "/v1/staff/joins", one.order, seen_one, "\"with\":null", 200);
    change_on(&lost, house, &bo, "/v1/staff/joins", one.order, seen_one, "\"with\":null", 200);
    change_on(&bad, house, &bo, "/v1/staff/joins", one.order, -1, "\"with\":null", 400);
    assert_false(is_joined(house, one.order));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(ideas_that_are_alike_are_found),   house_test(joined_ideas_are_both_kept),
        house_test(a_long_answer_is_cut_at_a_letter), house_test(joins_have_no_knots),
        house_test(joins_ask_for_what_was_seen),
    };
    return cmocka_run_group_tests_name("registry joins", tests, house_begin, NULL);
}
