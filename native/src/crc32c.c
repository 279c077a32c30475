#include "crc32c.h"

uint32_t ms_crc32c(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint32_t crc = ~0U;
    for (size_t i = 0; i < length; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0x82F63B78U & (0U - (crc & 1U)));
        }
    }
    return ~crc;
}
