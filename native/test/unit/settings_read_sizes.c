#include "check.h"
#include "config.h"

static void reads(const char *text, uint64_t expected) {
    uint64_t bytes = 1;
    CHECK(ms_config_parse_bytes(text, &bytes));
    CHECK_EQ(bytes, expected);
}

static void refuses(const char *text) {
    uint64_t bytes = 4711;
    CHECK(!ms_config_parse_bytes(text, &bytes));
    CHECK_EQ(bytes, 4711);
}

int main(void) {
    reads("0", 0);
    reads("4096", 4096);
    reads("512k", 512 << 10);
    reads("64M", 64 << 20);
    reads("2g", 2ULL << 30);
    reads("18446744073709551615", UINT64_MAX);
    refuses("");
    refuses("-1");
    refuses("1.5g");
    refuses("5x");
    refuses("5kk");
    refuses("18446744073709551616");
    refuses("17179869184g");
    return 0;
}
