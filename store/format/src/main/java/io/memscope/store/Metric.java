package io.memscope.store;

import org.jspecify.annotations.Nullable;

/// The figures of a sample, as `metrics.def` lists them: what each means stands there.
public enum Metric {
    REASON(1, "enum"),
    TAKEN_NS(2, "ns"),
    SAMPLING_CPU_NS(3, "ns"),
    INTERVAL_MS(4, "count"),
    VIRTUAL_BYTES(10, "bytes"),
    RESIDENT_BYTES(11, "bytes"),
    RESIDENT_ANONYMOUS_BYTES(12, "bytes"),
    RESIDENT_FILE_BYTES(13, "bytes"),
    RESIDENT_SHARED_BYTES(14, "bytes"),
    RESIDENT_PEAK_BYTES(15, "bytes"),
    SWAPPED_BYTES(16, "bytes"),
    PAGE_TABLES_BYTES(17, "bytes"),
    LOCKED_BYTES(18, "bytes"),
    MINOR_FAULTS(20, "count"),
    MAJOR_FAULTS(21, "count"),
    THREADS(22, "count"),
    DESCRIPTORS(23, "count"),
    CPU_USER_US(24, "us"),
    CPU_SYSTEM_US(25, "us"),
    MAPPINGS(30, "count"),
    PROPORTIONAL_BYTES(31, "bytes"),
    SHARED_CLEAN_BYTES(32, "bytes"),
    SHARED_DIRTY_BYTES(33, "bytes"),
    PRIVATE_CLEAN_BYTES(34, "bytes"),
    PRIVATE_DIRTY_BYTES(35, "bytes"),
    SWAPPED_PROPORTIONAL_BYTES(36, "bytes"),
    HUGE_PAGES_BYTES(37, "bytes"),
    LAZILY_FREED_BYTES(38, "bytes"),
    MAPPED_RESIDENT_BYTES(39, "bytes"),
    RESIDENT_QUEUE_BYTES(40, "bytes"),
    RESIDENT_SHIM_BYTES(41, "bytes"),
    RESIDENT_JAVA_HEAP_BYTES(42, "bytes"),
    RESIDENT_STACKS_BYTES(43, "bytes"),
    RESIDENT_CODE_CACHE_BYTES(44, "bytes"),
    RESIDENT_BREAK_BYTES(45, "bytes"),
    RESIDENT_ARENAS_BYTES(46, "bytes"),
    RESIDENT_OBJECTS_BYTES(47, "bytes"),
    RESIDENT_FILES_BYTES(48, "bytes"),
    RESIDENT_SHARED_MAPPINGS_BYTES(49, "bytes"),
    RESIDENT_ANONYMOUS_MAPPINGS_BYTES(50, "bytes"),
    RESIDENT_KERNEL_BYTES(51, "bytes"),
    CGROUP_CURRENT_BYTES(60, "bytes"),
    CGROUP_MAX_BYTES(61, "bytes"),
    CGROUP_HIGH_BYTES(62, "bytes"),
    CGROUP_SWAP_BYTES(63, "bytes"),
    CGROUP_SWAP_MAX_BYTES(64, "bytes"),
    CGROUP_PEAK_BYTES(65, "bytes"),
    CGROUP_HIGH_EVENTS(66, "count"),
    CGROUP_MAX_EVENTS(67, "count"),
    CGROUP_OOM_KILLS(68, "count"),
    CGROUP_CPU_QUOTA_US(69, "us"),
    CGROUP_CPU_PERIOD_US(70, "us"),
    PRESSURE_SOURCE(71, "enum"),
    MEMORY_SOME_10S(72, "percent_100"),
    MEMORY_FULL_10S(73, "percent_100"),
    MEMORY_SOME_US(74, "us"),
    MEMORY_FULL_US(75, "us"),
    CPU_SOME_10S(76, "percent_100"),
    CPU_SOME_US(77, "us"),
    ALLOCATOR_ARENA_BYTES(80, "bytes"),
    ALLOCATOR_FREE_CHUNKS(81, "count"),
    ALLOCATOR_FAST_CHUNKS(82, "count"),
    ALLOCATOR_MAPPED_CHUNKS(83, "count"),
    ALLOCATOR_MAPPED_BYTES(84, "bytes"),
    ALLOCATOR_FAST_BYTES(85, "bytes"),
    ALLOCATOR_USED_BYTES(86, "bytes"),
    ALLOCATOR_FREE_BYTES(87, "bytes"),
    ALLOCATOR_TOP_BYTES(88, "bytes"),
    QUEUE_BYTES(90, "bytes"),
    SHIM_BYTES(91, "bytes"),
    HOST_PROCESSORS(100, "count"),
    ALLOWED_PROCESSORS(101, "count"),
    HOST_MEMORY_BYTES(102, "bytes"),
    HOST_AVAILABLE_BYTES(103, "bytes"),
    HOST_SWAP_BYTES(104, "bytes"),
    HOST_SWAP_FREE_BYTES(105, "bytes"),
    PAGE_BYTES(106, "bytes"),
    HUGE_PAGE_BYTES(107, "bytes"),
    TRANSPARENT_HUGE_PAGES(108, "enum"),
    ADDRESS_RANDOMISATION(109, "enum"),
    OVERCOMMIT(110, "enum"),
    JAVA_HEAP_USED_BYTES(120, "bytes"),
    JAVA_HEAP_COMMITTED_BYTES(121, "bytes"),
    JAVA_HEAP_MAX_BYTES(122, "bytes"),
    JAVA_HEAP_START(123, "address"),
    JAVA_HEAP_RESERVED_BYTES(124, "bytes"),
    NATIVE_TRACKING(125, "enum"),
    NATIVE_RESERVED_BYTES(126, "bytes"),
    NATIVE_COMMITTED_BYTES(127, "bytes");

    private static final ByNumber<Metric> BY_NUMBER = new ByNumber<>(values(), Metric::number);

    private final int number;
    private final String unit;

    Metric(int number, String unit) {
        this.number = number;
        this.unit = unit;
    }

    /// As in the record.
    public int number() {
        return number;
    }

    /// `bytes`, `count`, `us`, `ns`, `percent_100` (hundredths of a percent), `enum` or `address`.
    public String unit() {
        return unit;
    }

    /// All numbers are below.
    public static int limit() {
        return BY_NUMBER.limit();
    }

    /// The metric of this number, or null when this version knows none.
    public static @Nullable Metric of(long number) {
        return BY_NUMBER.find(number);
    }
}
