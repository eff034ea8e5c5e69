#include "sync/registry/content/network_state.h"

enum network_state network_state_of(const struct network_parts *parts)
{
    if (parts->draft == parts->published) return NETWORK_PUBLISHED;
    if (parts->draft == parts->scheduled) return NETWORK_SCHEDULED;
    if (parts->draft == parts->review) return NETWORK_REVIEW;
    if (parts->draft == parts->unpublished && parts->published == 0) return NETWORK_UNPUBLISHED;
    return NETWORK_DRAFT;
}

const char *network_state_name(enum network_state state)
{
    static const char *const names[NETWORK_STATE_COUNT] = {"draft", "review", "scheduled", "published", "unpublished"};
    return names[state];
}
