package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stacks of programs built as distributions build them, without frame pointers, are whole, and
/// their functions have names.
class NativeStacksTest {
    @TempDir Path folder;

    @Test
    void framesThatAreHardToFollowAreFollowed() {
        List<String> recursion = new ArrayList<>(List.of("keep"));
        recursion.addAll(Collections.nCopies(101, "recurses"));
        recursion.add("main");

        assertThat(functionsBySize("keeps_without_frame_pointers"))
                .containsEntry(
                        1101L,
                        List.of(
                                "keep",
                                "with_a_variable_frame",
                                "with_a_large_frame",
                                "with_many_arguments",
                                "main"))
                .containsEntry(1103L, List.of("keep", "kept_while_comparing", "sorts", "main"))
                .containsEntry(1105L, List.of("keep", "handle", "is_interrupted", "main"))
                .containsEntry(1107L, List.of("keep", "never_returns", "starts_what_never_returns"))
                .containsEntry(1109L, recursion);
    }

    @Test
    void stacksAreWholeBeforeAnExceptionWhileItFliesAndAfterIt() {
        assertThat(functionsBySize("keeps_while_throwing"))
                .containsEntry(
                        1201L,
                        List.of(
                                "shop::keep",
                                "shop::Cart<int>::add",
                                "shop::order",
                                "shop::fails",
                                "main"))
                .containsEntry(
                        1203L,
                        List.of(
                                "shop::keep",
                                "shop::Receipt::~Receipt",
                                "shop::order",
                                "shop::fails",
                                "main"))
                .containsEntry(1205L, List.of("shop::keep", "shop::fails", "main"));
    }

    /// For each site that kept one block, by the size of that: the target's own functions without
    /// parameters, innermost first.
    private Map<Long, List<String>> functionsBySize(String target) {
        Program program = Program.target(target);
        Path run = folder.resolve("run");
        assertThat(program.runPreloaded(run)).isEqualTo(program.runBare());
        Report report = Report.export(run, folder.resolve("report"));
        Map<Long, List<String>> functions = new TreeMap<>();
        for (LeakedSite site : report.leaks()) {
            if (site.blocks() == 1) {
                functions.put(
                        site.bytes(),
                        site.frames().stream()
                                .filter(frame -> frame.module().endsWith("/" + target))
                                .map(frame -> frame.function().replaceFirst("\\(.*", ""))
                                // The C runtime's way to main.
                                .filter(function -> !function.equals("_start"))
                                .toList());
            }
        }
        return functions;
    }
}
