package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmKindTest {
    private static CallStack stack(String... functions) {
        String[] frames = new String[functions.length + 2];
        frames[0] = "libjvm.so!os::malloc(unsigned long, MEMFLAGS)";
        for (int i = 0; i < functions.length; i++) {
            frames[i + 1] = "libjvm.so!" + functions[i];
        }
        frames[frames.length - 1] = "libc.so.6!start_thread";
        return CallStacks.of(frames);
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
        assertThat(JvmKind.of(CallStacks.of("libjvm.so", "libjvm.so", "libc.so.6")))
                .isEqualTo(JvmKind.OTHER);
    }

    @Test
    void outsideLibjvmItIsAnotherLibrarys() {
        assertThat(JvmKind.of(CallStacks.of("libjli.so!JLI_Launch", "libc.so.6")))
                .isEqualTo(JvmKind.LIBRARIES);
    }
}
