/* tests/unit/test_registry_seats.c - seats of Founding Groups: in order, never more than there are by chance, and on to
 * the next when somebody goes. */
#include "tests/unit/inbox_desk.h"

#include "sync/registry/entries/seats.h"
#include "sync/registry/mail/mail.h"

static enum err reply_with(struct house *house, const struct given *given, const struct reply *reply,
                           const char **problem)
{
    return answers_reply(house->registry, given->order, reply, problem);
}

static void answer_with(struct house *house, const struct given *given, enum answer_status status)
{
    const char *problem = NULL;
    struct reply reply = {.status = status, .who = "Anna"};
    assert_int_equal(reply_with(house, given, &reply, &problem), ERR_OK);
}

static void seats_are_given_in_order(void **state)
{
    struct house *house = *state;
    struct given given[4];
    open_group(house, 2);
    for (int at = 0; at < 4; at++) given[at] = give_seat(house, "En", "+4528123456");
    for (int at = 0; at < 4; at++) assert_status(house, &given[at], "wanted", 0);
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_OK);
    assert_status(house, &given[0], "granted", 0);
    assert_status(house, &given[1], "granted", 0);
    assert_status(house, &given[2], "waiting_list", 1);
    assert_status(house, &given[3], "waiting_list", 2);
    AUTO(json_auto) json_t *seats = NULL;
    assert_int_equal(seats_read(house->registry, "maden", &seats), ERR_OK);
    assert_int_equal(json_int_at(seats, "free", -1), 0);
    assert_int_equal(json_int_at(seats, "granted", 0), 2);
    assert_int_equal(json_int_at(seats, "waiting", 0), 2);
    assert_int_equal(json_array_size(json_object_get(seats, "entries")), 4);
    assert_int_equal(seats_give(house->registry, "haven", "Anna"), ERR_NOT_FOUND);
    assert_int_equal(seats_give(house->registry, "ingen", "Anna"), ERR_NOT_FOUND);
}

static void how_many_there_are_may_be_unsaid(void **state)
{
    struct house *house = *state;
    open_group(house, 0);
    struct given one = give_seat(house, "En", "+4528123456");
    struct given two = give_seat(house, "To", "+4528123456");
    struct given three = give_seat(house, "Tre", "+4528123456");
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_INVALID);
    answer_with(house, &one, ANSWER_GRANTED);
    answer_with(house, &two, ANSWER_WAITING_LIST);
    answer_with(house, &three, ANSWER_WAITING_LIST);
    assert_status(house, &three, "waiting_list", 2);
    ask_for(house, SUBMISSION_WITHDRAW, &one); /* one is left, so one moves up */
    assert_status(house, &two, "granted", 0);
    assert_status(house, &three, "waiting_list", 1);
}

static void there_are_never_more_than_seats_by_chance(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    open_group(house, 1);
    struct given one = give_seat(house, "En", "+4528123456");
    struct given two = give_seat(house, "To", "+4528123456");
    struct reply reply = {.status = ANSWER_GRANTED, .who = "Anna"};
    assert_int_equal(reply_with(house, &two, &reply, &problem), ERR_CONFLICT);
    assert_string_equal(problem, ANSWERS_OUT_OF_TURN);
    answer_with(house, &one, ANSWER_GRANTED);
    answer_with(house, &one, ANSWER_GRANTED); /* the same again */
    assert_int_equal(reply_with(house, &two, &reply, &problem), ERR_CONFLICT);
    assert_string_equal(problem, ANSWERS_NO_SEATS_LEFT);
    assert_status(house, &two, "wanted", 0);
    reply.beyond = true;
    assert_int_equal(reply_with(house, &two, &reply, &problem), ERR_OK);
    assert_status(house, &two, "granted", 0);
    struct given three = give_seat(house, "Tre", "+4528123456");
    answer_with(house, &three, ANSWER_WAITING_LIST);
    ask_for(house, SUBMISSION_WITHDRAW, &one); /* one is still there, and one is all there are */
    assert_status(house, &three, "waiting_list", 1);
    ask_for(house, SUBMISSION_ERASE, &two);
    assert_status(house, &three, "granted", 0);
}

static void out_of_turn_takes_a_reason(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    open_group(house, 12);
    struct given one = give_seat(house, "En", "+4528123456");
    struct given two = give_seat(house, "To", "+4528123456");
    struct reply reply = {.status = ANSWER_GRANTED, .who = "Anna", .reason = "Gruppen mangler en forening."};
    assert_int_equal(reply_with(house, &two, &reply, &problem), ERR_OK);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, two.order, &entry), ERR_OK);
    const json_t *history = json_object_get(entry, "history");
    assert_int_equal(json_array_size(history), 2);
    assert_string_equal(json_text_at(json_array_get(history, 1), "what"), "out_of_turn");
    assert_string_equal(json_text_at(json_array_get(history, 1), "text"), "Gruppen mangler en forening.");
    assert_string_equal(json_text_at(json_array_get(history, 1), "who"), "Anna");
    AUTO(json_auto) json_t *body = answer_of(house, &two);
    assert_null(json_text_at(body, "text")); /* the reason is not for the kiosks */
    assert_status(house, &one, "wanted", 0);
}

static int64_t mails_to(struct house *house, const char *address)
{
    int64_t count = -1;
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(mail_list(house->registry, &list), ERR_OK);
    assert_non_null(list);
    (void)address;
    count = json_int_at(list, "waiting", -1);
    return count;
}

/* Withdrawn, erased or declined: the next is told in the same breath, also by mail. */
static void who_waits_moves_up(void **state)
{
    struct house *house = *state;
    struct given given[6];
    open_group(house, 2);
    for (int at = 0; at < 6; at++) given[at] = give_seat(house, "En", at % 2 == 0 ? "a@example.dk" : "+4528123456");
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_OK);
    assert_int_equal(mails_to(house, "a@example.dk"), 0);
    ask_for(house, SUBMISSION_WITHDRAW, &given[0]);
    assert_status(house, &given[2], "granted", 0);
    assert_int_equal(mails_to(house, "a@example.dk"), 1);
    assert_status(house, &given[3], "waiting_list", 1);
    assert_status(house, &given[5], "waiting_list", 3);
    ask_for(house, SUBMISSION_ERASE, &given[1]);
    assert_status(house, &given[3], "granted", 0); /* has a telephone */
    assert_int_equal(mails_to(house, "a@example.dk"), 1);
    assert_status(house, &given[4], "waiting_list", 1);
    ask_for(house, SUBMISSION_WITHDRAW, &given[4]); /* from the waiting list: only places change */
    assert_status(house, &given[5], "waiting_list", 1);
    assert_status(house, &given[3], "granted", 0);
    answer_with(house, &given[3], ANSWER_DECLINED);
    assert_status(house, &given[5], "granted", 0);
    AUTO(json_auto) json_t *seats = NULL;
    assert_int_equal(seats_read(house->registry, "maden", &seats), ERR_OK);
    assert_int_equal(json_int_at(seats, "granted", 0), 2);
    assert_int_equal(json_int_at(seats, "waiting", -1), 0);
    ask_for(house, SUBMISSION_ERASE, &given[2]); /* what waited to be sent to them goes with them */
    assert_int_equal(mails_to(house, "a@example.dk"), 0);
}

static int64_t mails_in(struct house *house, const char *address)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM mail WHERE recipient = ?", "t", address),
                     ERR_OK);
    return count;
}

/* What waits to be sent is its giver's, wherever they are reached, and nobody else's of the same address. */
static void a_mail_belongs_to_its_entry(void **state)
{
    struct house *house = *state;
    struct given given[3];
    open_group(house, 1);
    for (int at = 0; at < 3; at++) given[at] = give_seat(house, "En", "gammel@example.dk");
    assert_int_equal(mail_queue(house->registry->db, "gammel@example.dk", "En skærm er tavs", "Se efter."), ERR_OK);
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_OK);
    ask_for(house, SUBMISSION_WITHDRAW, &given[0]);
    assert_status(house, &given[1], "granted", 0);
    assert_int_equal(mails_in(house, "gammel@example.dk"), 2);
    struct submission correction = request_by(SUBMISSION_CORRECT, &given[1]);
    snprintf(correction.contact, sizeof(correction.contact), "ny@example.dk");
    assert_int_equal(take(house, &correction), VERDICT_CREATED);
    assert_int_equal(mails_in(house, "gammel@example.dk"), 1);
    assert_int_equal(mails_in(house, "ny@example.dk"), 1);
    struct given other = give_seat(house, "En", "ny@example.dk");
    ask_for(house, SUBMISSION_ERASE, &other); /* anybody may type it */
    assert_int_equal(mails_in(house, "ny@example.dk"), 1);
    ask_for(house, SUBMISSION_WITHDRAW, &given[1]); /* they have no seat any more that it could tell of */
    assert_int_equal(mails_in(house, "ny@example.dk"), 0);
    assert_status(house, &given[2], "granted", 0);
    assert_int_equal(mails_in(house, "gammel@example.dk"), 2);
    correction = request_by(SUBMISSION_CORRECT, &given[2]);
    snprintf(correction.contact, sizeof(correction.contact), "ny@example.dk");
    assert_int_equal(take(house, &correction), VERDICT_CREATED);
    ask_for(house, SUBMISSION_ERASE, &given[2]);
    assert_int_equal(mails_in(house, "ny@example.dk"), 0);
    assert_int_equal(mails_in(house, "gammel@example.dk"), 1); /* that to staff */
}

/* Who waits was promised to hear of it, also when staff give the seat themselves; and not of one that they took back.
 */
static void whoever_gives_a_seat_who_waits_hears_of_it(void **state)
{
    struct house *house = *state;
    open_group(house, 1);
    struct given one = give_seat(house, "En", "en@example.dk");
    struct given two = give_seat(house, "To", "to@example.dk");
    struct given three = give_seat(house, "Tre", "tre@example.dk");
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_OK);
    assert_int_equal(mails_in(house, "en@example.dk"), 0); /* did not wait */
    answer_with(house, &one, ANSWER_WAITING_LIST);         /* on second thoughts: nobody moves up */
    answer_with(house, &one, ANSWER_GRANTED);
    assert_int_equal(mails_in(house, "en@example.dk"), 1);
    answer_with(house, &one, ANSWER_WAITING_LIST);
    assert_int_equal(mails_in(house, "en@example.dk"), 0); /* it would say what is not so */
    struct reply turn = {.status = ANSWER_GRANTED, .who = "Anna", .reason = "Har nøglen."};
    const char *problem = NULL;
    assert_int_equal(reply_with(house, &two, &turn, &problem), ERR_OK);
    assert_int_equal(mails_in(house, "to@example.dk"), 1);
    answer_with(house, &two, ANSWER_WAITING_LIST);
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_OK);
    assert_status(house, &one, "granted", 0);
    assert_int_equal(mails_in(house, "en@example.dk"), 1);
    assert_int_equal(mails_in(house, "to@example.dk"), 0);
    assert_int_equal(mails_in(house, "tre@example.dk"), 0);
    assert_status(house, &three, "waiting_list", 2);
}

static void a_group_that_has_met_is_as_it_is(void **state)
{
    struct house *house = *state;
    open_group(house, 1);
    struct given one = give_seat(house, "En", "+4528123456");
    struct given two = give_seat(house, "To", "+4528123456");
    assert_int_equal(seats_give(house->registry, "maden", "Anna"), ERR_OK);
    AUTO(json_auto) json_t *network = NULL;
    assert_int_equal(items_find(house->registry->db, "network", "maden", &network), ERR_OK);
    json_object_set_new(json_object_get(network, "founding_group"), "state", json_string("held"));
    assert_int_equal(items_put(house->registry->db, "network", "maden", 0, network), ERR_OK);
    ask_for(house, SUBMISSION_WITHDRAW, &one);
    assert_status(house, &two, "waiting_list", 1);
}

/* The last seat, from two desks at once. */
static void two_staff_and_one_seat(void **state)
{
    struct house *house = *state;
    struct staff anna;
    struct staff bo;
    char body[100];
    open_group(house, 2);
    struct given given[3];
    for (int at = 0; at < 3; at++) given[at] = give_seat(house, "En", "+4528123456");
    answer_with(house, &given[0], ANSWER_GRANTED);
    staff_begin(house, "Anna", &anna);
    staff_begin(house, "Bo", &bo);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    AUTO(answer_finish) struct answer meant = {0};
    AUTO(answer_finish) struct answer seen = {0};
    snprintf(body, sizeof(body), "{\"order\":%d,\"status\":\"granted\"}", (int)given[1].order);
    staff_ask(&first, house, &anna, "POST", "/v1/staff/entries", body, 200);
    snprintf(body, sizeof(body), "{\"order\":%d,\"status\":\"granted\"}", (int)given[2].order);
    staff_ask(&second, house, &bo, "POST", "/v1/staff/entries", body, 409);
    assert_string_equal(answer_code(&second), "no_seats_left");
    snprintf(body, sizeof(body), "{\"order\":%d,\"status\":\"granted\",\"beyond\":true}", (int)given[2].order);
    staff_ask(&meant, house, &bo, "POST", "/v1/staff/entries", body, 200);
    staff_ask(&seen, house, &bo, "GET", "/v1/staff/seats/maden", NULL, 200);
    assert_int_equal(json_int_at(seen.json, "granted", 0), 3);
    assert_int_equal(json_int_at(seen.json, "seats", 0), 2);
}

static void groups_are_listed(void **state)
{
    struct house *house = *state;
    open_group(house, 2);
    struct given one = give_seat(house, "En", "+4528123456");
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(seats_overview(house->registry, &list), ERR_OK);
    assert_int_equal(json_array_size(list), 1);
    const json_t *group = json_array_get(list, 0);
    assert_string_equal(json_text_at(group, "network"), "maden");
    assert_string_equal(json_text_at(group, "title"), "Maden");
    assert_string_equal(json_text_at(group, "starts"), "2026-11-26T16:30");
    assert_int_equal(json_int_at(group, "wanted", 0), 1);
    assert_int_equal(json_int_at(group, "free", 0), 2);
    ask_for(house, SUBMISSION_WITHDRAW, &one);
    AUTO(json_auto) json_t *seats = NULL;
    assert_int_equal(seats_read(house->registry, "maden", &seats), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(seats, "entries")), 0);
    AUTO(json_auto) json_t *none = NULL;
    assert_int_equal(seats_read(house->registry, "ingen", &none), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(seats_are_given_in_order),
        house_test(how_many_there_are_may_be_unsaid),
        house_test(there_are_never_more_than_seats_by_chance),
        house_test(out_of_turn_takes_a_reason),
        house_test(who_waits_moves_up),
        house_test(a_mail_belongs_to_its_entry),
        house_test(whoever_gives_a_seat_who_waits_hears_of_it),
        house_test(a_group_that_has_met_is_as_it_is),
        house_test(two_staff_and_one_seat),
        house_test(groups_are_listed),
    };
    return cmocka_run_group_tests_name("registry seats", tests, house_begin, NULL);
}
