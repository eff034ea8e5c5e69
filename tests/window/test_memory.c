/* tests/window/test_memory.c - nothing of a visit is left in the kiosk's memory once it is over. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "tests/window/visit.h"

#include <SDL_ttf.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "sync/base/json.h"
#include "tests/window/process.h"

enum { PIPE_BYTES = 4096, WARNING_BYTES = 400, COMPLAINT_BYTES = 450 };

/* Prints where `symbols` are still found, and says at how many places. `text` are the same as letters. */
static size_t count_traces(pid_t pid, const struct symbols *symbols, size_t count_min, const char *text)
{
    struct traces traces;
    assert_true(process_find(pid, symbols, count_min, &traces));
    for (size_t at = 0; at < traces.count && at < TRACES_MAX; at++) {
        const struct trace *trace = &traces.list[at];
        print_message("    \"%.*s\" as %s at %llx in %s: %s\n", (int)trace->count, text + trace->first,
                      encoding_name(trace->encoding), (unsigned long long)trace->address,
                      trace->mapping[0] != '\0' ? trace->mapping : "unnamed memory", trace->around);
    }
    return traces.count;
}

static size_t count_letters(pid_t pid)
{
    struct symbols name = symbols_of(NAME_TYPED);
    struct symbols phone = symbols_of(PHONE_TYPED);
    struct symbols read_back = symbols_of(PHONE_READ_BACK);
    size_t count = count_traces(pid, &name, TRACE_MIN, NAME_TYPED);
    count += count_traces(pid, &phone, phone.count, PHONE_TYPED);
    return count + count_traces(pid, &read_back, read_back.count, PHONE_READ_BACK);
}

/* The name as the numbers its glyphs have in a font: whoever has the font can read it. */
static size_t count_glyphs(pid_t pid, const char *font_path)
{
    TTF_Font *font = TTF_OpenFont(font_path, 20);
    assert_non_null(font);
    struct symbols glyphs = symbols_of(NAME_TYPED);
    for (size_t at = 0; at < glyphs.count; at++) {
        glyphs.list[at] = (uint32_t)TTF_GlyphIsProvided32(font, glyphs.list[at]);
    }
    TTF_CloseFont(font);
    return count_traces(pid, &glyphs, TRACE_MIN, NAME_TYPED);
}

static void assert_forgotten(pid_t pid)
{
    assert_int_equal(TTF_Init(), 0);
    size_t count = count_letters(pid);
    count += count_glyphs(pid, "/usr/share/fonts/opentype/inter/Inter-Regular.otf");
    count += count_glyphs(pid, "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf");
    TTF_Quit();
    assert_int_equal(count, 0);
}

static void skip_unless_readable(pid_t pid)
{
#ifdef __SANITIZE_ADDRESS__
    (void)pid;
    print_message("    SKIPPED: AddressSanitizer keeps what was freed; the release build is looked through\n");
    skip();
#else
    struct traces ignored;
    struct symbols symbols = symbols_of(NAME_TYPED);
    if (process_find(pid, &symbols, TRACE_MIN, &ignored)) return;
    print_message("    SKIPPED: the kiosk's memory can't be read from here\n");
    skip();
#endif
}

static void point(struct visit *visit, const char *action, struct area *out)
{
    AUTO(json_auto) json_t *frame = kiosk_frame(&visit->kiosk);
    const json_t *item = frame_action(frame, action, NULL);
    assert_non_null(item);
    *out = item_area(item);
}

static void touch(struct visit *visit, struct area area)
{
    display_tap(&visit->house->display, area.x + area.w / 2, area.y + area.h / 2);
}

static bool comes_to_have_entries(struct visit *visit, int64_t count)
{
    int64_t until = now_us() + WAIT_MS * 1000;
    while (visit_entries(visit) != count && now_us() < until) sleep_ms(10);
    return visit_entries(visit) == count;
}

/* frame.json passes through the kiosk's memory too, so while the name is on the screen nobody asks for
 * it: another visitor goes first and shows where the buttons are. */
static void after_finishing_memory_holds_nothing(void **state)
{
    struct visit *visit = *state;
    struct area next;
    struct area send;
    struct area finish;
    visit_make_data(visit);
    visit_start(visit, NULL);
    skip_unless_readable(visit->kiosk.pid);
    visit_go_to_form(visit);
    AUTO(json_auto) json_t *keys = kiosk_frame(&visit->kiosk);
    point(visit, "next", &next);
    assert_true(kiosk_type(&visit->kiosk, keys, "Ida"));
    touch(visit, next);
    assert_true(kiosk_type(&visit->kiosk, keys, "20406080"));
    touch(visit, next);
    visit_comes_to(visit, "review");
    point(visit, "send", &send);
    visit_tap(visit, "send", NULL, "thanks");
    point(visit, "finish", &finish);
    visit_tap(visit, "finish", NULL, "rest");

    visit_go_to_form(visit);
    assert_true(kiosk_type(&visit->kiosk, keys, NAME_TYPED));
    touch(visit, next);
    assert_true(kiosk_type(&visit->kiosk, keys, PHONE_TYPED));
    touch(visit, next);
    struct traces traces; /* the search finds it while it is there */
    struct symbols phone = symbols_of(PHONE_TYPED);
    int64_t until = now_us() + WAIT_MS * 1000;
    do {
        assert_true(process_find(visit->kiosk.pid, &phone, phone.count, &traces));
    } while (traces.count == 0 && now_us() < until);
    assert_true(traces.count > 0);
    touch(visit, send);
    assert_true(comes_to_have_entries(visit, 2));
    touch(visit, finish);
    visit_comes_to(visit, "rest");
    assert_forgotten(visit->kiosk.pid);
}

/* One letter a line, so that the script itself does not hold the name. */
static void write_script(const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("tap \"Rør ved vandet\"\ntap \"Frivilligt arbejde\"\ntap \"Jeg er interesseret\"\ntap \"Det er fint, "
          "videre\"\nhold \"E\"\ntap \"É\"\ntap \"Slet\"\n",
          file);
    for (const char *at = NAME_TYPED; *at != '\0'; at++) fprintf(file, "type \"%c\"\n", *at);
    fputs("tap \"Videre\"\n", file);
    for (const char *at = PHONE_TYPED; *at != '\0'; at++) fprintf(file, "type \"%c\"\n", *at);
    fputs("tap \"Færdig\"\nshot review\nwait 125s\nexpect \"Rør ved vandet\"\nshot rest\nframe idle\n", file);
    fprintf(file, "expect \"%0*d\"\n", COMPLAINT_BYTES, 0);
    fclose(file);
}

/* Typed and read back aloud, into headphones: the voice forgets it too. The ring goes over everything that is read
 * back. */
static void write_spoken_script(const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("tap \"Rør ved vandet\"\ntap \"Frivilligt arbejde\"\ntap \"Jeg er interesseret\"\ntap \"Det er fint, "
          "videre\"\nheadphones in\ntap \"Læs op\"\n",
          file);
    for (const char *at = NAME_TYPED; *at != '\0'; at++) {
        fprintf(file, "scan \"%c\"\n", *at);
        if (*at != ' ') fprintf(file, "say \"%c\"\n", *at); /* a blank is called by its name */
    }
    fputs("pick \"Videre\"\n", file);
    for (const char *at = PHONE_TYPED; *at != '\0'; at++) fprintf(file, "scan \"%c\"\nsay \"%c\"\n", *at, *at);
    fputs("pick \"Færdig\"\n", file);
    for (int step = 0; step < 20; step++) fputs("key next\n", file);
    fputs("shot review\nwait 300s\nexpect \"Rør ved vandet\"\nsay \"\"\nshot rest\nframe idle\n", file);
    fprintf(file, "expect \"%0*d\"\n", COMPLAINT_BYTES, 0);
    fclose(file);
}

static void type_letters(FILE *file)
{
    for (const char *at = NAME_TYPED; *at != '\0'; at++) fprintf(file, "scan \"%c\"\n", *at);
}

/* What was searched for, and an idea beside which similar ones were looked for: both went through the catalog. */
static void write_search_script(const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("tap \"Rør ved vandet\"\ntap \"Søg\"\n", file);
    type_letters(file);
    fputs("shot search\ntap \"Alle netværk\"\ntap \"Har du en idé?\"\ntap \"Det er fint, videre\"\n", file);
    type_letters(file);
    fputs("tap \"Videre\"\n", file);
    type_letters(file);
    fputs("shot idea\nwait 125s\nexpect \"Rør ved vandet\"\nshot rest\nframe idle\n", file);
    fprintf(file, "expect \"%0*d\"\n", COMPLAINT_BYTES, 0);
    fclose(file);
}

/* A receipt code of the demo answers, and what is done with it. */
#define CODE_TYPED "K7F29QXM3DPAW6TM"

static void write_follow_script(const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("tap \"Rør ved vandet\"\ntap \"Hvad skete der?\"\n", file);
    for (const char *at = CODE_TYPED; *at != '\0'; at++) fprintf(file, "type \"%c\"\n", *at);
    fputs(
        "expect \"Du har fået en plads\"\ntap \"Slet det\"\ntap \"Ja, slet det\"\ntap \"Se svaret igen\"\nshot answer\n"
        "tap \"En anden kode\"\nshot follow\nwait 125s\nexpect \"Rør ved vandet\"\nshot rest\nframe idle\n",
        file);
    fprintf(file, "expect \"%0*d\"\n", COMPLAINT_BYTES, 0);
    fclose(file);
}

static void assert_code_forgotten(pid_t pid)
{
    static const char standard[] = "K7F2-9QXM-3DPA-W6TM";
    struct symbols plain = symbols_of(CODE_TYPED);
    struct symbols hyphens = symbols_of(standard);
    assert_int_equal(
        count_traces(pid, &plain, TRACE_MIN, CODE_TYPED) + count_traces(pid, &hyphens, TRACE_MIN, standard), 0);
}

/* A pipe with room for a warning and not for the complaint: who writes that stops there. */
static void nearly_full_pipe(int fds[2])
{
    static const char zeros[PIPE_BYTES - WARNING_BYTES];
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(fcntl(fds[1], F_SETPIPE_SZ, PIPE_BYTES), PIPE_BYTES);
    assert_int_equal(write(fds[1], zeros, sizeof(zeros)), (ssize_t)sizeof(zeros));
}

/* The virtual clock, since the window would need two minutes. The script's last line can't come true, and
 * where the kiosk would complain about it, it stands still to be looked at. */
static void play_and_look(struct visit *visit, void (*script_writer)(const char *path), void (*look)(pid_t pid))
{
    char script[PATH_MAX];
    char idle[PATH_MAX];
    char log[PATH_MAX];
    int fds[2];
    visit_make_data(visit);
    script_writer(visit_path(visit, "visit.script", script));
    nearly_full_pipe(fds);
    snprintf(log, sizeof(log), "/proc/self/fd/%d", fds[1]);
    char program[PATH_MAX];
    snprintf(program, sizeof(program), "%s/forhal-kiosk", visit->house->out);
    visit->kiosk.pid = display_run(&visit->house->display,
                                   (const char *const[]){program, "--data", visit->data, "--script", script, "--shots",
                                                         visit->data, "--size", "1920x1080", NULL},
                                   log);
    assert_true(visit->kiosk.pid > 0);
    assert_true(file_comes_to_be(visit_path(visit, "idle.json", idle)));
    int64_t until = now_us() + WAIT_MS * 1000;
    while (process_state(visit->kiosk.pid) != 'S' && now_us() < until) sleep_ms(1);
    skip_unless_readable(visit->kiosk.pid);
    look(visit->kiosk.pid);
    kill(visit->kiosk.pid, SIGKILL); /* it is in the middle of a write */
    close(fds[0]);
    close(fds[1]);
}

static void after_the_idle_time_memory_holds_nothing(void **state)
{
    play_and_look(*state, write_script, assert_forgotten);
}

static void what_was_read_aloud_is_forgotten_too(void **state)
{
    play_and_look(*state, write_spoken_script, assert_forgotten);
}

static void what_was_searched_for_is_forgotten_too(void **state)
{
    play_and_look(*state, write_search_script, assert_forgotten);
}

static void after_following_memory_holds_no_code(void **state)
{
    play_and_look(*state, write_follow_script, assert_code_forgotten);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(after_finishing_memory_holds_nothing), visit_test(after_the_idle_time_memory_holds_nothing),
        visit_test(what_was_read_aloud_is_forgotten_too), visit_test(what_was_searched_for_is_forgotten_too),
        visit_test(after_following_memory_holds_no_code),
    };
    return cmocka_run_group_tests_name("memory", tests, house_setup, house_teardown);
}
