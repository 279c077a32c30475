/* The check value that the CRC catalogues give for CRC-32C, and the empty input. */
#include "check.h"
#include "crc32c.h"

int main(void) {
    CHECK_EQ(ms_crc32c("123456789", 9), 0xE3069283U);
    CHECK_EQ(ms_crc32c("", 0), 0);
    return 0;
}
