// Blocks of C++: each form of new and delete, and what containers and exceptions allocate.
#include "target.h"

#include <cstdint>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct alignas(256) Wide {
    char bytes[13056];
};

void allocated(std::size_t size, const void *address) {
    say("allocated %zu %p\n", size, address);
}

void *volatile leaked;

} // namespace

int main() {
    leaked = ::operator new(13001);
    allocated(13001, leaked);
    void *array = ::operator new[](13003);
    allocated(13003, array);
    ::operator delete[](array);
    void *quiet = ::operator new(13007, std::nothrow);
    allocated(13007, quiet);
    ::operator delete (quiet, std::size_t{13007});
    auto wide = std::make_unique<Wide>();
    allocated(sizeof(Wide), wide.get());
    wide.reset();
    std::string text(13008, 'x');
    allocated(13009, text.data());
    std::map<int, std::string> entries;
    for (int i = 0; i < 1000; i++) {
        entries[i] = std::string(static_cast<std::size_t>(i), 'y');
    }
    for (int i = 0; i < 100; i++) {
        try {
            throw std::runtime_error("thrown");
        } catch (const std::runtime_error &error) {
            must(std::string(error.what()) == "thrown", "the exception arrives");
        }
    }
    say("entries %zu\n", entries.size());
    return 0;
}
