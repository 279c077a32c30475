package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.SamplePart;
import io.memscope.replay.Samples;
import io.memscope.store.MeasuredPart;
import io.memscope.store.Metric;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a virtual machine said of its own memory, last.
final class JvmResources {
    private static final List<String> TRACKING = List.of("off", "summary", "detail");
    private static final List<String> POOL = List.of("used_bytes", "committed_bytes", "max_bytes");
    private static final List<String> BUFFERS = List.of("count", "capacity_bytes", "used_bytes");
    private static final List<String> CATEGORY =
            List.of("reserved_bytes", "committed_bytes", "allocated_bytes");

    private final JsonGenerator json;
    private final Samples samples;

    JvmResources(JsonGenerator json, Samples samples) {
        this.json = json;
        this.samples = samples;
    }

    /// Null of a process without a virtual machine.
    ///
    /// @param reconciled what is resident of the categories; null: not known
    void write(@Nullable Reconciliation reconciled) throws IOException {
        if (samples.latest(Metric.JAVA_HEAP_COMMITTED_BYTES).isEmpty()
                && samples.latest(Metric.JAVA_HEAP_RESERVED_BYTES).isEmpty()) {
            json.writeNullField("jvm");
            return;
        }
        MetricFields latest = new MetricFields(json, samples.latest());
        json.writeObjectFieldStart("jvm");
        json.writeObjectFieldStart("heap");
        latest.as("used_bytes", Metric.JAVA_HEAP_USED_BYTES);
        latest.as("committed_bytes", Metric.JAVA_HEAP_COMMITTED_BYTES);
        latest.as("max_bytes", Metric.JAVA_HEAP_MAX_BYTES);
        latest.as("reserved_bytes", Metric.JAVA_HEAP_RESERVED_BYTES);
        latest.as("start", Metric.JAVA_HEAP_START);
        latest.as("resident_bytes", Metric.RESIDENT_JAVA_HEAP_BYTES);
        json.writeEndObject();
        list("memory_pools", MeasuredPart.MEMORY_POOL, POOL, null);
        list("buffer_pools", MeasuredPart.BUFFER_POOL, BUFFERS, null);
        json.writeObjectFieldStart("native_memory_tracking");
        latest.word("mode", Metric.NATIVE_TRACKING, TRACKING, 0);
        latest.as("reserved_bytes", Metric.NATIVE_RESERVED_BYTES);
        latest.as("committed_bytes", Metric.NATIVE_COMMITTED_BYTES);
        list("categories", MeasuredPart.NMT_CATEGORY, CATEGORY, reconciled);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void list(
            String name,
            MeasuredPart kind,
            List<String> fields,
            @Nullable Reconciliation reconciled)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (SamplePart part : samples.parts(kind)) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            for (int i = 0; i < fields.size(); i++) {
                number(fields.get(i), part.value(i));
            }
            if (kind == MeasuredPart.NMT_CATEGORY) {
                number("mapped_resident_bytes", resident(part.name(), reconciled));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Of what the category has mapped; what it has from malloc lies among the tracked blocks.
    private static OptionalLong resident(String category, @Nullable Reconciliation reconciled) {
        if (reconciled == null) {
            return OptionalLong.empty();
        }
        if (category.equals("Java Heap")) {
            return OptionalLong.of(reconciled.bytes(ResidentLine.Kind.JAVA_HEAP));
        }
        Long part = reconciled.jvmPart(category);
        return part == null ? OptionalLong.empty() : OptionalLong.of(part);
    }

    private void number(String name, OptionalLong value) throws IOException {
        if (value.isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value.getAsLong());
        }
    }
}
