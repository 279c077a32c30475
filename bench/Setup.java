import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where things are: bin/bench builds them and tells.
///
/// @param root the checkout
/// @param programs the compiled programs, the libraries of the Java ones in `lib`, and the peers
/// @param scratch for recordings, on a real disk
record Setup(Path root, Path programs, Path scratch) {
    static Setup fromProperties() {
        return new Setup(path("root"), path("programs"), path("scratch"));
    }

    String program(String name) {
        return programs.resolve(name).toString();
    }

    /// The environment in which a program is recorded.
    Map<String, String> recording(Path run) {
        return Map.of(
                "LD_PRELOAD",
                root.resolve("native/target/cmake/libmemscope.so").toString(),
                "MEMSCOPE_OUT",
                run.toString());
    }

    List<String> exporting(Path run, Path report) {
        return List.of(
                root.resolve("bin/memscope-export").toString(),
                run.toString(),
                "-o",
                report.toString());
    }

    /// A Java program of `programs/`, run by our own JDK.
    List<String> java(List<String> options, String name, Object... arguments) {
        return java(Path.of(System.getProperty("java.home")), options, name, arguments);
    }

    List<String> java(Path home, List<String> options, String name, Object... arguments) {
        return java(home, "", options, name, arguments);
    }

    /// A Java program that uses the tracker.
    List<String> tracked(List<String> options, String name, Object... arguments) {
        StringBuilder tracker = new StringBuilder();
        for (String module : List.of("tracker-java", "ffi-bindings", "store/format")) {
            tracker.append(':').append(root.resolve(module).resolve("target/*"));
        }
        Path home = Path.of(System.getProperty("java.home"));
        return java(home, tracker.toString(), options, name, arguments);
    }

    private List<String> java(
            Path home, String more, List<String> options, String name, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(
                List.of(
                        "-cp",
                        programs.resolve("classes") + ":" + programs.resolve("lib/*") + more,
                        name));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /// Options of a JVM whose native allocations and frees async-profiler records, each of them.
    List<String> withAsyncProfiler(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.add(
                "-agentpath:%s=start,event=nativemem,file=%s"
                        .formatted(
                                programs.resolve("async-profiler/linux-x64/libasyncProfiler.so"),
                                asyncProfilerOutput()));
        return all;
    }

    Path asyncProfilerOutput() {
        return scratch.resolve("async-profiler.jfr");
    }

    /// A command under heaptrack, as its users run it: it hands its text to a compressor.
    List<String> heaptrack(List<String> command) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "heaptrack",
                                "--raw",
                                "-o",
                                scratch.resolve("heaptrack").toString()));
        line.addAll(command);
        return line;
    }

    /// The environment in which the heap profiler of gperftools follows a program.
    Map<String, String> gperftools() {
        return Map.of(
                "LD_PRELOAD",
                "libtcmalloc.so.4",
                "HEAPPROFILE",
                scratch.resolve("gperftools").toString(),
                // Says at each dump that it dumps, otherwise.
                "PERFTOOLS_VERBOSE",
                "-100");
    }

    /// Where a JDK 17 is, if the system has one.
    static List<Path> olderJdks() {
        Path home = Path.of("/usr/lib/jvm/java-17-openjdk-amd64");
        return Files.isExecutable(home.resolve("bin/java")) ? List.of(home) : List.of();
    }

    private static Path path(String name) {
        return Path.of(System.getProperty("bench." + name)).toAbsolutePath();
    }
}
