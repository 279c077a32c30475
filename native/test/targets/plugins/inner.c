#include <stdlib.h>

void *allocate_inner(void);

void *allocate_inner(void) {
    return malloc(12007);
}
