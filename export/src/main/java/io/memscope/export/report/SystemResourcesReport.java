package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Sample;
import io.memscope.replay.Samples;
import io.memscope.store.Metric;
import io.memscope.store.Session;
import java.io.IOException;
import java.util.List;

/// `system_resources.json`: host, limits and pressure, what the process and its JVM had over time,
/// and what the resident set consisted of.
final class SystemResourcesReport implements Report {
    private static final List<Metric> LIMITS =
            List.of(
                    Metric.CGROUP_MAX_BYTES,
                    Metric.CGROUP_HIGH_BYTES,
                    Metric.CGROUP_SWAP_MAX_BYTES,
                    Metric.CGROUP_CPU_QUOTA_US,
                    Metric.CGROUP_CPU_PERIOD_US,
                    Metric.CGROUP_CURRENT_BYTES,
                    Metric.CGROUP_PEAK_BYTES,
                    Metric.CGROUP_SWAP_BYTES,
                    Metric.CGROUP_HIGH_EVENTS,
                    Metric.CGROUP_MAX_EVENTS,
                    Metric.CGROUP_OOM_KILLS);

    private static final List<Metric> PRESSURE =
            List.of(
                    Metric.PRESSURE_SOURCE,
                    Metric.MEMORY_SOME_10S,
                    Metric.MEMORY_FULL_10S,
                    Metric.MEMORY_SOME_US,
                    Metric.MEMORY_FULL_US,
                    Metric.CPU_SOME_10S,
                    Metric.CPU_SOME_US);

    private static final List<Metric> ALLOCATOR =
            List.of(
                    Metric.ALLOCATOR_ARENA_BYTES,
                    Metric.ALLOCATOR_USED_BYTES,
                    Metric.ALLOCATOR_FREE_BYTES,
                    Metric.ALLOCATOR_FAST_BYTES,
                    Metric.ALLOCATOR_TOP_BYTES,
                    Metric.ALLOCATOR_MAPPED_BYTES,
                    Metric.ALLOCATOR_FREE_CHUNKS,
                    Metric.ALLOCATOR_FAST_CHUNKS,
                    Metric.ALLOCATOR_MAPPED_CHUNKS);

    private static final List<Metric> RECORDER =
            List.of(
                    Metric.INTERVAL_MS,
                    Metric.SAMPLING_CPU_NS,
                    Metric.QUEUE_BYTES,
                    Metric.SHIM_BYTES);

    @Override
    public String name() {
        return "system_resources";
    }

    @Override
    public String holds() {
        return "host, limits, the process over time, and what its memory consisted of";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        Samples samples = source.model().samples();
        SampleSelection listed = SampleSelection.of(samples, source.limit());
        MetricFields latest = new MetricFields(json, samples.latest());
        json.writeStartObject();
        new Metadata(source)
                .list("samples", listed.samples().size(), samples.total())
                .open(json, "system resource monitoring");
        json.writeNumberField("total_samples", samples.total());
        json.writeEndObject();
        system(json, latest, source.model().session(), source.seesAllocations());
        MemoryStats.write(json, latest, source.model().totals());
        group(json, latest, "limits", LIMITS);
        group(json, latest, "pressure", PRESSURE);
        Reconciliations reconciled = Reconciliations.of(source);
        new JvmResources(json, samples).write(reconciled.latest());
        group(json, latest, "allocator", ALLOCATOR);
        group(json, latest, "recorder", RECORDER);
        reconciled.write(json);
        json.writeArrayFieldStart("samples");
        for (Sample sample : listed.samples()) {
            sample(json, sample, listed.metrics());
        }
        json.writeEndArray();
        json.writeEndObject();
        return listed.samples().size();
    }

    private static void system(
            JsonGenerator json, MetricFields latest, Session session, boolean byShim)
            throws IOException {
        json.writeObjectFieldStart("system_info");
        json.writeStringField("os_name", "Linux");
        json.writeStringField("os_version", session.kernel());
        // The shim is there for this one only.
        Fields.text(json, "architecture", byShim ? "x86_64" : null);
        latest.as("cpu_cores", Metric.HOST_PROCESSORS);
        json.writeNumberField("page_size", session.pageSizeBytes());
        latest.as("large_page_size", Metric.HUGE_PAGE_BYTES);
        json.writeNullField("cpu_cache");
        json.writeObjectFieldStart("mmu_info");
        json.writeNullField("virtual_address_bits");
        json.writeNullField("physical_address_bits");
        latest.isMoreThan("aslr_enabled", Metric.ADDRESS_RANDOMISATION, 0);
        json.writeNullField("nx_bit_supported");
        json.writeEndObject();
        latest.as("allowed_cpu_cores", Metric.ALLOWED_PROCESSORS);
        latest.own(Metric.TRANSPARENT_HUGE_PAGES);
        latest.word(
                "address_randomisation",
                Metric.ADDRESS_RANDOMISATION,
                List.of("off", "without_break", "full"),
                0);
        latest.word("overcommit", Metric.OVERCOMMIT, List.of("heuristic", "always", "never"), 0);
        json.writeEndObject();
    }

    private static void group(
            JsonGenerator json, MetricFields latest, String name, List<Metric> metrics)
            throws IOException {
        json.writeObjectFieldStart(name);
        latest.own(metrics);
        json.writeEndObject();
    }

    private static void sample(JsonGenerator json, Sample sample, List<Metric> metrics)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("sample", sample.number());
        json.writeNumberField("at_ns", sample.atNs());
        new MetricFields(json, sample).own(metrics);
        json.writeEndObject();
    }
}
