/* tests/screens/test_ideas.c - the ideas wall, the follow, similar ideas and the guide, as events on the model. */
#include "tests/screens/visit.h"

#include "kiosk/given.h"
#include "sync/base/json.h"

#define CODE "K7F2-9QXM-3DPA-W6TM"

/* What the world was last asked for. */
static struct effect say(struct visit *visit, struct event event)
{
    struct effects effects;
    event.now_ms = visit->now_ms += 600;
    update(&visit->model, &event, &effects);
    return effects.count > 0 ? effects.list[0] : (struct effect){.kind = EFFECT_WIPE, .target = "nothing"};
}

static struct effect tap(struct visit *visit, enum action_kind kind, int value, const char *target)
{
    return say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = kind, .value = value, .target = target}});
}

static bool asked_nothing(struct effect effect)
{
    return strcmp(effect.target, "nothing") == 0;
}

static json_t *idea_of(const char *id)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "title", id, "text", "T", "side", "staff", "status",
                     "read");
}

/* The same networks again, and these ideas (NULL ends the list). */
static void content_with(struct visit *visit, const char *one, const char *other)
{
    json_t *ideas = json_array();
    if (one != NULL) json_array_append_new(ideas, idea_of(one));
    if (other != NULL) json_array_append_new(ideas, idea_of(other));
    struct event event = {.kind = EVENT_CONTENT, .cards_count = 1, .ideas = ideas};
    event.cards = calloc(1, sizeof(*event.cards));
    json_t *site = visit_json("{\"name\": \"R\", \"heading\": \"S\", \"contact\": {\"phone\": \"1\"}, \"phases\": [],"
                              " \"notice\": {\"version\": \"1\", \"title\": \"S\", \"intro\": \"V\", \"sections\": "
                              "[{\"heading\": \"H\", \"text\": \"V.\"}]}}");
    assert_int_equal(site_from_json(&event.site, site), ERR_OK);
    json_decref(site);
    say(visit, event);
}

static void an_idea_is_supported_once_in_a_visit(void **state)
{
    struct visit *visit = *state;
    content_with(visit, "idea-1", "idea-2");
    visit_to_board(visit);
    tap(visit, ACTION_IDEAS, 0, NULL);
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-9"); /* which is not there */
    assert_int_equal(visit->model.screen, SCREEN_IDEAS);
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-1");
    assert_int_equal(visit->model.screen, SCREEN_IDEA);
    struct effect give = tap(visit, ACTION_SUPPORT, 0, NULL);
    assert_int_equal(give.kind, EFFECT_GIVE);
    assert_string_equal(give.target, "idea-1");
    assert_int_equal(visit->model.wall.support, SUPPORT_SENDING); /* no thanks before the commit */
    struct submission submission;
    given_wish(&submission, &visit->model, give.target);
    assert_null(submission_problem(&submission));
    assert_true(asked_nothing(tap(visit, ACTION_SUPPORT, 0, NULL)));
    say(visit, (struct event){.kind = EVENT_GIVEN, .err = ERR_FULL});
    assert_int_equal(visit->model.wall.support, SUPPORT_NOT_SAVED);
    assert_int_equal(tap(visit, ACTION_SUPPORT, 0, NULL).kind, EFFECT_GIVE);
    say(visit, (struct event){.kind = EVENT_GIVEN});
    assert_int_equal(visit->model.wall.support, SUPPORT_SAVED);
    assert_true(asked_nothing(tap(visit, ACTION_SUPPORT, 0, NULL)));
    tap(visit, ACTION_BACK, 0, NULL);
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-1");
    assert_true(asked_nothing(tap(visit, ACTION_SUPPORT, 0, NULL)));
    tap(visit, ACTION_BACK, 0, NULL);
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-2");
    assert_int_equal(tap(visit, ACTION_SUPPORT, 0, NULL).kind, EFFECT_GIVE);
    tap(visit, ACTION_FINISH, 0, NULL);
    say(visit, (struct event){.kind = EVENT_GIVEN}); /* too late: the visit is over */
    assert_int_equal(visit->model.wall.supported_count, 0);
    assert_int_equal(json_array_size(visit->model.wall.ideas), 2);
}

static void an_idea_that_is_taken_down_is_left(void **state)
{
    struct visit *visit = *state;
    content_with(visit, "idea-1", "idea-2");
    visit_to_board(visit);
    tap(visit, ACTION_IDEAS, 0, NULL);
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-1");
    content_with(visit, "idea-1", NULL);
    assert_int_equal(visit->model.screen, SCREEN_IDEA);
    content_with(visit, "idea-2", NULL);
    assert_int_equal(visit->model.screen, SCREEN_IDEAS);
}

static void without_enrolment_nothing_is_given(void **state)
{
    struct visit *visit = *state;
    content_with(visit, "idea-1", NULL);
    say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 0});
    visit_to_board(visit);
    tap(visit, ACTION_IDEAS, 0, NULL);
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-1");
    assert_true(asked_nothing(tap(visit, ACTION_SUPPORT, 0, NULL)));
    tap(visit, ACTION_FOLLOW, 0, NULL);
    assert_int_equal(say(visit, (struct event){.kind = EVENT_TYPE, .text = CODE}).kind, EFFECT_FOLLOW);
    say(visit, (struct event){.kind = EVENT_FOLLOWED});
    tap(visit, ACTION_WISH, SUBMISSION_ERASE, NULL);
    assert_int_equal(visit->model.screen, SCREEN_ANSWER);
}

/* ---- the code ---- */

static void a_code_is_read_however_it_comes(void **state)
{
    (void)state;
    static const char *const ways[] = {
        CODE,
        "k7f2 9qxm 3dpa w6tm",
        "K7F29QXM3DPAW6TM",
        "https://forhal.albertslund.example.dk/follow?lang=da#" CODE,
        "https://x.dk/?code=" CODE,
        "noget andet/" CODE,
    };
    for (size_t at = 0; at < sizeof(ways) / sizeof(ways[0]); at++) {
        struct follow whole = {0};
        struct follow letters = {0};
        bool right = false;
        assert_true(follow_type(&whole, ways[at]));
        assert_string_equal(whole.code, CODE);
        for (const char *letter = ways[at]; *letter != '\0'; letter++) {
            right = follow_type(&letters, (char[]){*letter, '\0'});
        }
        assert_true(right);
        assert_string_equal(letters.code, CODE);
    }
    struct follow forgiven = {0};
    assert_false(follow_type(&forgiven, "oil"));
    assert_string_equal(forgiven.symbols, "011");
}

static void a_wrong_code_is_mended_in_its_group(void **state)
{
    (void)state;
    struct follow follow = {0};
    assert_false(follow_type(&follow, "K7F29QXM3DPAW6TN"));
    assert_true(follow.wrong);
    assert_int_equal(follow.doubtful_group, 3);
    assert_false(follow_type(&follow, "X")); /* full */
    assert_int_equal(follow.count, RECEIPT_CODE_SYMBOLS);
    follow_to_group(&follow, 3);
    assert_true(follow_type(&follow, "W6TM"));
    assert_false(follow.wrong);
    for (int at = 0; at < 20; at++) follow_backspace(&follow);
    assert_int_equal(follow.count, 0);
    assert_int_equal(follow.symbols[0], '\0');
    follow_to_group(&follow, 2); /* not typed yet */
    assert_int_equal(follow.caret, 0);
}

static json_t *answer_body(const char *kind, const char *status)
{
    return json_pack("{s:s, s:s}", "kind", kind, "status", status);
}

/* On the screen of the answer. `kind` NULL: not heard of. */
static void follow_to_answer(struct visit *visit, const char *kind, const char *status, enum follow_here here)
{
    struct event event = {.kind = EVENT_FOLLOWED, .amount = (int)here, .text = "Et netværk"};
    visit_to_board(visit);
    tap(visit, ACTION_FOLLOW, 0, NULL);
    assert_int_equal(say(visit, (struct event){.kind = EVENT_TYPE, .text = CODE}).kind, EFFECT_FOLLOW);
    if (kind != NULL) {
        json_t *body = answer_body(kind, status);
        assert_int_equal(outcome_from_json(&event.outcome, body), ERR_OK);
        json_decref(body);
    }
    say(visit, event);
    assert_int_equal(visit->model.screen, SCREEN_ANSWER);
}

static void what_may_be_asked_for_follows_from_what_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *status;
        enum follow_here here;
        bool correct, withdraw, erase;
    } table[] = {
        {"seat", "granted", HERE_SENT, true, true, true},      {"seat", "withdrawn", HERE_SENT, false, false, true},
        {"idea", "erased", HERE_UNKNOWN, false, false, false}, {NULL, NULL, HERE_UNKNOWN, false, true, true},
        {NULL, NULL, HERE_WAITING, false, true, true},         {NULL, NULL, HERE_REFUSED, false, false, false},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct follow follow = {.here = table[at].here};
        if (table[at].kind != NULL) {
            AUTO(json_auto) json_t *body = answer_body(table[at].kind, table[at].status);
            assert_int_equal(outcome_from_json(&follow.outcome, body), ERR_OK);
        }
        assert_int_equal(follow_may(&follow, SUBMISSION_CORRECT), table[at].correct);
        assert_int_equal(follow_may(&follow, SUBMISSION_WITHDRAW), table[at].withdraw);
        assert_int_equal(follow_may(&follow, SUBMISSION_ERASE), table[at].erase);
        follow_finish(&follow);
    }
}

static void a_wish_is_asked_for_once_and_said_truthfully(void **state)
{
    struct visit *visit = *state;
    struct submission submission;
    follow_to_answer(visit, "seat", "granted", HERE_SENT);
    tap(visit, ACTION_WISH, SUBMISSION_ERASE, NULL);
    assert_int_equal(visit->model.screen, SCREEN_WISH);
    assert_int_equal(tap(visit, ACTION_GIVE_WISH, 0, NULL).kind, EFFECT_GIVE);
    given_wish(&submission, &visit->model, "");
    assert_int_equal(submission.kind, SUBMISSION_ERASE);
    assert_null(submission_problem(&submission));
    submission_finish(&submission);
    assert_true(asked_nothing(tap(visit, ACTION_GIVE_WISH, 0, NULL)));
    say(visit, (struct event){.kind = EVENT_GIVEN, .err = ERR_IO});
    assert_int_equal(visit->model.follow.wish_state, WISH_NOT_SAVED);
    assert_int_equal(tap(visit, ACTION_GIVE_WISH, 0, NULL).kind, EFFECT_GIVE);
    say(visit, (struct event){.kind = EVENT_GIVEN});
    assert_int_equal(visit->model.follow.wish_state, WISH_SAVED);
    assert_true(asked_nothing(tap(visit, ACTION_GIVE_WISH, 0, NULL)));
    assert_int_equal(tap(visit, ACTION_BACK, 0, NULL).kind, EFFECT_FOLLOW); /* what waits here is new */
}

static void a_correction_asks_only_for_what_there_is(void **state)
{
    struct visit *visit = *state;
    struct submission submission;
    follow_to_answer(visit, "seat", "wanted", HERE_SENT);
    tap(visit, ACTION_START, SUBMISSION_CORRECT, NULL);
    tap(visit, ACTION_ACCEPT_NOTICE, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_NAME);
    tap(visit, ACTION_NEXT, 0, NULL);
    tap(visit, ACTION_NEXT, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_FORM); /* nothing was corrected */
    visit_type(visit, "28123456");
    tap(visit, ACTION_NEXT, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
    assert_int_equal(tap(visit, ACTION_SEND, 0, NULL).kind, EFFECT_GIVE);
    given_wish(&submission, &visit->model, "");
    assert_null(submission_problem(&submission));
    assert_string_equal(submission.contact, "+4528123456");
    assert_string_equal(submission.name, "");
    submission_finish(&submission);
    say(visit, (struct event){.kind = EVENT_GIVEN});
    assert_int_equal(visit->model.screen, SCREEN_WISH);
    tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_ANSWER);
    tap(visit, ACTION_START, SUBMISSION_CORRECT, NULL);
    tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_ANSWER);
}

static void help_leads_to_it_and_back_and_a_form_stays_as_it_was(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tap(visit, ACTION_START, SUBMISSION_IDEA, NULL);
    tap(visit, ACTION_ACCEPT_NOTICE, 0, NULL);
    visit_type(visit, "En bænk");
    tap(visit, ACTION_HELP, 0, NULL);
    tap(visit, ACTION_FOLLOW, 0, NULL);
    tap(visit, ACTION_HELP, 0, NULL);
    tap(visit, ACTION_FOLLOW, 0, NULL); /* it is there already */
    assert_int_equal(say(visit, (struct event){.kind = EVENT_TYPE, .text = CODE}).kind, EFFECT_FOLLOW);
    json_t *body = answer_body("seat", "wanted");
    struct event event = {.kind = EVENT_FOLLOWED};
    assert_int_equal(outcome_from_json(&event.outcome, body), ERR_OK);
    json_decref(body);
    say(visit, event);
    tap(visit, ACTION_START, SUBMISSION_CORRECT, NULL);
    assert_int_equal(visit->model.form.kind, SUBMISSION_CORRECT);
    tap(visit, ACTION_BACK, 0, NULL);
    static const enum screen way[] = {SCREEN_FOLLOW, SCREEN_HELP, SCREEN_FORM};
    for (size_t at = 0; at < 3; at++) {
        tap(visit, ACTION_BACK, 0, NULL);
        assert_int_equal(visit->model.screen, way[at]);
    }
    assert_int_equal(visit->model.form.kind, SUBMISSION_IDEA);
    assert_string_equal(visit->model.form.fields[FIELD_TITLE].text, "En bænk");
}

/* Title and text are fields of both. */
static void an_idea_that_is_being_written_survives_the_correction_of_another(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tap(visit, ACTION_START, SUBMISSION_IDEA, NULL);
    tap(visit, ACTION_ACCEPT_NOTICE, 0, NULL);
    visit_type(visit, "En bænk");
    tap(visit, ACTION_NEXT, 0, NULL);
    visit_type(visit, "Ved søen");
    tap(visit, ACTION_NEXT, 0, NULL);
    assert_int_equal(visit->model.form.step, 1);
    tap(visit, ACTION_HELP, 0, NULL);
    tap(visit, ACTION_FOLLOW, 0, NULL);
    assert_int_equal(say(visit, (struct event){.kind = EVENT_TYPE, .text = CODE}).kind, EFFECT_FOLLOW);
    json_t *body = answer_body("idea", "read");
    struct event event = {.kind = EVENT_FOLLOWED};
    assert_int_equal(outcome_from_json(&event.outcome, body), ERR_OK);
    json_decref(body);
    say(visit, event);
    tap(visit, ACTION_START, SUBMISSION_CORRECT, NULL);
    assert_string_equal(visit->model.form.fields[FIELD_TITLE].text, ""); /* it is not the other one */
    visit_type(visit, "Et bord");
    tap(visit, ACTION_BACK, 0, NULL);
    tap(visit, ACTION_START, SUBMISSION_CORRECT, NULL);
    assert_string_equal(visit->model.form.fields[FIELD_TITLE].text, "Et bord");
    while (visit->model.screen == SCREEN_FORM) tap(visit, ACTION_NEXT, 0, NULL);
    tap(visit, ACTION_SEND, 0, NULL);
    say(visit, (struct event){.kind = EVENT_GIVEN});
    assert_int_equal(visit->model.screen, SCREEN_WISH);
    while (visit->model.screen != SCREEN_FORM) tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.form.kind, SUBMISSION_IDEA);
    assert_int_equal(visit->model.form.step, 1);
    assert_string_equal(visit->model.form.fields[FIELD_TITLE].text, "En bænk");
    assert_string_equal(visit->model.form.fields[FIELD_TEXT].text, "Ved søen");
    tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.form.step, 0);
}

static void the_end_of_a_visit_wipes_the_code(void **state)
{
    struct visit *visit = *state;
    static const struct follow nothing;
    follow_to_answer(visit, "idea", "read", HERE_SENT);
    visit->now_ms += IDLE_REST_MS + IDLE_ANSWER_MS;
    say(visit, (struct event){.kind = EVENT_TIME});
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_memory_equal(&visit->model.follow, &nothing, sizeof(nothing));
    /* An answer that comes late is let go. */
    json_t *body = answer_body("idea", "read");
    struct event event = {.kind = EVENT_FOLLOWED};
    assert_int_equal(outcome_from_json(&event.outcome, body), ERR_OK);
    say(visit, event);
    assert_memory_equal(&visit->model.follow, &nothing, sizeof(nothing));
    assert_int_equal(body->refcount, 1);
    json_decref(body);
}

/* ---- beside the idea form ---- */

static void to_idea_form(struct visit *visit)
{
    visit_to_board(visit);
    tap(visit, ACTION_START, SUBMISSION_IDEA, NULL);
    tap(visit, ACTION_ACCEPT_NOTICE, 0, NULL);
}

static void what_resembles_is_asked_for_while_typing_and_loses_nothing(void **state)
{
    struct visit *visit = *state;
    struct similar_item items[3] = {{.is_idea = true, .id = "idea-1"}, {.id = "alder"}, {.id = "unge"}};
    content_with(visit, "idea-1", NULL);
    to_idea_form(visit);
    assert_int_equal(say(visit, (struct event){.kind = EVENT_TYPE, .text = "Værksted"}).kind, EFFECT_SIMILAR);
    assert_true(asked_nothing(say(visit, (struct event){.kind = EVENT_TYPE, .text = "å"}))); /* inside a word */
    assert_int_equal(tap(visit, ACTION_KEY_BACKSPACE, 0, NULL).kind, EFFECT_SIMILAR);
    assert_int_equal(tap(visit, ACTION_KEY, 0, " ").kind, EFFECT_SIMILAR);
    assert_int_equal(tap(visit, ACTION_KEY_BACKSPACE, 0, NULL).kind, EFFECT_SIMILAR);
    say(visit, (struct event){.kind = EVENT_SIMILAR, .amount = 3, .similar = items});
    assert_int_equal(visit->model.similar.count, SIMILAR_SHOWN_MAX);
    tap(visit, ACTION_FOCUS_FIELD, FIELD_TEXT, NULL);
    struct effect load = tap(visit, ACTION_OPEN_NETWORK, 0, "alder");
    assert_int_equal(load.kind, EFFECT_LOAD_NETWORK);
    visit_network(visit, "alder", "active");
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    tap(visit, ACTION_START, SUBMISSION_INTEREST, NULL);
    tap(visit, ACTION_BACK, 0, NULL);
    tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.kind, SUBMISSION_IDEA);
    assert_int_equal(visit->model.form.focus, FIELD_TEXT);
    assert_string_equal(visit->model.form.fields[FIELD_TITLE].text, "Værksted");
    tap(visit, ACTION_OPEN_IDEA, 0, "idea-1");
    assert_int_equal(visit->model.screen, SCREEN_IDEA);
    content_with(visit, NULL, NULL); /* taken down meanwhile */
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.focus, FIELD_TEXT);
    tap(visit, ACTION_FINISH, 0, NULL);
    assert_int_equal(visit->model.similar.count, 0);
    say(visit, (struct event){.kind = EVENT_SIMILAR, .amount = 1, .similar = items}); /* too late */
    assert_int_equal(visit->model.similar.count, 0);
}

static void the_guide_suggests_by_most_answers(void **state)
{
    (void)state;
    struct guide guide = {0};
    assert_int_equal(guide_suggests(&guide), LEANS_NOT_SAID);
    guide.answers[2] = LEANS_PROJECT;
    assert_int_equal(guide_suggests(&guide), LEANS_PROJECT);
    guide.answers[0] = LEANS_NETWORK;
    assert_int_equal(guide_suggests(&guide), LEANS_NOT_SAID);
    guide.answers[5] = LEANS_NETWORK;
    assert_int_equal(guide_suggests(&guide), LEANS_NETWORK);
}

static void the_guide_leads_there_and_back(void **state)
{
    struct visit *visit = *state;
    to_idea_form(visit);
    tap(visit, ACTION_GUIDE, 0, NULL);
    for (int at = 0; at < GUIDE_QUESTIONS; at++) {
        assert_int_equal(visit->model.guide.step, at);
        tap(visit, ACTION_GUIDE_ANSWER, LEANS_PROJECT, NULL);
    }
    tap(visit, ACTION_GUIDE_ANSWER, LEANS_NETWORK, NULL); /* there is no seventh */
    assert_int_equal(visit->model.guide.step, GUIDE_QUESTIONS);
    tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.guide.step, GUIDE_QUESTIONS - 1);
    tap(visit, ACTION_GUIDE_ANSWER, 99, NULL);
    assert_int_equal(visit->model.guide.step, GUIDE_QUESTIONS - 1);
    tap(visit, ACTION_GUIDE_ANSWER, LEANS_PROJECT, NULL);
    tap(visit, ACTION_LEANS, LEANS_PROJECT, NULL);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.leans, LEANS_PROJECT);
    tap(visit, ACTION_GUIDE, 0, NULL);
    tap(visit, ACTION_BACK, 0, NULL);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    tap(visit, ACTION_FINISH, 0, NULL);
    assert_int_equal(visit->model.form.leans, LEANS_NOT_SAID);
    assert_int_equal(visit->model.guide.answers[0], LEANS_NOT_SAID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(an_idea_is_supported_once_in_a_visit),
        visit_test(an_idea_that_is_taken_down_is_left),
        visit_test(without_enrolment_nothing_is_given),
        cmocka_unit_test(a_code_is_read_however_it_comes),
        cmocka_unit_test(a_wrong_code_is_mended_in_its_group),
        cmocka_unit_test(what_may_be_asked_for_follows_from_what_is_known),
        visit_test(a_wish_is_asked_for_once_and_said_truthfully),
        visit_test(a_correction_asks_only_for_what_there_is),
        visit_test(help_leads_to_it_and_back_and_a_form_stays_as_it_was),
        visit_test(an_idea_that_is_being_written_survives_the_correction_of_another),
        visit_test(the_end_of_a_visit_wipes_the_code),
        visit_test(what_resembles_is_asked_for_while_typing_and_loses_nothing),
        cmocka_unit_test(the_guide_suggests_by_most_answers),
        visit_test(the_guide_leads_there_and_back),
    };
    return cmocka_run_group_tests_name("ideas", tests, NULL, NULL);
}
