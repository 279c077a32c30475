package io.memscope.export.report;

import io.memscope.owner.CallStack;
import io.memscope.owner.FrameOrigin;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the Java virtual machine needs memory for, after the categories of its own Native Memory
/// Tracking as far as stacks tell them.
public enum JvmKind {
    CLASS(
            "Class",
            "Class(File|Loader|LoaderData|Path|Verifier|Listener)\\w*|SystemDictionary\\w*|\\w*Klass|Klass\\w*"
                    + "|Meta(space|data|Chunk|Block)\\w*|ConstantPool\\w*|ConstMethod|Method|Methods|Dictionary\\w*"
                    + "|Placeholder\\w*|ProtectionDomain\\w*|Rewriter|Linker|LinkResolver|Verifier|vmClasses"
                    + "|java_lang_\\w+|CDS\\w*|FileMapInfo|Archive\\w*|AOT\\w*|MethodHandles|LoaderConstraint\\w*"
                    + "|ResolutionErrorTable|FieldLayout\\w*|StackMap\\w*|Annotations|Packag\\w*Table|Reflection"
                    + "|metaspace|HeapShared|DynamicArchive|RunTime\\w*|ImageFileReader|JImage\\w*|Jimage\\w*"
                    + "|JVM_(Define|FindClass|LookupDefine|GetClass)\\w*"),
    THREAD(
            "Thread",
            "Thread|JavaThread|Threads|ThreadsList|ThreadsSMRSupport|ThreadLocal\\w*|NonJavaThread|NamedThread"
                    + "|VMThread|WatcherThread|OSThread|HandleMark|HandleArea|JNIHandleBlock|StackOverflow"
                    + "|VM_Exit|ThreadService|java_lang_Thread|JVM_StartThread|Continuation\\w*|StackWatermark\\w*"),
    CODE(
            "Code",
            "CodeCache|CodeHeap|CodeBlob|BufferBlob|RuntimeStub|AdapterHandlerLibrary|AdapterHandler\\w*|nmethod"
                    + "|StubRoutines|StubGenerator|StubCode\\w*|StubQueue|\\w*Interpreter\\w*|OopMap\\w*|ImmutableOopMap\\w*"
                    + "|ICache|CompiledIC|Dependenc\\w+|VtableStubs?|ExceptionCache|PcDesc\\w*|RelocIterator"
                    + "|DebugInformationRecorder|SharedRuntime|InvocationCounter|ICStub|InlineCacheBuffer"),
    COMPILER(
            "Compiler",
            "Compile|CompileBroker|CompileQueue|CompileTask|CompilerThread|C2Compiler|Compiler|Compilation\\w*"
                    + "|CompilerOracle|CompilerConfig|ci[A-Z]\\w*|MethodData|MethodCounters|MethodLiveness|Directive\\w*"
                    + "|JVMCI\\w*|AbstractCompiler|GraphKit|Parse|PhaseOutput|OptoRuntime|Runtime1|TypeInstPtr|PhaseIdealLoop"),
    GC(
            "GC",
            "G1\\w*|Parallel\\w*|PS[A-Z]\\w*|Serial\\w*|DefNew\\w*|Tenured\\w*|Z[A-Z]\\w*|X[A-Z]\\w*|Shenandoah\\w*"
                    + "|CollectedHeap|Gen[A-Z]\\w*|Card\\w*|BarrierSet\\w*|OopStorage\\w*|Reference(Processor|Policy)\\w*|\\w*Workers?"
                    + "|WorkerThreads?|WorkGang|GangWorker|GC[A-Z]\\w*|\\w*MarkSweep|\\w*MarkStack|StringDedup\\w*"
                    + "|ConcurrentGC\\w*|Freelist\\w*|HeapRegion\\w*|OffsetTable\\w*|BlockOffset\\w*|\\w*TaskQueue\\w*"
                    + "|Epsilon\\w*|WeakProcessor\\w*|DirtyCard\\w*|SATB\\w*|BufferNode|TLAB\\w*|universe_init|Universe"
                    + "|Ref(to|Queue)\\w*|Preserved\\w*|PLAB\\w*|MutableSpace|ObjectStartArray|ModRef\\w*"),
    SYMBOL("Symbol", "Symbol|SymbolTable\\w*|StringTable\\w*|TempNewSymbol|vmSymbols|Symbols"),
    MODULE("Module", "Modules?|ModuleEntry\\w*|PackageEntry\\w*|JVM_(Define|Add)Module\\w*"),
    SYNCHRONIZATION(
            "Synchronization",
            "Object(Monitor|Synchronizer|Locker)\\w*|Monitor\\w*|Mutex\\w*|Park(Event|er)\\w*|Lightweight\\w*"
                    + "|SafepointMechanism|mutex_init|PlatformMonitor|PlatformMutex"),
    ARGUMENTS(
            "Arguments",
            "Arguments|JVMFlag\\w*|CommandLine\\w*|ArgIterator|VMOption\\w*|JVMFlagAccess"),
    SERVICEABILITY(
            "Serviceability",
            "Jvmti\\w*|jvmti_\\w+|Management|Memory(Service|Manager|Pool)\\w*|Attach\\w*|DCmd\\w*|\\w*DCmd|ThreadDump\\w*"
                    + "|HeapDump\\w*|GcNotif\\w*|Diagnostic\\w*|ServiceThread|ServiceUtil|LowMemory\\w*|RuntimeService"
                    + "|Finalizer\\w*"),
    TRACING("Tracing", "Jfr\\w*|JFR\\w*|Event[A-Z]\\w*"),
    NMT(
            "Native Memory Tracking",
            "MemTracker|Malloc(Site|Tracker|Memory|Header|Limit)\\w*|VirtualMemory\\w*|Mem(Report|Baseline)\\w*"),
    LOGGING("Logging", "Log[A-Z]\\w*|log_\\w+"),
    INTERNAL(
            "Internal",
            "Perf\\w+|NMT\\w+|perfMemory\\w*|os|Linux|OSContainer|CgroupSubsystem\\w*|Cgroup\\w*|CgroupV?\\w*|Threads::create_vm"
                    + "|JNIHandles?|jni_\\w+|JNI_CreateJavaVM|JVM_\\w+|VM_Version\\w*|init_globals|vm_init_globals|Chunk"
                    + "|ChunkPool|Arena|VMError|StatSampler|Decoder|ElfFile|Abstract_VM_Version|ResourceArea|WhiteBox"),
    /// The launcher and the JDK's other libraries, while no Java code asks them.
    LIBRARIES("JDK Libraries", null),
    /// Nothing that its functions would tell, or they have no names.
    OTHER("Other", null);

    private static final Pattern COMPILES =
            Pattern.compile("CompileBroker::compiler_thread_loop|CompilerThread::.*");
    private static final Pattern COLLECTS =
            Pattern.compile(
                    "(WorkerThread|GangWorker|AbstractGangWorker|ConcurrentGCThread|GCTaskThread|ZThread"
                            + "|G1ConcurrentRefineThread)::.*");

    /// How every thread and every start of a virtual machine begins: it says nothing.
    private static final Pattern BEGINNINGS =
            Pattern.compile(
                    "JavaThread::(run|thread_main_inner)|Thread::call_run|Threads::create_vm"
                            + "|(VM|Watcher)Thread::.*|JavaCalls::.*");

    private final String label;
    private final @Nullable Pattern holders;

    JvmKind(String label, @Nullable String holders) {
        this.label = label;
        this.holders = holders == null ? null : Pattern.compile(holders);
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    /// By the thread, where that has one purpose; else by the innermost function that tells. All
    /// allocate by the same functions, so that the kind which has those comes last.
    static JvmKind of(CallStack stack) {
        JvmKind told = null;
        JvmKind fallback = LIBRARIES;
        for (int at = 0; at < stack.depth(); at++) {
            if (stack.origin(at) != FrameOrigin.JVM) {
                continue;
            }
            String function = stack.function(at);
            JvmKind purpose = function == null ? null : byThread(function);
            if (purpose != null) {
                return purpose;
            }
            JvmKind kind = function == null ? OTHER : byFunction(function);
            if (kind == INTERNAL || kind == OTHER) {
                fallback = fallback == INTERNAL ? INTERNAL : kind;
            } else if (told == null) {
                told = kind;
            }
        }
        return told == null ? fallback : told;
    }

    private static @Nullable JvmKind byThread(String function) {
        if (COMPILES.matcher(function).matches()) {
            return COMPILER;
        }
        return COLLECTS.matcher(function).matches() ? GC : null;
    }

    private static JvmKind byFunction(String function) {
        if (BEGINNINGS.matcher(function).matches()) {
            return OTHER;
        }
        String holder = holder(function);
        for (JvmKind kind : values()) {
            if (kind.holders != null && kind.holders.matcher(holder).matches()) {
                return kind;
            }
        }
        return OTHER;
    }

    /// The class of a function, or the function where it is of none.
    private static String holder(String function) {
        int template = function.indexOf('<');
        String plain = template > 0 ? function.substring(0, template) : function;
        int name = plain.lastIndexOf("::");
        if (name < 0) {
            return plain;
        }
        int outer = plain.lastIndexOf("::", name - 1);
        return plain.substring(outer < 0 ? 0 : outer + 2, name);
    }
}
