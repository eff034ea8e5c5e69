#include "sync/agent/http_peer.h"

int64_t http_peer_time_s(const struct http_peer *peer)
{
    bool fits = peer->verified && peer->begins_s <= peer->date_s && peer->date_s <= peer->own_ends_s;
    return fits ? peer->date_s : 0;
}
