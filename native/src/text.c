#include "text.h"

struct ms_text ms_text_in(char *buffer, size_t capacity) {
    buffer[0] = '\0';
    return (struct ms_text){.bytes = buffer, .length = 0, .capacity = capacity, .cut = false};
}

void ms_text_add_byte(struct ms_text *text, char byte) {
    if (text->length + 1 >= text->capacity) {
        text->cut = true;
        return;
    }
    text->bytes[text->length++] = byte;
    text->bytes[text->length] = '\0';
}

void ms_text_add(struct ms_text *text, const char *more) {
    while (*more != '\0') {
        ms_text_add_byte(text, *more++);
    }
}

void ms_text_add_decimal(struct ms_text *text, uint64_t value, int minimum_digits) {
    char digits[20];
    int count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (int i = count; i < minimum_digits; i++) {
        ms_text_add_byte(text, '0');
    }
    while (count > 0) {
        ms_text_add_byte(text, digits[--count]);
    }
}

size_t ms_text_length(const char *text) {
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

bool ms_text_equal(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

bool ms_text_starts(const char *text, const char *start) {
    while (*start != '\0') {
        if (*text++ != *start++) {
            return false;
        }
    }
    return true;
}
