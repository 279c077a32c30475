/* The native methods of the recorded Java programs KeepsEveryKind and StressesStacks. They use
 * nothing of the Java environment, so no JDK's headers are needed to build them. */
#include <stdint.h>
#include <stdlib.h>

#define NATIVE_METHODS(class_name)                                                                 \
    int64_t Java_##class_name##_mallocByJni(void *environment, void *class, int64_t size);         \
    void Java_##class_name##_freeByJni(void *environment, void *class, int64_t block);             \
                                                                                                   \
    int64_t Java_##class_name##_mallocByJni(void *environment, void *class, int64_t size) {        \
        (void)environment;                                                                         \
        (void)class;                                                                               \
        return (int64_t)(intptr_t)malloc((size_t)size);                                            \
    }                                                                                              \
                                                                                                   \
    void Java_##class_name##_freeByJni(void *environment, void *class, int64_t block) {            \
        (void)environment;                                                                         \
        (void)class;                                                                               \
        free((void *)(intptr_t)block);                                                             \
    }

NATIVE_METHODS(KeepsEveryKind)
NATIVE_METHODS(StressesStacks)
