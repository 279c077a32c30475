package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Totals;
import io.memscope.store.Metric;
import java.io.IOException;

/// `memory_stats`: the fields of memscope-rs, each with what was measured last or null. What the
/// kernel does not tell of a process stays null.
final class MemoryStats {
    private MemoryStats() {}

    static void write(JsonGenerator json, MetricFields latest, Totals totals) throws IOException {
        json.writeObjectFieldStart("memory_stats");
        virtual(json, latest);
        physical(json, latest);
        process(json, latest);
        allocations(json, totals);
        pressure(json, latest);
        json.writeEndObject();
    }

    private static void virtual(JsonGenerator json, MetricFields latest) throws IOException {
        json.writeObjectFieldStart("virtual_memory");
        json.writeNullField("total_virtual");
        json.writeNullField("available_virtual");
        latest.as("used_virtual", Metric.VIRTUAL_BYTES);
        json.writeNullField("reserved");
        json.writeNullField("committed");
        json.writeEndObject();
    }

    private static void physical(JsonGenerator json, MetricFields latest) throws IOException {
        json.writeObjectFieldStart("physical_memory");
        latest.as("total_physical", Metric.HOST_MEMORY_BYTES);
        latest.as("available_physical", Metric.HOST_AVAILABLE_BYTES);
        latest.difference("used_physical", Metric.HOST_MEMORY_BYTES, Metric.HOST_AVAILABLE_BYTES);
        json.writeNullField("cached");
        json.writeNullField("buffers");
        json.writeObjectFieldStart("swap");
        latest.as("total_swap", Metric.HOST_SWAP_BYTES);
        latest.difference("used_swap", Metric.HOST_SWAP_BYTES, Metric.HOST_SWAP_FREE_BYTES);
        latest.as("available_swap", Metric.HOST_SWAP_FREE_BYTES);
        json.writeNullField("swap_in_rate");
        json.writeNullField("swap_out_rate");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void process(JsonGenerator json, MetricFields latest) throws IOException {
        json.writeObjectFieldStart("process_memory");
        latest.as("virtual_size", Metric.VIRTUAL_BYTES);
        latest.as("resident_size", Metric.RESIDENT_BYTES);
        latest.sum("shared_size", Metric.SHARED_CLEAN_BYTES, Metric.SHARED_DIRTY_BYTES);
        latest.sum("private_size", Metric.PRIVATE_CLEAN_BYTES, Metric.PRIVATE_DIRTY_BYTES);
        latest.sum("heap_size", Metric.ALLOCATOR_ARENA_BYTES, Metric.ALLOCATOR_MAPPED_BYTES);
        latest.as("stack_size", Metric.RESIDENT_STACKS_BYTES);
        latest.as("mapped_files", Metric.RESIDENT_FILE_BYTES);
        latest.as("peak_usage", Metric.RESIDENT_PEAK_BYTES);
        json.writeEndObject();
    }

    private static void pressure(JsonGenerator json, MetricFields latest) throws IOException {
        json.writeObjectFieldStart("pressure_indicators");
        Fields.text(json, "pressure_level", latest.pressureLevel());
        json.writeNullField("low_memory");
        latest.isMoreThan("swapping_active", Metric.SWAPPED_BYTES, 0);
        json.writeNullField("allocation_failure_rate");
        json.writeNullField("gc_pressure");
        json.writeEndObject();
    }

    private static void allocations(JsonGenerator json, Totals totals) throws IOException {
        json.writeObjectFieldStart("system_memory");
        json.writeNumberField("allocation_count", totals.totalAllocations());
        json.writeNumberField("deallocation_count", totals.totalDeallocations());
        json.writeNumberField("active_allocations", totals.activeAllocations());
        json.writeNumberField("total_allocated", totals.totalAllocatedBytes());
        json.writeNumberField("total_deallocated", totals.totalDeallocatedBytes());
        json.writeEndObject();
    }
}
