package io.memscope.owner;

import io.memscope.store.JavaMethod;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * The frames are looked at from the innermost one outwards. First what allocates for others is
 * stepped over: operator new, strdup. Then the code that asked decides, and where that is the
 * virtual machine, who asked it.
 *
 * Most is told by files and Java methods, which are always known. A function's name is needed to tell
 * the copies that JNI hands out, and what the C library keeps for itself.
 */

/// Says whose memory an allocation is, by its whole stack.
public final class OwnerRules {
    private static final EnumSet<FrameOrigin> C_LIBRARY = EnumSet.of(FrameOrigin.LIBC);
    private static final EnumSet<FrameOrigin> LIBRARIES =
            EnumSet.of(
                    FrameOrigin.OTHER,
                    FrameOrigin.RUNTIME,
                    FrameOrigin.LIBC,
                    FrameOrigin.GENERATED);
    private static final EnumSet<FrameOrigin> LIBRARIES_OF_JDK =
            EnumSet.of(FrameOrigin.JDK, FrameOrigin.RUNTIME, FrameOrigin.LIBC, FrameOrigin.OTHER);
    private static final EnumSet<FrameOrigin> VIRTUAL_MACHINE =
            EnumSet.of(FrameOrigin.JVM, FrameOrigin.RUNTIME, FrameOrigin.LIBC);

    private static final Set<String> UNSAFE = Set.of("jdk/internal/misc/Unsafe", "sun/misc/Unsafe");
    private static final Pattern UNSAFE_ALLOCATES = Pattern.compile("(re)?allocateMemory0?");
    private static final Pattern FUNCTIONS_OF_UNSAFE =
            Pattern.compile("os::(malloc|realloc)|Unsafe_\\w+|(Mem|Malloc|NMT)\\w*::\\w+");
    private static final Set<String> LOADS_LIBRARIES =
            Set.of("jdk/internal/loader/NativeLibraries", "jdk/internal/loader/RawNativeLibraries");

    /// What JNI copies for its caller, who has to release it.
    private static final Pattern JNI_COPY =
            Pattern.compile(
                    "jni_Get(String(UTF)?Chars|StringCritical|PrimitiveArrayCritical"
                            + "|\\w+ArrayElements)");

    /// Where the virtual machine calls an agent, which the user has chosen.
    private static final Pattern CALLS_AGENTS =
            Pattern.compile("(?i).*(agent|jvmti|attach).*|Threads::create_vm");

    private static final Pattern JDK_CLASS =
            Pattern.compile("(java|javax|jdk|sun|com/sun(?!/jna))/.*");

    private final CallStack stack;

    private OwnerRules(CallStack stack) {
        this.stack = stack;
    }

    /// The owner; null when nothing is known of the stack.
    public static @Nullable SiteOwner of(CallStack stack) {
        return stack.depth() == 0 ? null : new OwnerRules(stack).owner();
    }

    private SiteOwner owner() {
        if (isOfRecorder()) {
            return SiteOwner.MEMSCOPE;
        }
        int at = 0;
        while (at < stack.depth() && allocatesForOthers(stack.origin(at))) {
            int caller = stack.firstOutside(C_LIBRARY, at);
            if (caller > at && (caller == stack.depth() || !isHandedOut(at, caller))) {
                return SiteOwner.LIBC;
            }
            at = Math.max(caller, at + 1);
        }
        if (at == stack.depth()) {
            return SiteOwner.LIBC;
        }
        return switch (stack.origin(at)) {
            // A runtime that is being loaded makes its own reserves.
            case LOADER ->
                    stack.origin(0) == FrameOrigin.RUNTIME ? SiteOwner.LIBC : SiteOwner.LOADER;
            case JAVA -> isOfProgram(at) ? SiteOwner.PROGRAM : forJava(at);
            case JVM -> ofVirtualMachine(at);
            case JDK -> ofJdkLibrary(at);
            case OTHER -> ofLibrary(at);
            case GENERATED -> SiteOwner.PROGRAM;
            case MEMSCOPE -> SiteOwner.MEMSCOPE;
            case LIBC, RUNTIME -> SiteOwner.LIBC;
        };
    }

    private static boolean allocatesForOthers(FrameOrigin origin) {
        return origin == FrameOrigin.LIBC || origin == FrameOrigin.RUNTIME;
    }

    /// Whether frames of the C library hand what they allocate to their caller. What has no name is
    /// a function that the library does not offer, and was jumped to by one that it does, as by
    /// fopen.
    private boolean isHandedOut(int from, int caller) {
        for (int at = from; at < caller; at++) {
            String function = stack.function(at);
            if (function != null && HandedOut.isOwn(function)) {
                return false;
            }
        }
        String called = stack.function(caller - 1);
        return called == null || HandedOut.isHandedOut(called);
    }

    /// The recorder's agent calls the virtual machine. It also stands around the function that
    /// creates one, and what happens in there is none of its doing; nor is what its hooks lead to.
    private boolean isOfRecorder() {
        for (int at = 0; at < stack.depth(); at++) {
            if (stack.origin(at) == FrameOrigin.MEMSCOPE && (at == 0 || callsJvm(at))) {
                return true;
            }
        }
        return false;
    }

    private boolean callsJvm(int at) {
        if (stack.origin(at - 1) != FrameOrigin.JVM) {
            return false;
        }
        String called = stack.function(at - 1);
        return called == null
                ? at + 1 < stack.depth() && stack.origin(at + 1) == FrameOrigin.JVM
                : !called.equals("JNI_CreateJavaVM");
    }

    private SiteOwner ofVirtualMachine(int from) {
        int caller = stack.firstOutside(VIRTUAL_MACHINE, from);
        if (caller == stack.depth()) {
            return SiteOwner.JVM;
        }
        return switch (stack.origin(caller)) {
            case JAVA -> allocatesMemory(from, caller) ? forJava(caller) : SiteOwner.JVM;
            case OTHER, GENERATED ->
                    copiesForCaller(from, caller) ? SiteOwner.JVM_FOR_JAVA : SiteOwner.JVM;
            case JDK -> copiesForCaller(from, caller) ? ofJdkLibrary(caller) : SiteOwner.JVM;
            case JVM, LIBC, RUNTIME, LOADER, MEMSCOPE -> SiteOwner.JVM;
        };
    }

    /// Whether Unsafe was called for memory, and nothing else came up on the way, like compiling
    /// it.
    private boolean allocatesMemory(int from, int caller) {
        JavaMethod method = stack.method(caller);
        if (method == null
                || !UNSAFE.contains(method.className())
                || !UNSAFE_ALLOCATES.matcher(method.name()).matches()) {
            return false;
        }
        for (int at = from; at < caller; at++) {
            String function = stack.function(at);
            if (function != null && !FUNCTIONS_OF_UNSAFE.matcher(function).matches()) {
                return false;
            }
        }
        return true;
    }

    private boolean copiesForCaller(int from, int caller) {
        for (int at = from; at < caller; at++) {
            String function = stack.function(at);
            if (function != null && JNI_COPY.matcher(function).matches()) {
                return true;
            }
        }
        return false;
    }

    /// A library that is not of the JDK is the program's, unless the JDK called it for itself: zlib
    /// for a Deflater, libnuma for the virtual machine.
    private SiteOwner ofLibrary(int from) {
        int caller = stack.firstOutside(LIBRARIES, from);
        if (caller == stack.depth()) {
            return SiteOwner.PROGRAM;
        }
        if (stack.origin(caller) == FrameOrigin.JVM) {
            String function = stack.function(caller);
            boolean agent = function == null || CALLS_AGENTS.matcher(function).matches();
            return agent ? SiteOwner.PROGRAM : SiteOwner.JVM;
        }
        if (stack.origin(caller) != FrameOrigin.JDK) {
            return SiteOwner.PROGRAM;
        }
        int javaCaller = stack.firstOutside(LIBRARIES_OF_JDK, caller);
        return javaCaller < stack.depth() && !loadsLibrary(javaCaller)
                ? ofJdkLibrary(caller)
                : SiteOwner.PROGRAM;
    }

    /// A library that has just been loaded runs its `JNI_OnLoad`.
    private boolean loadsLibrary(int at) {
        JavaMethod method = stack.method(at);
        return method != null
                && (LOADS_LIBRARIES.contains(method.className())
                        || method.className().startsWith("java/lang/ClassLoader$NativeLibrary"));
    }

    private SiteOwner ofJdkLibrary(int from) {
        int caller = stack.firstOutside(LIBRARIES_OF_JDK, from);
        return caller < stack.depth() && stack.origin(caller) == FrameOrigin.JAVA
                ? forJava(caller)
                : SiteOwner.JVM;
    }

    /// Memory that Java code asked for. What the JDK's own classes need to start and to end the
    /// virtual machine is the virtual machine's.
    private SiteOwner forJava(int from) {
        boolean inMainThread = false;
        for (int at = from; at < stack.depth(); at++) {
            FrameOrigin origin = stack.origin(at);
            if (origin == FrameOrigin.JAVA && isOfProgram(at)) {
                return SiteOwner.JVM_FOR_JAVA;
            }
            inMainThread |= origin == FrameOrigin.JDK || origin == FrameOrigin.MEMSCOPE;
        }
        return inMainThread ? SiteOwner.JVM : SiteOwner.JVM_FOR_JAVA;
    }

    private boolean isOfProgram(int at) {
        JavaMethod method = stack.method(at);
        return method == null || !JDK_CLASS.matcher(method.className()).matches();
    }
}
