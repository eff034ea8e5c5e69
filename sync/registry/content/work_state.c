#include "sync/registry/content/work_state.h"

enum work_state work_state_of(const struct work_parts *parts)
{
    if (parts->draft == parts->published) return WORK_PUBLISHED;
    if (parts->draft == parts->scheduled) return WORK_SCHEDULED;
    if (parts->draft == parts->review) return WORK_REVIEW;
    if (parts->draft == parts->unpublished && parts->published == 0) return WORK_UNPUBLISHED;
    return WORK_DRAFT;
}

const char *work_state_name(enum work_state state)
{
    static const char *const names[WORK_STATE_COUNT] = {"draft", "review", "scheduled", "published", "unpublished"};
    return names[state];
}
