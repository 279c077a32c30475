import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where things are: bin/bench builds them and tells.
///
/// @param root the checkout
/// @param programs the compiled programs of this folder
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

    private static Path path(String name) {
        return Path.of(System.getProperty("bench." + name)).toAbsolutePath();
    }
}
