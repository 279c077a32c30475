/* Mixes numbers into a hash of 64 bits. */
#ifndef MEMSCOPE_HASH_H
#define MEMSCOPE_HASH_H

#include <stdint.h>

/* A multiplicative step: the golden ratio in 64 bits, then the high half into the low. */
static inline uint64_t ms_hash_mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 29);
}

#endif
