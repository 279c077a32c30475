// Keeps a block before an exception, while it flies, and after it was caught; the size of the block
// tells which one it is. Exceptions are thrown 1,000 times, and the blocks of the last time kept.
#include <new>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace shop {

static const int TIMES = 1000;
static void *kept[3];

__attribute__((noinline)) static void keep(std::size_t size, int at, bool last) {
    void *block = ::operator new(size);
    if (last) {
        kept[at] = block;
    } else {
        ::operator delete(block);
    }
    __asm__ volatile("" ::: "memory");
}

// Its destructor runs while the exception flies.
class Receipt {
  public:
    explicit Receipt(bool last) : last(last) {
    }
    __attribute__((noinline)) ~Receipt() {
        keep(1203, 1, last);
    }

  private:
    bool last;
};

template <typename Number> class Cart {
  public:
    __attribute__((noinline)) void add(Number number, bool last) {
        keep(1201, 0, last);
        if (number > 10) {
            throw std::out_of_range("too many: " + std::to_string(number) + " of one kind");
        }
        __asm__ volatile("" ::: "memory");
    }
};

__attribute__((noinline)) static void order(int number, bool last) {
    Receipt receipt(last);
    Cart<int> cart;
    cart.add(number, last);
    __asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) static bool fails(bool last) {
    try {
        order(11, last);
        return false;
    } catch (const std::out_of_range &refused) {
        keep(1205, 2, last);
        return true;
    }
}

} // namespace shop

int main() {
    int failed = 0;
    for (int i = 1; i <= shop::TIMES; i++) {
        failed += shop::fails(i == shop::TIMES);
    }
    std::string said = std::to_string(failed) + " failed\n";
    return write(STDOUT_FILENO, said.data(), said.size()) == (ssize_t)said.size() ? 0 : 1;
}
