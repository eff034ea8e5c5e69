#include "kiosk/service.h"

#include <sodium.h>
#include <string.h>

enum service_answer service_act(struct service *service, struct action action)
{
    size_t digits = strlen(service->pin);
    bool open = service->facts.gate == SERVICE_OPEN;
    switch (action.kind) {
    case ACTION_PIN_DIGIT:
        if (digits < SERVICE_PIN_DIGITS_MAX && action.value >= 0 && action.value <= 9) {
            service->pin[digits] = (char)('0' + action.value);
        }
        return SERVICE_DONE;
    case ACTION_PIN_ERASE:
        if (digits > 0) service->pin[digits - 1] = '\0';
        return SERVICE_DONE;
    case ACTION_PIN_DONE: return digits >= SERVICE_PIN_DIGITS_MIN ? SERVICE_TRY_PIN : SERVICE_DONE;
    case ACTION_TEST_BEGIN: service->touch = (struct touch_test){.open = open}; return SERVICE_DONE;
    case ACTION_TEST_SOUND: return open ? SERVICE_TEST_SOUND : SERVICE_DONE;
    case ACTION_RESTART: return open ? SERVICE_RESTART : SERVICE_DONE;
    default: return SERVICE_DONE;
    }
}

bool service_press(struct service *service, struct action action, int x, int y)
{
    bool button = action.kind != ACTION_NONE && action.kind != ACTION_TEST_TOUCH;
    if (!service->touch.open || button) return false;
    touch_test_press(&service->touch, x, y);
    return true;
}

bool service_back(struct service *service)
{
    bool open = service->touch.open;
    service->touch = (struct touch_test){.open = false};
    return open;
}

void service_wipe(struct service *service)
{
    sodium_memzero(service, sizeof(*service));
}
