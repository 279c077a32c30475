package io.memscope.export.report;

import io.memscope.export.symbol.FunctionLabel;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import org.jspecify.annotations.Nullable;

/// A frame with all that is known of it. Functions that a compiler inlined have frames of their
/// own, at the address of the one that they became part of.
public sealed interface NamedFrame {
    /// Name of the function, of a Java method with its class; null when not known.
    @Nullable String function();

    /// Name or path of the source file; null when not known.
    @Nullable String file();

    /// The line in it, from 1; 0 when not known.
    int line();

    /// Whether it was inlined into the next frame; null when not known.
    @Nullable Boolean inlined();

    /// Function and place, short: `add_order (orders.c:12)`, `shop.Orders.add(Orders.java:12)`.
    /// What has no name is told by its place in its file, `libc.so.6+0x1a2b`, which stays true
    /// wherever it is read.
    String label();

    /// The same without source line: equal for all calls of a function.
    String functionLabel();

    /// Native code.
    ///
    /// @param module the file that the code lies in; null for generated code
    /// @param offset address in that file, or in the process where there is none
    /// @param functionOffset of the address in its function, in bytes; -1 when not known
    record Native(
            @Nullable Module module,
            long offset,
            @Nullable String function,
            long functionOffset,
            @Nullable String file,
            int line,
            @Nullable Boolean inlined)
            implements NamedFrame {
        /// The address, as reports spell it.
        public String address() {
            return Fields.address(offset);
        }

        @Override
        public String label() {
            String source = file;
            if (source == null || function == null) {
                return functionLabel();
            }
            String name = source.substring(source.lastIndexOf('/') + 1);
            return functionLabel() + " (" + name + (line == 0 ? "" : ":" + line) + ")";
        }

        @Override
        public String functionLabel() {
            if (function != null) {
                return FunctionLabel.of(function);
            }
            return module == null ? address() : module.name() + "+" + address();
        }
    }

    /// A Java method.
    ///
    /// @param id of the method, which may have no name
    /// @param method null when it was not named
    record Java(int id, @Nullable JavaMethod method, int line) implements NamedFrame {
        @Override
        public @Nullable String function() {
            return method == null ? null : JavaNames.className(method) + "." + method.name();
        }

        @Override
        public @Nullable String file() {
            return method == null || method.file().isEmpty() ? null : method.file();
        }

        /// Inlined methods are frames like others: the virtual machine does not tell them apart.
        @Override
        public @Nullable Boolean inlined() {
            return null;
        }

        @Override
        public String label() {
            return method == null ? functionLabel() : JavaNames.label(method, line);
        }

        @Override
        public String functionLabel() {
            String function = function();
            return function == null ? "unnamed Java method " + id : function;
        }
    }
}
