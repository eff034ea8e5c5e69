#include "tests/simulation/chance.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t chance_next(struct chance *chance)
{
    uint64_t mixed = chance->state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

struct chance chance_make(uint64_t seed, uint64_t number)
{
    struct chance chance = {seed * 0x2545f4914f6cdd1du + number};
    chance.state = chance_next(&chance);
    return chance;
}

int chance_below(struct chance *chance, int limit)
{
    return (int)(chance_next(chance) % (uint64_t)limit);
}

bool chance_one_in(struct chance *chance, int times)
{
    return chance_below(chance, times) == 0;
}
