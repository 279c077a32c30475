/* Strings without libc: bounded, never allocating. Any thread, inside malloc, in a signal handler.
 */
#ifndef MEMSCOPE_TEXT_H
#define MEMSCOPE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text that is built in a fixed buffer; what does not fit is cut and `cut` says so. Always ended
 * by NUL. */
struct ms_text {
    char *bytes;
    size_t length;
    size_t capacity;
    bool cut;
};

struct ms_text ms_text_in(char *buffer, size_t capacity);
void ms_text_add(struct ms_text *text, const char *more);
void ms_text_add_byte(struct ms_text *text, char byte);
void ms_text_add_decimal(struct ms_text *text, uint64_t value, int minimum_digits);

size_t ms_text_length(const char *text);
bool ms_text_equal(const char *a, const char *b);
bool ms_text_starts(const char *text, const char *start);

#endif
