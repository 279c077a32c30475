package io.memscope.e2e;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// A control group with a memory limit, in either version of control groups. The kernel kills what
/// goes beyond it.
final class MemoryLimit implements AutoCloseable {
    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");

    private final Path group;
    private final boolean first;

    private MemoryLimit(Path group, boolean first) {
        this.group = group;
        this.first = first;
    }

    /// The test is skipped where no group can be made.
    static MemoryLimit ofBytes(long bytes) throws IOException {
        boolean first = Files.exists(VERSION_1.resolve("memory.limit_in_bytes"));
        Path group =
                (first ? VERSION_1 : VERSION_2)
                        .resolve("memscope-test-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
            Files.writeString(
                    group.resolve(first ? "memory.limit_in_bytes" : "memory.max"),
                    Long.toString(bytes));
        } catch (FileSystemException e) {
            Files.deleteIfExists(group);
            return Assumptions.abort("no memory limit can be set here: " + e);
        }
        return new MemoryLimit(group, first);
    }

    /// The command line that enters the group and then becomes the program, with these variables
    /// set only from there on.
    List<String> entering(Map<String, String> variables, List<String> program) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "echo $$ > \"$0\"; exec env \"$@\"",
                                group.resolve(first ? "tasks" : "cgroup.procs").toString()));
        variables.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(program);
        return command;
    }

    /// How many processes the kernel has killed for this limit.
    long kills() throws IOException {
        Path file = group.resolve(first ? "memory.oom_control" : "memory.events");
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .sum();
    }

    @Override
    public void close() throws IOException {
        Files.delete(group);
    }
}
