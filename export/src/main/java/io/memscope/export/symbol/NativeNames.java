package io.memscope.export.symbol;

import io.memscope.store.Module;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The functions that the native frames of one session lie in. All are looked up at once, module by
/// module, so that each file is read once and each name demangled once; from then on asking is a
/// binary search. Memory is bounded by the number of different frames.
public final class NativeNames {
    /// Nothing has a name.
    public static final NativeNames NONE = new NativeNames(Map.of(), Map.of());

    private final Map<Integer, OfModule> modules;
    private final Map<Integer, Map<Long, List<SourcePlace>>> places;

    private static final class OfModule {
        private final SymbolSource source;
        private final @Nullable Path lines;
        private final long[] addresses;
        private final @Nullable NativeFunction[] functions;

        OfModule(ModuleSymbols symbols, long[] addresses) {
            this.source = symbols.source();
            this.lines = symbols.lines();
            this.addresses = addresses;
            this.functions = new NativeFunction[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                NativeFunction function = symbols.at(call(addresses[i]));
                functions[i] =
                        function == null
                                ? null
                                : new NativeFunction(function.name(), function.offset() + 1);
            }
        }
    }

    private NativeNames(
            Map<Integer, OfModule> modules, Map<Integer, Map<Long, List<SourcePlace>>> places) {
        this.modules = modules;
        this.places = places;
    }

    /// The frames of a session, one by one, any number of times.
    public static final class Frames {
        private final Map<Integer, Addresses> byModule = new HashMap<>();

        /// A frame.
        ///
        /// @param module the id of its module
        /// @param address in the module's file: a return address
        public void add(int module, long address) {
            byModule.computeIfAbsent(module, _ -> new Addresses()).add(address);
        }
    }

    /// Looks up what all frames are called.
    ///
    /// @param firstSeenWallNs when a module was met, in nanoseconds since 1970
    public static NativeNames of(
            Collection<Module> modules,
            ToLongFunction<Module> firstSeenWallNs,
            Frames frames,
            SymbolOptions options) {
        Map<Integer, OfModule> found = new HashMap<>();
        for (Module module : modules) {
            Addresses addresses = frames.byModule.get(module.id());
            if (addresses != null) {
                long seenNs = firstSeenWallNs.applyAsLong(module);
                try (ModuleSymbols symbols = ModuleSymbols.open(module, seenNs, options)) {
                    found.put(module.id(), new OfModule(symbols, addresses.sorted()));
                }
            }
        }
        demangle(found.values());
        return new NativeNames(found, Map.of());
    }

    private static void demangle(Collection<OfModule> modules) {
        Set<String> symbols = new HashSet<>();
        for (OfModule module : modules) {
            for (NativeFunction function : module.functions) {
                if (function != null) {
                    symbols.add(function.name());
                }
            }
        }
        Map<String, String> demangled = new Demangler(Programs.installed()).demangle(symbols);
        for (OfModule module : modules) {
            Arrays.setAll(module.functions, i -> named(module.functions[i], demangled));
        }
    }

    private static @Nullable NativeFunction named(
            @Nullable NativeFunction function, Map<String, String> demangled) {
        if (function == null) {
            return null;
        }
        String name = demangled.getOrDefault(function.name(), function.name());
        return new NativeFunction(name, function.offset());
    }

    /// The same names, and the source lines of some frames.
    ///
    /// @param frames those that are worth asking for
    public NativeNames withSourceLines(Frames frames, SourceLines lines) {
        Map<Integer, Map<Long, List<SourcePlace>>> found = new HashMap<>();
        frames.byModule.forEach((module, addresses) -> {
            OfModule names = modules.get(module);
            Path file = names == null ? null : names.lines;
            if (file != null) {
                Set<Long> calls =
                        Arrays.stream(addresses.sorted())
                                .map(NativeNames::call)
                                .boxed()
                                .collect(Collectors.toSet());
                found.put(module, lines.at(file, calls));
            }
        });
        return new NativeNames(modules, found);
    }

    /// Where in the source a frame is: the places of functions that were inlined first, and that of
    /// the function itself last. Empty when not known.
    ///
    /// @param module the id of its module
    /// @param address in the module's file: a return address
    public List<SourcePlace> places(int module, long address) {
        return places.getOrDefault(module, Map.of()).getOrDefault(call(address), List.of());
    }

    /// Whether source lines of a module were found.
    public boolean hasSourceLines(int module) {
        return !places.getOrDefault(module, Map.of()).isEmpty();
    }

    /// A return address may be the first one of the next function or line: the call is before it.
    private static long call(long address) {
        return address - 1;
    }

    /// The function that a frame lies in; null when it is not known.
    ///
    /// @param module the id of its module
    /// @param address in the module's file: a return address
    public @Nullable NativeFunction function(int module, long address) {
        OfModule names = modules.get(module);
        if (names == null) {
            return null;
        }
        int index = Arrays.binarySearch(names.addresses, address);
        return index < 0 ? null : names.functions[index];
    }

    /// Where the names of a module's functions come from; null when none of its code is on a stack.
    public @Nullable SymbolSource source(int module) {
        OfModule names = modules.get(module);
        return names == null ? null : names.source;
    }
}
