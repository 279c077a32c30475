/* CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), as java.util.zip.CRC32C computes it. Bit
 * by bit: it runs over 48 bytes once a chunk. Any thread, inside malloc. */
#ifndef MEMSCOPE_CRC32C_H
#define MEMSCOPE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

uint32_t ms_crc32c(const void *bytes, size_t length);

#endif
