package passports;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The functions of foreign.c, called without any contract: what happens is seen by the shim alone. */
final class Foreign {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY =
            SymbolLookup.libraryLookup(Path.of(System.getProperty("foreign")), Arena.global());
    private static final MethodHandle LOOK = taking("foreign_look");
    private static final MethodHandle FREE = taking("foreign_free");
    private static final MethodHandle FREE_TWICE = taking("foreign_free_twice");
    private static final MethodHandle FREE_AND_RETAKE = taking("foreign_free_and_retake");
    private static final MethodHandle FREE_IN_THREAD = taking("foreign_free_in_thread");
    private static final MethodHandle RELEASE = taking("foreign_release");
    private static final MethodHandle WAIT = taking("foreign_wait_for_ever");
    private static final MethodHandle KEEP =
            handle("foreign_keep", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle FREE_KEPT =
            handle("foreign_free_kept", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    private static final MethodHandle RESIZE =
            handle(
                    "foreign_resize",
                    FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle NEW =
            handle("foreign_new", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle NEW_ALIGNED =
            handle(
                    "foreign_new_aligned",
                    FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MAP =
            handle("foreign_map", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle UNMAP =
            handle("foreign_unmap", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle CALL_BACK =
            handle("foreign_call_back", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle CALL_BACK_AND_FREE =
            handle("foreign_call_back_and_free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle CALL_BACK_WITH_NEW =
            handle(
                    "foreign_call_back_with_new",
                    FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle ISSUE_AND_RELEASE = issuing("foreign_issue_and_release");
    private static final MethodHandle ISSUE_AS_OWNER = issuing("foreign_issue_as_owner");
    private static final MethodHandle ISSUE_AND_HAND_OVER =
            handle(
                    "foreign_issue_and_hand_over",
                    FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle LIBC_FREE =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().find("free").orElseThrow(),
                    FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final MethodHandle LIBC_REALLOC =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().find("realloc").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    private Foreign() {}

    static MemorySegment symbol(String name) {
        return LIBRARY.find(name).orElseThrow();
    }

    static void look(MemorySegment block) {
        call(() -> {
            LOOK.invokeExact(block);
        });
    }

    static void free(MemorySegment block) {
        call(() -> {
            FREE.invokeExact(block);
        });
    }

    static void freeTwice(MemorySegment block) {
        call(() -> {
            FREE_TWICE.invokeExact(block);
        });
    }

    static void freeAndRetake(MemorySegment block) {
        call(() -> {
            FREE_AND_RETAKE.invokeExact(block);
        });
    }

    static void freeInThread(MemorySegment block) {
        call(() -> {
            FREE_IN_THREAD.invokeExact(block);
        });
    }

    static void release(MemorySegment block) {
        call(() -> {
            RELEASE.invokeExact(block);
        });
    }

    static void waitForEver(MemorySegment block) {
        call(() -> {
            WAIT.invokeExact(block);
        });
    }

    static void keep(MemorySegment block, int where) {
        call(() -> {
            KEEP.invokeExact(block, where);
        });
    }

    static void freeKept(int where) {
        call(() -> {
            FREE_KEPT.invokeExact(where);
        });
    }

    static MemorySegment resize(MemorySegment block, long size) {
        return ask(() -> (MemorySegment) RESIZE.invokeExact(block, size));
    }

    static MemorySegment make(long size) {
        return ask(() -> (MemorySegment) NEW.invokeExact(size));
    }

    static MemorySegment makeAligned(long alignment, long size) {
        return ask(() -> (MemorySegment) NEW_ALIGNED.invokeExact(alignment, size));
    }

    static MemorySegment map(long size) {
        return ask(() -> (MemorySegment) MAP.invokeExact(size));
    }

    static void unmap(MemorySegment block, long size) {
        call(() -> {
            UNMAP.invokeExact(block, size);
        });
    }

    /** Has C call Java back with this block. */
    static void callBack(Consumer<MemorySegment> callback, MemorySegment block) {
        try (Arena stub = Arena.ofConfined()) {
            MemorySegment function = upcall(callback, stub);
            call(() -> {
            CALL_BACK.invokeExact(function, block);
        });
        }
    }

    /** Has C call Java back, and then free the block. */
    static void callBackAndFree(Consumer<MemorySegment> callback, MemorySegment block) {
        try (Arena stub = Arena.ofConfined()) {
            MemorySegment function = upcall(callback, stub);
            call(() -> {
            CALL_BACK_AND_FREE.invokeExact(function, block);
        });
        }
    }

    /** Has C call Java back with a new block of its own. */
    static void callBackWithNew(Consumer<MemorySegment> callback, long size) {
        try (Arena stub = Arena.ofConfined()) {
            MemorySegment function = upcall(callback, stub);
            call(() -> {
            CALL_BACK_WITH_NEW.invokeExact(function, size);
        });
        }
    }

    /** C issues a passport and gives the block back itself. */
    static void issueAndRelease(String owner, long size) {
        try (Arena names = Arena.ofConfined()) {
            MemorySegment name = names.allocateFrom(owner);
            call(() -> {
            ISSUE_AND_RELEASE.invokeExact(name, size);
        });
        }
    }

    /** C issues a passport for what it owns, and frees it. */
    static void issueAsOwner(String owner, long size) {
        try (Arena names = Arena.ofConfined()) {
            MemorySegment name = names.allocateFrom(owner);
            call(() -> {
            ISSUE_AS_OWNER.invokeExact(name, size);
        });
        }
    }

    /** C issues a passport and gives the block to a function that keeps it. */
    static void issueAndHandOver(String owner, long size, int where) {
        try (Arena names = Arena.ofConfined()) {
            MemorySegment name = names.allocateFrom(owner);
            call(() -> {
            ISSUE_AND_HAND_OVER.invokeExact(name, size, where);
        });
        }
    }

    /** Java itself calls free: Java's side, whoever owns the block. */
    static void freeFromJava(MemorySegment block) {
        call(() -> {
            LIBC_FREE.invokeExact(block);
        });
    }

    static MemorySegment resizeFromJava(MemorySegment block, long size) {
        return ask(() -> (MemorySegment) LIBC_REALLOC.invokeExact(block, size));
    }

    private interface Call {
        void make() throws Throwable;
    }

    private interface Question {
        MemorySegment ask() throws Throwable;
    }

    private static void call(Call call) {
        try {
            call.make();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment ask(Question question) {
        try {
            return question.ask();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment upcall(Consumer<MemorySegment> callback, Arena arena) {
        try {
            MethodHandle target =
                    MethodHandles.lookup()
                            .findVirtual(Consumer.class, "accept", MethodType.methodType(void.class, Object.class))
                            .bindTo(callback)
                            .asType(MethodType.methodType(void.class, MemorySegment.class));
            return LINKER.upcallStub(target, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS), arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle taking(String name) {
        return handle(name, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    }

    private static MethodHandle issuing(String name) {
        return handle(name, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    }

    static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(symbol(name), descriptor);
    }
}
