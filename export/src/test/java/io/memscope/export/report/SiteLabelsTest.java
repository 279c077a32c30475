package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.owner.SiteOwner;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A site is called after the code that asked for its memory, not after what handed it out.
class SiteLabelsTest {
    private static final Module SHOP = module(1, "/opt/shop/bin/shop");
    private static final Module LIBC = module(2, "/lib/x86_64-linux-gnu/libc.so.6");
    private static final Module STD = module(3, "/lib/x86_64-linux-gnu/libstdc++.so.6");
    private static final Module JVM = module(4, "/usr/lib/jvm/jdk-25/lib/server/libjvm.so");
    private static final Module ZIP = module(5, "/usr/lib/jvm/jdk-25/lib/libzip.so");

    private static final NamedFrame START = frame(LIBC, "__libc_start_call_main");
    private static final NamedFrame MAIN = frame(SHOP, "main");
    private static final NamedFrame OS_MALLOC =
            frame(JVM, "os::malloc(unsigned long, MemTag, NativeCallStack const&)");

    private static Module module(int id, String path) {
        return new Module(id, 0, 0, 0, 0, path, "");
    }

    private static NamedFrame frame(@Nullable Module module, @Nullable String function) {
        return new NamedFrame.Native(module, 0x10, function, 1, null, 0, null);
    }

    private static NamedFrame java(String className, String method, int line) {
        String file = className.substring(className.lastIndexOf('/') + 1) + ".java";
        return new NamedFrame.Java(
                1, new JavaMethod(1, false, className, method, "()V", file), line);
    }

    private static String label(@Nullable SiteOwner owner, NamedFrame... frames) {
        return new SiteLabels(List.of(SHOP, LIBC, STD, JVM, ZIP)).of(owner, List.of(frames));
    }

    @Test
    void whatTheCLibraryHandsOutWasAskedForByItsCaller() {
        assertThat(label(SiteOwner.LIBC, frame(LIBC, "strdup"), frame(SHOP, "add(int)"), MAIN))
                .isEqualTo("add");
    }

    @Test
    void containersAreNotTheReadersCode() {
        assertThat(
                        label(
                                SiteOwner.PROGRAM,
                                frame(STD, "operator new(unsigned long)"),
                                frame(STD, null),
                                frame(SHOP, "std::__new_allocator<int>::allocate(unsigned long)"),
                                frame(SHOP, "void std::vector<int>::_M_realloc_insert<int>(int&&)"),
                                frame(SHOP, "shop::Order::add(int)"),
                                MAIN))
                .isEqualTo("shop::Order::add");
        assertThat(
                        label(
                                SiteOwner.PROGRAM,
                                frame(SHOP, "__rust_alloc"),
                                frame(SHOP, "<alloc::vec::Vec<T> as core::clone::Clone>::clone"),
                                frame(SHOP, "shop::Order::add"),
                                frame(SHOP, "std::rt::lang_start")))
                .isEqualTo("shop::Order::add");
    }

    @Test
    void whatJavaCodeGetsThroughTheVirtualMachineIsItsOwn() {
        assertThat(
                        label(
                                SiteOwner.PROGRAM,
                                OS_MALLOC,
                                frame(JVM, "Unsafe_AllocateMemory0"),
                                java("jdk/internal/misc/Unsafe", "allocateMemory0", 0),
                                java("java/nio/ByteBuffer", "allocateDirect", 360),
                                java("shop/Orders", "add", 12),
                                java("shop/Main", "main", 3)))
                .isEqualTo("shop.Orders.add(Orders.java:12)");
    }

    @Test
    void theVirtualMachinesOwnIsNotTheProgramsThatRanMeanwhile() {
        assertThat(
                        label(
                                SiteOwner.JVM,
                                OS_MALLOC,
                                frame(JVM, "AllocateHeap(unsigned long, MemTag)"),
                                frame(JVM, "SymbolTable::allocate_symbol(char const*, int)"),
                                java("shop/Main", "main", 3)))
                .isEqualTo("SymbolTable::allocate_symbol");
    }

    @Test
    void codeWithoutANameIsTheReadersAllTheSame() {
        assertThat(label(SiteOwner.PROGRAM, frame(LIBC, "strdup"), frame(SHOP, null)))
                .isEqualTo("shop+0x10");
    }

    @Test
    void strippedCodeIsToldByTheJavaMethodBelowWhichItRan() {
        assertThat(
                        label(
                                SiteOwner.PROGRAM,
                                frame(SHOP, null),
                                frame(SHOP, "add(int)"),
                                java("jdk/internal/misc/Unsafe", "invoke", 1),
                                java("shop/Orders", "add", 12)))
                .isEqualTo("shop+0x10 below shop.Orders.add(Orders.java:12)");
    }

    @Test
    void whereNothingElseIsThereTheInnermostHasToDo() {
        assertThat(label(SiteOwner.LIBC, frame(LIBC, "setlocale"), START)).isEqualTo("setlocale");
        assertThat(label(SiteOwner.JVM, OS_MALLOC)).isEqualTo("os::malloc");
        assertThat(label(SiteOwner.PROGRAM, frame(null, null))).isEqualTo("0x10");
        assertThat(label(null)).isEqualTo("unknown");
    }

    @Test
    void theLineIsToldWhereItIsKnown() {
        NamedFrame add =
                new NamedFrame.Native(SHOP, 0x10, "add(int)", 1, "/src/orders.c", 12, false);

        assertThat(label(SiteOwner.PROGRAM, add, MAIN)).isEqualTo("add (orders.c:12)");
    }
}
