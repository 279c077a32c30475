#include "check.h"
#include "method.h"
#include "process.h"

/* Ids are given in the order of asking, and are the same however often a method is asked for. */
static void counts_methods(void) {
    CHECK_EQ(ms_method_id(0x1000), 1);
    CHECK_EQ(ms_method_id(0x1008), 2);
    CHECK_EQ(ms_method_id(0x1000), 1);
}

/* A method met before it had a jmethodID keeps its id when it gets one. */
static void gives_a_method_its_real_key(void) {
    uintptr_t key;
    uint32_t id = ms_method_id(ms_method_key_of_pointer(0x2000));
    CHECK(ms_method_key(id, &key));
    CHECK(ms_method_key_is_pointer(key));
    CHECK_EQ(ms_method_pointer_of_key(key), 0x2000);
    ms_method_add_key(0x3000, id);
    CHECK_EQ(ms_method_id(0x3000), id);
    CHECK(ms_method_key(id, &key));
    CHECK_EQ(key, 0x3000);
}

/* Its class is unloaded, and another class has a method where it was. */
static void sees_another_method_in_its_place(void) {
    uint32_t old = ms_method_id(ms_method_key_of_pointer(0x2000));
    CHECK(!ms_method_replaces(0x2000, 0x3000));
    CHECK(!ms_method_replaces(0x5000, 0x6000));
    CHECK(ms_method_replaces(0x2000, 0x4000));
    uint32_t now = ms_method_id(0x4000);
    CHECK(now != old);
    CHECK_EQ(ms_method_id(ms_method_key_of_pointer(0x2000)), now);
    CHECK_EQ(ms_method_id(0x3000), old);
    CHECK(!ms_method_replaces(0x2000, 0x4000));
}

/* Each is handed out once to be named, in order, and none that is not there. */
static void hands_out_each_once(void) {
    uint32_t id;
    uintptr_t key;
    for (uint32_t expected = 1; expected <= 4; expected++) {
        CHECK(ms_method_take_unnamed(&id, &key));
        CHECK_EQ(id, expected);
    }
    CHECK(!ms_method_take_unnamed(&id, &key));
    CHECK(!ms_method_key(5, &key));
}

static void grows_up_to_its_bound(void) {
    uint32_t last = 0;
    for (uintptr_t i = 0; i < 262144; i++) {
        uint32_t id = ms_method_id(0x100000 + 8 * i);
        CHECK(id == last + 1 || (i == 0 && id == 5) || id == 0);
        last = id == 0 ? last : id;
    }
    CHECK_EQ(last, 262144);
    CHECK_EQ(ms_method_id(0x100000), 5);
    CHECK_EQ(ms_method_id(0x900000000), 0);
}

int main(void) {
    CHECK(ms_process_map());
    CHECK(ms_methods_start());
    counts_methods();
    gives_a_method_its_real_key();
    sees_another_method_in_its_place();
    hands_out_each_once();
    grows_up_to_its_bound();
    return 0;
}
