package io.memscope.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// What is told to the shim while a program works, by downcalls of a few nanoseconds. Numbers and
/// meanings are those of `memscope.h`. Any thread may call any of it; where nothing is recorded
/// nothing happens, and ids are 0.
///
/// All calls but those with a text are *critical*: the shim calls neither the JVM nor the allocator
/// back, and is through in less time than the change of a thread's state takes.
public final class ShimCalls {
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    // static final: the compiler sees through them.
    private static final MethodHandle LABEL =
            find("memscope_label", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle MARK =
            find("memscope_mark", FunctionDescriptor.ofVoid(INT), CRITICAL);
    private static final MethodHandle HOLDER_OPEN =
            find("memscope_holder_open", FunctionDescriptor.of(LONG, INT, INT), CRITICAL);
    private static final MethodHandle HOLDER_CLOSE =
            find("memscope_holder_close", FunctionDescriptor.ofVoid(LONG), CRITICAL);
    private static final MethodHandle PASSPORT_ISSUE =
            find(
                    "memscope_passport_issue",
                    FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, INT, LONG),
                    CRITICAL);
    private static final MethodHandle PASSPORT_STEP =
            find(
                    "memscope_passport_step",
                    FunctionDescriptor.ofVoid(LONG, INT, INT, INT),
                    CRITICAL);
    private static final MethodHandle PASSPORT_SLICE =
            find("memscope_passport_slice", FunctionDescriptor.ofVoid(LONG, LONG, LONG), CRITICAL);
    private static final MethodHandle TASK_DEFINE =
            find(
                    "memscope_task_define",
                    FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle TASK_ENTER =
            find("memscope_task_enter", FunctionDescriptor.of(INT, INT), CRITICAL);
    private static final MethodHandle TASK_END =
            find("memscope_task_end", FunctionDescriptor.ofVoid(INT, INT), CRITICAL);

    /// There is one shim in a process, so there is one of these.
    static final ShimCalls INSTANCE = new ShimCalls();

    private ShimCalls() {}

    private static MethodHandle find(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        SymbolLookup symbols = Shim.symbolsInUse();
        return NativeMemory.downcall(symbols.findOrThrow(name), descriptor, options);
    }

    /// The id of a name: 0 where there is no room for more names.
    public int label(String text) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return (int) LABEL.invokeExact(copy(bytes, arena), (long) bytes.length);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A named instant.
    public void mark(int label) {
        try {
            MARK.invokeExact(label);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// An arena or allocator begins to own blocks.
    ///
    /// @return its id
    public long openHolder(int name, int source) {
        try {
            return (long) HOLDER_OPEN.invokeExact(name, source);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The owner is closed.
    public void closeHolder(long holder) {
        try {
            HOLDER_CLOSE.invokeExact(holder);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A passport for a block. In the thread that has allocated the block, before it allocates
    /// another: then the passport's stack is the block's.
    ///
    /// @return the passport's id
    public long issuePassport(
            long address,
            long sizeBytes,
            int owner,
            int type,
            int variable,
            int sourceAndState,
            long holder) {
        try {
            return (long)
                    PASSPORT_ISSUE.invokeExact(
                            address, sizeBytes, owner, type, variable, sourceAndState, holder);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Something happens to a passport.
    public void stepPassport(long passport, int step, int label, int detail) {
        try {
            PASSPORT_STEP.invokeExact(passport, step, label, detail);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A part of a block is seen by itself on the other side.
    public void slicePassport(long passport, long address, long sizeBytes) {
        try {
            PASSPORT_SLICE.invokeExact(passport, address, sizeBytes);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A task, known from here on.
    ///
    /// @param parent a task or 0
    /// @return its id
    public int defineTask(String name, int parent) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return (int) TASK_DEFINE.invokeExact(copy(bytes, arena), (long) bytes.length, parent);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// From here on the calling thread, platform or virtual, works for `task`.
    ///
    /// @return the task before, to be given back at the end
    public int enterTask(int task) {
        try {
            return (int) TASK_ENTER.invokeExact(task);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// A task is over.
    public void endTask(int task, int outcome) {
        try {
            TASK_END.invokeExact(task, outcome);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static MemorySegment copy(byte[] bytes, Arena arena) {
        MemorySegment copy =
                arena.allocate(
                        MemoryLayout.sequenceLayout(
                                Math.max(1, bytes.length), ValueLayout.JAVA_BYTE));
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("the shim's functions throw nothing", e);
    }
}
