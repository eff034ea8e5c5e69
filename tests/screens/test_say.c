/* tests/screens/test_say.c - what is said about a frame, and when. */
#include "tests/screens/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "kiosk/focus.h"
#include "kiosk/say.h"

static struct {
    struct frame frame;
    struct aids aids;
    struct say say;
    struct utterance out;
} * world;

static void begin(const char *screen)
{
    frame_begin(&world->frame, screen, "da", 1000, 2000);
}

static struct item *add(enum role role, const char *text, enum action_kind kind)
{
    struct item *item = frame_add(&world->frame);
    item->role = role;
    item->text = text;
    item->bounds = (struct rect){0, (int)world->frame.items_count * 60, 500, 50};
    item->action.kind = kind;
    return item;
}

static void a_screen(const char *heading)
{
    begin("board");
    add(ROLE_HEADING, heading, ACTION_NONE);
    add(ROLE_BUTTON, "Søg", ACTION_SEARCH);
    add(ROLE_CARD, "Unge\nmed job", ACTION_OPEN_NETWORK);
    add(ROLE_BUTTON, "Hjælp", ACTION_HELP)->zone = ZONE_BAR;
}

static int set_up(void **state)
{
    (void)state;
    world = calloc(1, sizeof(*world));
    assert_non_null(world);
    aids_reset(&world->aids);
    a_screen("Hvad er i gang?");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(world);
    return 0;
}

static const char *said(void)
{
    bool new = say_frame(&world->say, &world->frame, &world->aids, &world->out);
    return new ? world->out.text : NULL;
}

static void turn_on(void)
{
    world->aids.speech = true;
    assert_non_null(strstr(said(), "Oplæsning er slået til."));
}

static const char *about(struct item *item)
{
    say_item(&world->frame, item, &world->aids, &world->out);
    return world->out.text;
}

static void nothing_is_said_until_it_is_turned_on(void **state)
{
    (void)state;
    assert_null(said());
    world->aids.focus = focus_id(&world->frame, &world->frame.items[1]);
    assert_null(said());
    struct utterance out;
    assert_false(say_typed(&world->say, "da", "a", &world->aids, &out));
}

static void turning_on_tells_how_and_where(void **state)
{
    (void)state;
    turn_on();
    assert_non_null(strstr(world->out.text, "Hvad er i gang?"));
    assert_non_null(strstr(world->out.text, "Der er 2 ting at vælge."));
    assert_string_equal(world->out.lang, "da");
    assert_null(said()); /* once */
    world->aids.speech = false;
    assert_string_equal(said(), "Oplæsning er slået fra.");
    assert_null(said());
}

static void a_new_screen_says_its_heading_and_how_many_things(void **state)
{
    (void)state;
    turn_on();
    a_screen("Hvad er i gang?");
    assert_null(said());
    a_screen("Noget andet");
    assert_string_equal(said(), "Noget andet. Der er 2 ting at vælge.");
}

static void what_is_wrong_is_said_at_once_and_once(void **state)
{
    (void)state;
    turn_on();
    add(ROLE_ALERT, "Skriv et navn.", ACTION_NONE)->description = "Ellers kan vi ikke svare.";
    assert_string_equal(said(), "Skriv et navn. Ellers kan vi ikke svare.");
    assert_null(said());
    a_screen("Hvad er i gang?");
    assert_null(said());
    add(ROLE_ALERT, "Skriv et navn.", ACTION_NONE);
    assert_string_equal(said(), "Skriv et navn.");
}

static void a_countdown_is_not_said_every_second(void **state)
{
    (void)state;
    turn_on();
    for (int seconds = 30; seconds > 25; seconds--) {
        begin("board");
        struct item *alert = add(ROLE_ALERT, "Er du der stadig?", ACTION_NONE);
        alert->description = frame_textf(&world->frame, "Om %d sekunder", seconds);
        const char *text = said();
        if (seconds == 30) assert_string_equal(text, "Er du der stadig? Om 30 sekunder");
        if (seconds < 30) assert_null(text);
    }
    a_screen("Hvad er i gang?"); /* back where it was */
    assert_null(said());
}

static void the_ring_says_what_is_there(void **state)
{
    (void)state;
    turn_on();
    world->aids.focus = focus_id(&world->frame, &world->frame.items[2]);
    assert_string_equal(said(), "Unge med job, knap");
    assert_null(said());
    world->aids.repeats++;
    assert_string_equal(said(), "Unge med job, knap");
    world->aids.volume = 2;
    assert_string_equal(said(), "Lyd 3 af 7");
}

static void things_have_kinds_and_states(void **state)
{
    (void)state;
    struct item *item = add(ROLE_BUTTON, "Kontrast", ACTION_CONTRAST);
    item->description = "slået til";
    assert_string_equal(about(item), "Kontrast, knap, slået til");
    item->disabled = true;
    assert_string_equal(about(item), "Kontrast, knap, slået til, kan ikke vælges nu");
    assert_string_equal(about(add(ROLE_HEADING, "Tak", ACTION_NONE)), "Tak, overskrift");
    assert_string_equal(about(add(ROLE_TEXT, "To\nlinjer", ACTION_NONE)), "To linjer");
    assert_string_equal(about(add(ROLE_IMAGE, "Blomsten", ACTION_NONE)), "Blomsten, billede");
    assert_string_equal(about(add(ROLE_KEY, "q", ACTION_KEY)), "q");
    assert_string_equal(about(add(ROLE_FIELD, "Navn", ACTION_FOCUS_FIELD)), "Navn, felt, tomt");
}

static void a_code_is_spelled(void **state)
{
    (void)state;
    assert_non_null(strstr(about(add(ROLE_TEXT, "6NV4-KTZ0-ST0J-5ARD", ACTION_NONE)), "6 N V 4 , K T Z 0 , "));
    assert_string_equal(about(add(ROLE_TEXT, "2620 Albertslund", ACTION_NONE)), "2620 Albertslund");
}

static void what_was_typed_is_said_only_into_headphones(void **state)
{
    (void)state;
    turn_on();
    struct item *field = add(ROLE_FIELD, "Navn", ACTION_FOCUS_FIELD);
    field->description = "Åse Østergaard";
    field->focus = true;
    struct item *read_back = add(ROLE_TEXT, "Åse Østergaard", ACTION_NONE);
    read_back->typed = true;
    struct utterance out;
    assert_string_equal(about(field), "Navn, felt, der er skrevet noget, her skriver du");
    assert_null(strstr(about(read_back), "Åse"));
    assert_true(say_typed(&world->say, "da", "å", &world->aids, &out));
    assert_string_equal(out.text, "bogstav");
    assert_true(say_typed(&world->say, "da", "7", &world->aids, &out));
    assert_string_equal(out.text, "tegn");
    world->aids.headphones = true;
    assert_string_equal(about(field), "Navn, felt, Åse Østergaard, her skriver du");
    assert_string_equal(about(read_back), "Åse Østergaard");
    assert_true(say_typed(&world->say, "da", "å", &world->aids, &out));
    assert_string_equal(out.text, "å");
    assert_true(say_typed(&world->say, "da", " ", &world->aids, &out));
    assert_string_equal(out.text, "mellemrum");
}

static void danish_in_arabic_has_the_danish_voice(void **state)
{
    (void)state;
    frame_begin(&world->frame, "board", "ar", 1000, 2000);
    (void)about(add(ROLE_TEXT, "Frivilligt arbejde", ACTION_NONE));
    assert_string_equal(world->out.lang, "da");
    (void)about(add(ROLE_TEXT, "مساعدة", ACTION_NONE));
    assert_string_equal(world->out.lang, "ar");
}

static void content_that_is_not_translated_has_the_danish_voice(void **state)
{
    (void)state;
    frame_begin(&world->frame, "board", "pl", 1000, 2000);
    struct item *item = add(ROLE_CARD, "Frivilligt arbejde", ACTION_OPEN_NETWORK);
    assert_string_equal(about(item), "Frivilligt arbejde, knap");
    assert_string_equal(world->out.lang, "pl");
    item->lang = "da";
    (void)about(item);
    assert_string_equal(world->out.lang, "da");
}

static void a_very_long_text_is_cut_at_a_letter(void **state)
{
    (void)state;
    static char text[3 * SAY_BYTES_MAX];
    memset(text, 0, sizeof(text));
    for (size_t at = 0; at + 3 < sizeof(text); at += 2) memcpy(text + at, "å", 2);
    const char *out = about(add(ROLE_TEXT, text, ACTION_NONE));
    assert_in_range(strlen(out), SAY_BYTES_MAX - 6, SAY_BYTES_MAX - 1);
    assert_int_equal(strlen(out) % 2, 0);
}

static void nothing_of_it_stays(void **state)
{
    (void)state;
    turn_on();
    say_forget(&world->say);
    static const struct say empty;
    assert_memory_equal(&world->say, &empty, sizeof(empty));
}

int main(void)
{
#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_WORLD(nothing_is_said_until_it_is_turned_on),
        WITH_WORLD(turning_on_tells_how_and_where),
        WITH_WORLD(a_new_screen_says_its_heading_and_how_many_things),
        WITH_WORLD(what_is_wrong_is_said_at_once_and_once),
        WITH_WORLD(a_countdown_is_not_said_every_second),
        WITH_WORLD(the_ring_says_what_is_there),
        WITH_WORLD(things_have_kinds_and_states),
        WITH_WORLD(a_code_is_spelled),
        WITH_WORLD(what_was_typed_is_said_only_into_headphones),
        WITH_WORLD(danish_in_arabic_has_the_danish_voice),
        WITH_WORLD(content_that_is_not_translated_has_the_danish_voice),
        WITH_WORLD(a_very_long_text_is_cut_at_a_letter),
        WITH_WORLD(nothing_of_it_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
