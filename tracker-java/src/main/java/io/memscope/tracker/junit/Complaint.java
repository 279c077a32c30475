package io.memscope.tracker.junit;

import io.memscope.replay.LiveBlock;
import io.memscope.replay.Model;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportEvent;
import io.memscope.replay.Violation;
import io.memscope.replay.ViolationKind;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The message of a test that failed: blocks, passports, stacks.
final class Complaint {
    private static final int LISTED = 10;
    private static final int LISTED_EVENTS = 12;
    private static final int LISTED_FRAMES = 16;
    private static final double NS_PER_MS = 1e6;

    private final Model model;
    private final StringBuilder text = new StringBuilder();

    Complaint(Model model) {
        this.model = model;
    }

    /// What a test did wrong, if it did.
    Optional<String> of(TestRun run, Limits limits, Judgement judgement) {
        if (Verdict.leaks(judgement, limits)) {
            if (judgement.isObserved()) {
                blocks(run, limits, judgement.leakedBlocks());
            } else {
                passports(run, limits, judgement.leakedPassports());
            }
        }
        List<Violation> violations =
                limits.failsOnViolations() ? judgement.violations() : judgement.heldTooLong();
        if (!violations.isEmpty()) {
            violations(run, violations);
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    /// What foreign code has.
    String foreignCustody(List<Passport> held) {
        line(
                0,
                "foreign code has %s of native memory that Java gave it"
                        .formatted(
                                counted(
                                        held.size(),
                                        held.stream().mapToLong(Passport::sizeBytes).sum())));
        list(held);
        return text.toString();
    }

    private void blocks(TestRun run, Limits limits, List<LiveBlock> blocks) {
        long bytes = blocks.stream().mapToLong(LiveBlock::sizeBytes).sum();
        headline(run, limits, counted(blocks.size(), bytes));
        Map<Integer, List<LiveBlock>> byStack = new LinkedHashMap<>();
        for (LiveBlock block : blocks) {
            byStack.computeIfAbsent(block.stack(), _ -> new ArrayList<>()).add(block);
        }
        int listed = 0;
        for (Map.Entry<Integer, List<LiveBlock>> site : byStack.entrySet()) {
            if (listed++ == LISTED) {
                line(1, "... and %d more places".formatted(byStack.size() - LISTED));
                break;
            }
            site(site.getKey(), site.getValue());
        }
    }

    private void site(int stack, List<LiveBlock> blocks) {
        LiveBlock first = blocks.getFirst();
        line(
                1,
                "%s by %s, at 0x%x%s"
                        .formatted(
                                counted(
                                        blocks.size(),
                                        blocks.stream().mapToLong(LiveBlock::sizeBytes).sum()),
                                first.function().label(),
                                first.address(),
                                blocks.size() > 1 ? ", ..." : ""));
        stack(2, stack);
        int listed = 0;
        for (LiveBlock block : blocks) {
            List<Passport> inside =
                    model.passports().within(block.address(), block.sizeBytes()).toList();
            for (Passport passport : inside) {
                if (listed++ == LISTED) {
                    return;
                }
                passport(2, passport);
            }
        }
    }

    private void passports(TestRun run, Limits limits, List<Passport> passports) {
        long bytes = passports.stream().mapToLong(Passport::sizeBytes).sum();
        headline(run, limits, counted(passports.size(), bytes));
        line(
                1,
                "(judged by what was declared: the shim is not preloaded, so what native code"
                        + " allocates and frees is not known; `memscope record` preloads it)");
        list(passports);
    }

    private void list(List<Passport> passports) {
        for (Passport passport : passports.subList(0, Math.min(LISTED, passports.size()))) {
            passport(1, passport);
            stack(2, passport.stack());
        }
        if (passports.size() > LISTED) {
            line(1, "... and %d more".formatted(passports.size() - LISTED));
        }
    }

    private void headline(TestRun run, Limits limits, String lost) {
        line(
                0,
                "%s left %s of native memory behind (allowed: %s)"
                        .formatted(
                                run.test(), lost, counted(limits.maxBlocks(), limits.maxBytes())));
    }

    private void violations(TestRun run, List<Violation> violations) {
        line(
                0,
                "%s has %d %s of passports"
                        .formatted(
                                run.test(),
                                violations.size(),
                                violations.size() == 1 ? "violation" : "violations"));
        for (Violation violation : violations.subList(0, Math.min(LISTED, violations.size()))) {
            line(1, "%s%s".formatted(violation.kind().label(), about(violation.label())));
            stack(2, violation.stack());
            model.passports()
                    .find(violation.passport())
                    .ifPresent(passport -> {
                        passport(2, passport);
                        if (violation.kind() == ViolationKind.HELD_TOO_LONG) {
                            stack(3, violation.givenStack());
                        }
                    });
        }
        if (violations.size() > LISTED) {
            line(1, "... and %d more".formatted(violations.size() - LISTED));
        }
    }

    private void passport(int depth, Passport passport) {
        StringBuilder name = new StringBuilder("passport ").append(passport.id());
        for (String word : List.of(passport.type(), passport.variable())) {
            name.append(word.isEmpty() ? "" : " " + word);
        }
        line(
                depth,
                "%s of '%s', %d bytes at 0x%x: %s"
                        .formatted(
                                name,
                                passport.owner(),
                                passport.sizeBytes(),
                                passport.address(),
                                passport.status().label()));
        List<PassportEvent> events = passport.events();
        int skipped = Math.max(0, events.size() - LISTED_EVENTS);
        if (skipped > 0) {
            line(depth + 1, "... %d earlier events".formatted(skipped));
        }
        for (PassportEvent event : events.subList(skipped, events.size())) {
            line(
                    depth + 1,
                    "+%.3f ms %s%s%s"
                            .formatted(
                                    (event.atNs() - passport.issuedNs()) / NS_PER_MS,
                                    event.kind().label(),
                                    about(event.label()),
                                    place(event.stack())));
        }
    }

    private static String about(String label) {
        return label.isEmpty() ? "" : " (" + label + ")";
    }

    /// The innermost Java line outside of the tracker and the JDK.
    private String place(int stack) {
        for (Frame frame : model.stack(stack).frames()) {
            JavaMethod method =
                    frame instanceof Frame.Java(int id, _, _)
                            ? model.definitions().method(id)
                            : null;
            if (method != null && isOfProgram(method)) {
                return " at " + name(frame);
            }
        }
        return "";
    }

    private static boolean isOfProgram(JavaMethod method) {
        String type = method.className();
        return !type.startsWith("java/") && !type.startsWith("jdk/") && !isOfMemscope(type);
    }

    private void stack(int depth, int stack) {
        int listed = 0;
        for (Frame frame : model.stack(stack).frames()) {
            JavaMethod method =
                    frame instanceof Frame.Java(int id, _, _)
                            ? model.definitions().method(id)
                            : null;
            if (method != null && isOutermost(method)) {
                return;
            }
            if (method != null && isMachinery(method)) {
                continue;
            }
            if (listed++ == LISTED_FRAMES) {
                line(depth, "...");
                return;
            }
            line(depth, "at " + name(frame));
        }
    }

    /// What is between the line that allocated and the allocator, and between a test and its tasks.
    private static boolean isMachinery(JavaMethod method) {
        String type = method.className();
        return isOfMemscope(type)
                || type.startsWith("jdk/internal/")
                || type.startsWith("java/lang/ScopedValue")
                || type.startsWith("java/lang/foreign/SegmentAllocator");
    }

    private static boolean isOfMemscope(String type) {
        return type.startsWith("io/memscope/tracker/") || type.startsWith("io/memscope/ffi/");
    }

    /// Where what is beyond is nobody's concern: JUnit, the beginning of a thread.
    private static boolean isOutermost(JavaMethod method) {
        return method.className().startsWith("org/junit/")
                || method.className().equals("java/lang/reflect/Method")
                || method.className().equals("java/lang/Thread");
    }

    private String name(Frame frame) {
        return switch (frame) {
            case Frame.Native(int module, long offset) ->
                    "%s+0x%x"
                            .formatted(
                                    model.module(module).map(Module::name).orElse("generated code"),
                                    offset);
            case Frame.Java(int id, _, int line) -> {
                JavaMethod method = model.definitions().method(id);
                if (method == null) {
                    yield "a Java method without a name";
                }
                String type = method.plainClassName().replace('/', '.');
                String file = method.file().isEmpty() ? "Unknown Source" : method.file();
                yield "%s.%s(%s%s)"
                        .formatted(type, method.name(), file, line > 0 ? ":" + line : "");
            }
        };
    }

    private static String counted(long blocks, long bytes) {
        return "%s of %s".formatted(number(blocks, "block"), number(bytes, "byte"));
    }

    private static String number(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private void line(int depth, String words) {
        text.append("    ".repeat(depth)).append(words).append('\n');
    }
}
