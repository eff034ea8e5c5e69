/* tests/screens/test_speak.c - the voice, into SDL's dummy sound card: sound in every language, one thing at a time,
 * stopped at once, and nothing left of it after the visit. */
#define _POSIX_C_SOURCE 200809L
#include "tests/screens/cmocka_all.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kiosk/speak.h"
#include "kiosk/words.h"

enum { PATIENCE_MS = 10000 };

static struct speaker *speaker;

static int set_up(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    return speaker_create(&speaker) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    speaker_destroy(speaker);
    return 0;
}

static void nap(int ms)
{
    const struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

/* Until `utterances` have begun and this much of the latest is loud. */
static struct speaker_counts wait_for(uint64_t utterances, uint64_t loud)
{
    struct speaker_counts counts = speaker_counts(speaker);
    for (int ms = 0; ms < PATIENCE_MS && (counts.utterances < utterances || counts.loud < loud) && !counts.failed;
         ms += 10) {
        nap(10);
        counts = speaker_counts(speaker);
    }
    return counts;
}

static void wait_for_silence(void)
{
    for (int ms = 0; ms < PATIENCE_MS && speaker_counts(speaker).talking; ms += 10) nap(10);
    assert_false(speaker_counts(speaker).talking);
}

static void every_language_has_a_voice(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *text;
    } hello[LANGUAGES_COUNT] = {{"da", "Goddag"}, {"en", "Hello"}, {"tr", "Merhaba"},
                                {"ar", "مرحبا"},  {"ur", "سلام"},  {"pl", "Dzień dobry"}};
    uint64_t loud = 0;
    for (size_t at = 0; at < LANGUAGES_COUNT; at++) {
        speaker_say(speaker, hello[at].text, hello[at].lang, 0);
        struct speaker_counts counts = wait_for(at + 1, loud + 2000);
        assert_false(counts.failed);
        assert_true(counts.loud >= loud + 2000);
        wait_for_silence();
        loud = speaker_counts(speaker).loud;
    }
}

static void a_new_one_stops_the_old(void **state)
{
    (void)state;
    char text[SPEAK_BYTES_MAX] = "";
    while (strlen(text) + 20 < sizeof(text)) strcat(text, "noget meget langt ");
    speaker_say(speaker, text, "da", 0);
    (void)wait_for(1, 2000);
    clock_t before = clock();
    speaker_say(speaker, "Kort", "da", 0);
    assert_true((clock() - before) * 1000 / CLOCKS_PER_SEC < 50);
    (void)wait_for(2, 0);
    wait_for_silence();
    /* Two minutes of talk were not made. */
    assert_true(speaker_counts(speaker).samples < 22050 * 8);
    assert_int_equal(speaker_counts(speaker).utterances, 2);
}

static void silence_stops_it(void **state)
{
    (void)state;
    speaker_say(speaker, "en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten", "da", 0);
    (void)wait_for(1, 2000);
    speaker_say(speaker, "", "da", 0);
    nap(100);
    assert_false(speaker_counts(speaker).talking);
    uint64_t samples = speaker_counts(speaker).samples;
    nap(200);
    assert_int_equal(speaker_counts(speaker).samples, samples);
}

static void many_at_once_end_in_the_last(void **state)
{
    (void)state;
    for (int at = 0; at < 200; at++) speaker_say(speaker, "hurtigt", "da", 0);
    (void)wait_for(1, 1000);
    wait_for_silence();
    assert_true(speaker_counts(speaker).utterances < 50);
}

static void softer_is_softer(void **state)
{
    (void)state;
    speaker_say(speaker, "aaaaaaaa", "da", 0);
    (void)wait_for(1, 4000);
    wait_for_silence();
    int loud = speaker_counts(speaker).peak;
    speaker_say(speaker, "aaaaaaaa", "da", 24);
    (void)wait_for(2, 0);
    wait_for_silence();
    int soft = speaker_counts(speaker).peak;
    assert_true(soft > 0);
    assert_true(loud > soft * 12); /* 24 dB are a factor of 15.8 */
}

static void it_speaks_again_after_the_visit(void **state)
{
    (void)state;
    speaker_forget(speaker); /* before the first word: nothing to forget */
    speaker_say(speaker, "Åse Østergaard", "da", 0);
    (void)wait_for(1, 1000);
    speaker_forget(speaker);
    nap(200);
    assert_false(speaker_counts(speaker).talking);
    uint64_t loud = speaker_counts(speaker).loud;
    speaker_say(speaker, "Goddag", "da", 0);
    assert_true(wait_for(2, loud + 1000).loud >= loud + 1000);
}

static void without_a_sound_card_nothing_breaks(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "no such driver", 1);
    speaker_say(speaker, "Goddag", "da", 0);
    for (int ms = 0; ms < PATIENCE_MS && !speaker_counts(speaker).failed; ms += 10) nap(10);
    assert_true(speaker_counts(speaker).failed);
}

static void a_speaker_that_never_spoke_costs_nothing(void **state)
{
    (void)state;
    speaker_say(speaker, "", "da", 0);
    assert_int_equal(speaker_counts(speaker).utterances, 0);
    assert_int_equal(SDL_WasInit(SDL_INIT_AUDIO), 0);
}

/* eSpeak leaks two kilobytes at each espeak_Terminate(), from a library that is not loaded any more at exit, so that
 * no suppression could name it. */
const char *__asan_default_options(void); /* NOLINT(bugprone-reserved-identifier): the sanitizer's name for it */
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

int main(void)
{
#define WITH_SPEAKER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_SPEAKER(a_speaker_that_never_spoke_costs_nothing),
        WITH_SPEAKER(every_language_has_a_voice),
        WITH_SPEAKER(a_new_one_stops_the_old),
        WITH_SPEAKER(silence_stops_it),
        WITH_SPEAKER(many_at_once_end_in_the_last),
        WITH_SPEAKER(softer_is_softer),
        WITH_SPEAKER(it_speaks_again_after_the_visit),
        WITH_SPEAKER(without_a_sound_card_nothing_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
