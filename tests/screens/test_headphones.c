/* tests/screens/test_headphones.c - the switch of the jack, through a pipe that says what the kernel would. */
#define _GNU_SOURCE /* pipe2 */
#include "tests/screens/cmocka_all.h"

#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kiosk/headphones.h"

struct jack {
    char path[64];
    int fd;
    struct headphones headphones;
};

static struct jack jack;

static int set_up(void **state)
{
    (void)state;
    snprintf(jack.path, sizeof(jack.path), "/tmp/forhal-jack-%d", (int)getpid());
    (void)unlink(jack.path);
    assert_int_equal(mkfifo(jack.path, 0600), 0);
    jack.fd = open(jack.path, O_RDWR | O_CLOEXEC);
    assert_true(jack.fd >= 0);
    assert_int_equal(headphones_open(&jack.headphones, jack.path), ERR_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    headphones_close(&jack.headphones);
    if (jack.fd >= 0) close(jack.fd);
    return unlink(jack.path);
}

static void tell(unsigned type, unsigned code, int value)
{
    struct input_event event = {.type = (__u16)type, .code = (__u16)code, .value = value};
    assert_int_equal(write(jack.fd, &event, sizeof(event)), sizeof(event));
}

static void out_until_it_is_known(void **state)
{
    (void)state;
    assert_false(jack.headphones.in);
    assert_false(headphones_read(&jack.headphones));
}

static void in_and_out(void **state)
{
    (void)state;
    tell(EV_SW, SW_HEADPHONE_INSERT, 1);
    tell(EV_SYN, SYN_REPORT, 0);
    assert_true(headphones_read(&jack.headphones));
    assert_true(jack.headphones.in);
    assert_false(headphones_read(&jack.headphones));
    tell(EV_SW, SW_HEADPHONE_INSERT, 0);
    assert_true(headphones_read(&jack.headphones));
    assert_false(jack.headphones.in);
}

static void other_input_is_passed_over(void **state)
{
    (void)state;
    tell(EV_KEY, SW_HEADPHONE_INSERT, 1);
    tell(EV_SW, SW_LID, 1);
    assert_false(headphones_read(&jack.headphones));
    assert_false(jack.headphones.in);
}

static void a_flood_is_read_in_pieces(void **state)
{
    (void)state;
    for (int at = 0; at < HEADPHONES_EVENTS_MAX; at++) tell(EV_SW, SW_LID, at & 1);
    tell(EV_SW, SW_HEADPHONE_INSERT, 1);
    assert_false(headphones_read(&jack.headphones));
    assert_true(headphones_read(&jack.headphones));
}

static void nonsense_closes_it_and_counts_as_out(void **state)
{
    (void)state;
    tell(EV_SW, SW_HEADPHONE_INSERT, 1);
    assert_true(headphones_read(&jack.headphones));
    assert_int_equal(write(jack.fd, "half", 4), 4);
    assert_true(headphones_read(&jack.headphones));
    assert_false(jack.headphones.in);
    assert_int_equal(jack.headphones.fd, -1);
    assert_false(headphones_read(&jack.headphones));
}

static void a_device_that_is_gone_counts_as_out(void **state)
{
    (void)state;
    tell(EV_SW, SW_HEADPHONE_INSERT, 1);
    assert_true(headphones_read(&jack.headphones));
    close(jack.fd);
    jack.fd = -1;
    assert_true(headphones_read(&jack.headphones));
    assert_false(jack.headphones.in);
    struct headphones none;
    assert_int_equal(headphones_open(&none, "/nonexistent"), ERR_NOT_FOUND);
    assert_int_equal(none.fd, -1);
}

int main(void)
{
#define WITH_JACK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_JACK(out_until_it_is_known),
        WITH_JACK(in_and_out),
        WITH_JACK(other_input_is_passed_over),
        WITH_JACK(a_flood_is_read_in_pieces),
        WITH_JACK(nonsense_closes_it_and_counts_as_out),
        WITH_JACK(a_device_that_is_gone_counts_as_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
