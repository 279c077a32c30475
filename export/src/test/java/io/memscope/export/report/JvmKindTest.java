package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.owner.CallStack;
import io.memscope.owner.ModuleOrigins;
import io.memscope.store.Frame;
import io.memscope.store.Module;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmKindTest {
    private static final List<String> FILES =
            List.of("/jdk/lib/server/libjvm.so", "/jdk/lib/libjli.so", "/lib/libc.so.6");

    /// A stack of `libjvm.so!os::malloc` or plain `libjvm.so`, innermost first.
    private static CallStack of(String... frames) {
        List<Module> modules = new ArrayList<>();
        for (String file : FILES) {
            modules.add(new Module(modules.size() + 1, 0, 0, 1, 0, file, ""));
        }
        List<Frame> parsed = new ArrayList<>();
        Map<Long, String> functions = new HashMap<>();
        for (String frame : frames) {
            String[] parts = frame.split("!", 2);
            long place = parsed.size();
            if (parts.length > 1) {
                functions.put(place, parts[1]);
            }
            parsed.add(new Frame.Native(module(modules, parts[0]), place));
        }
        return new CallStack(
                parsed,
                new ModuleOrigins(modules),
                code -> functions.get(code.offset()),
                _ -> null);
    }

    private static int module(List<Module> modules, String name) {
        return modules.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow().id();
    }

    private static CallStack stack(String... functions) {
        String[] frames = new String[functions.length + 2];
        frames[0] = "libjvm.so!os::malloc(unsigned long, MEMFLAGS)";
        for (int i = 0; i < functions.length; i++) {
            frames[i + 1] = "libjvm.so!" + functions[i];
        }
        frames[frames.length - 1] = "libc.so.6!start_thread";
        return of(frames);
    }

    @ParameterizedTest
    @CsvSource({
        "ClassFileParser::parse_stream, CLASS",
        "InstanceKlass::link_class_impl, CLASS",
        "_ZN16SystemDictionary7resolveEP6Symbol, CLASS",
        "OSThread::OSThread, THREAD",
        "CodeCache::initialize, CODE",
        "TemplateInterpreterGenerator::generate_all, CODE",
        "CompileBroker::compile_method, COMPILER",
        "G1CollectedHeap::initialize, GC",
        "ZPageTable::ZPageTable, GC",
        "OopStorage::allocate, GC",
        "SymbolTable::new_symbol, SYMBOL",
        "ModuleEntryTable::locked_create_entry, MODULE",
        "ObjectMonitor::enter, SYNCHRONIZATION",
        "Arguments::parse, ARGUMENTS",
        "JvmtiEnvBase::JvmtiEnvBase, SERVICEABILITY",
        "JfrRecorder::on_create_vm, TRACING",
        "MallocSiteTable::new_entry, NMT",
        "PerfMemory::create_memory_region, INTERNAL",
        "mystery, INTERNAL",
    })
    void isToldByTheFunction(String function, JvmKind kind) {
        assertThat(JvmKind.of(stack(function, "Threads::create_vm"))).isEqualTo(kind);
    }

    @Test
    void theInnermostFunctionThatTellsIsTheOne() {
        assertThat(JvmKind.of(stack("AllocateHeap", "Mutex::Mutex", "G1CollectedHeap::initialize")))
                .isEqualTo(JvmKind.SYNCHRONIZATION);
    }

    @Test
    void aThreadWithOnePurposeTellsMore() {
        assertThat(JvmKind.of(stack("InstanceKlass::foo", "CompileBroker::compiler_thread_loop")))
                .isEqualTo(JvmKind.COMPILER);
        assertThat(JvmKind.of(stack("Mutex::Mutex", "WorkerThread::run"))).isEqualTo(JvmKind.GC);
    }

    @Test
    void withoutNamesItIsOther() {
        assertThat(JvmKind.of(of("libjvm.so", "libjvm.so", "libc.so.6"))).isEqualTo(JvmKind.OTHER);
    }

    @Test
    void outsideLibjvmItIsAnotherLibrarys() {
        assertThat(JvmKind.of(of("libjli.so!JLI_Launch", "libc.so.6")))
                .isEqualTo(JvmKind.LIBRARIES);
    }
}
