// Dropout of attention weights by a counter-based generator: the draw for key j of a row is a hash of j under a key of 64 bits
// that the seed and the row decide. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011).

#ifndef CAIRN_ATTENTION_DROPOUT_H
#define CAIRN_ATTENTION_DROPOUT_H

#include "../CKernels/clones.h"

// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
INLINE uint64_t split_mix(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

INLINE uint64_t row_key(uint64_t seed, uint64_t row) { return split_mix(split_mix(seed) ^ row * 0xd1342543de82ef95u); }

// A bijection of 32 bits in which every bit of the result depends on every bit of x.
INLINE uint32_t mixed(uint32_t x) {
    x = (x ^ (x >> 16)) * 0x7feb352du;
    x = (x ^ (x >> 15)) * 0x846ca68bu;
    return x ^ (x >> 16);
}

INLINE uint32_t draw(uint64_t key, uint32_t j) {
    return mixed(mixed(j * 0x9e3779b9u + (uint32_t)key) ^ (uint32_t)(key >> 32));
}

// Draws below this are dropped.
INLINE uint32_t dropped_below(double rate) {
    double bound = rate * 4294967296.0;
    return bound >= 4294967295.0 ? 0xffffffffu : (uint32_t)bound;
}

#endif
