#include "shelf.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLACES = 8 };

struct shelf {
    void *boxes[PLACES];
    unsigned put;
};

struct shelf *shelf_open(void) {
    return calloc(1, sizeof(struct shelf));
}

void shelf_close(struct shelf *shelf) {
    for (int i = 0; i < PLACES; i++) {
        free(shelf->boxes[i]);
    }
    free(shelf);
}

void shelf_put(struct shelf *shelf, void *box) {
    /* The planted leak: on a full shelf the oldest box makes room, and nobody frees it. */
    shelf->boxes[shelf->put++ % PLACES] = box;
}

uint64_t shelf_weigh(const unsigned char *box, uint64_t size) {
    uint64_t weight = 0;
    for (uint64_t i = 0; i < size; i++) {
        weight += box[i];
    }
    return weight;
}

char *shelf_label(const struct shelf *shelf) {
    char *text = malloc(32);
    if (text != NULL) {
        snprintf(text, 32, "%u boxes so far", shelf->put);
    }
    return text;
}

void shelf_free_text(char *text) {
    free(text);
}
