#include "check.h"
#include "text.h"

int main(void) {
    char buffer[9];
    buffer[8] = '!';
    struct ms_text text = ms_text_in(buffer, 8);
    ms_text_add(&text, "abc-");
    ms_text_add_decimal(&text, 7, 2);
    CHECK(strcmp(buffer, "abc-07") == 0);
    CHECK(!text.cut);
    ms_text_add_decimal(&text, UINT64_MAX, 1);
    CHECK(text.cut);
    CHECK(strcmp(buffer, "abc-071") == 0);
    CHECK_EQ(buffer[8], '!');
    CHECK(ms_text_starts("MEMSCOPE_OUT=/x", "MEMSCOPE_OUT"));
    CHECK(!ms_text_starts("MEM", "MEMSCOPE_OUT"));
    CHECK(!ms_text_equal("tsc", "tsc\n"));
    return 0;
}
