#include <stdlib.h>

void *only_in_outers_scope(void);

void *only_in_outers_scope(void) {
    return malloc(12011);
}
