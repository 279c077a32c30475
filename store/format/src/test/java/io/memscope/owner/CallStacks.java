package io.memscope.owner;

import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Stacks as they are written down: `libjvm.so!os::malloc`, `libc.so.6`, `java/lang/Thread.run`,
/// `native jdk/internal/misc/Unsafe.allocateMemory0`, `generated`; innermost first.
final class CallStacks {
    private static final String JDK = "/jdk/lib/";
    private static final Map<String, String> FOLDERS =
            Map.of(
                    "libjvm.so",
                    JDK + "server/",
                    "libjli.so",
                    JDK,
                    "libzip.so",
                    JDK,
                    "libjava.so",
                    JDK);

    private final Map<String, Module> modules = new HashMap<>();
    private final Map<Long, String> functions = new HashMap<>();
    private final Map<Integer, JavaMethod> methods = new HashMap<>();

    private CallStacks() {
        module("libjvm.so");
    }

    static CallStack of(String... frames) {
        CallStacks stacks = new CallStacks();
        List<Frame> parsed = new ArrayList<>();
        for (String frame : frames) {
            parsed.add(stacks.frame(frame));
        }
        return new CallStack(
                parsed,
                new ModuleOrigins(stacks.modules.values()),
                code -> stacks.functions.get(code.offset()),
                stacks.methods::get);
    }

    private Frame frame(String text) {
        int place = functions.size() + methods.size() + 1;
        if (text.equals("generated")) {
            return new Frame.Native(0, 0x7f00_0000_0000L);
        }
        if (text.contains(".so") || text.startsWith("/")) {
            String[] parts = text.split("!", 2);
            if (parts.length > 1) {
                functions.put((long) place, parts[1]);
            }
            return new Frame.Native(module(parts[0]).id(), parts.length > 1 ? place : 0);
        }
        boolean isNative = text.startsWith("native ");
        String method = isNative ? text.substring("native ".length()) : text;
        int dot = method.lastIndexOf('.');
        if (dot >= 0) {
            methods.put(
                    place,
                    new JavaMethod(
                            place,
                            isNative,
                            method.substring(0, dot),
                            method.substring(dot + 1),
                            "()V",
                            ""));
        }
        return new Frame.Java(place, 0, 0);
    }

    private Module module(String name) {
        return modules.computeIfAbsent(
                name,
                _ ->
                        new Module(
                                modules.size() + 1,
                                0,
                                0,
                                1,
                                0,
                                name.startsWith("/")
                                        ? name
                                        : FOLDERS.getOrDefault(name, "/opt/") + name,
                                ""));
    }
}
