/* A shelf that holds boxes: a small C library as there are many. What it takes and what it gives is
 * told at each function; one function does not keep its word (see shelf.c). */
#ifndef SHELF_H
#define SHELF_H

#include <stdint.h>

struct shelf;

/* A new shelf, the caller's, to be given back with shelf_close; NULL when there is no memory. */
struct shelf *shelf_open(void);

/* Gives back the shelf and the boxes on it. */
void shelf_close(struct shelf *shelf);

/* Puts a box, a block of malloc, on the shelf, whose it is from now on. */
void shelf_put(struct shelf *shelf, void *box);

/* Looks at a box, which stays the caller's. */
uint64_t shelf_weigh(const unsigned char *box, uint64_t size);

/* What is written on the shelf: a new text, the caller's, to be given back with shelf_free_text;
 * NULL when there is no memory. */
char *shelf_label(const struct shelf *shelf);

void shelf_free_text(char *text);

#endif
