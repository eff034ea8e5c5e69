#include "kiosk/service.h"

#include <sodium.h>
#include <string.h>

enum service_answer service_act(struct service *service, struct action action)
{
    size_t digits = strlen(service->pin);
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
    case ACTION_TEST_TOUCH:
        if (action.value >= 0 && action.value < SERVICE_TARGETS) service->touched[action.value] = true;
        return SERVICE_DONE;
    case ACTION_RESTART: return service->facts.gate == SERVICE_OPEN ? SERVICE_RESTART : SERVICE_DONE;
    default: return SERVICE_DONE;
    }
}

void service_wipe(struct service *service)
{
    sodium_memzero(service, sizeof(*service));
}
