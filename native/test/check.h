/* A check that does not hold prints itself and ends the test. */
#ifndef MEMSCOPE_CHECK_H
#define MEMSCOPE_CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_EQ(actual, expected)                                                                 \
    do {                                                                                           \
        uint64_t actual_ = (uint64_t)(actual);                                                     \
        uint64_t expected_ = (uint64_t)(expected);                                                 \
        if (actual_ != expected_) {                                                                \
            fprintf(stderr, "%s:%d: %s is %llu, not %llu\n", __FILE__, __LINE__, #actual,          \
                    (unsigned long long)actual_, (unsigned long long)expected_);                   \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#endif
