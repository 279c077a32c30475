package io.memscope.tracker;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Contracts of the functions of a whole library, from a text: its grammar is in
/// `docs/contracts.md`. Immutable.
///
/// ```
/// strdup: borrows read-only 0, returns owned by free
/// free: releases 0
/// ```
public final class BoundaryContracts {
    private final Map<String, List<ContractClause>> functions;

    private BoundaryContracts(Map<String, List<ContractClause>> functions) {
        this.functions = functions;
    }

    /// Reads a file, in UTF-8.
    ///
    /// @throws IOException if it cannot be read
    /// @throws IllegalArgumentException if it breaks the grammar, with the number of the line
    public static BoundaryContracts parse(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /// Reads a text.
    ///
    /// @throws IllegalArgumentException if it breaks the grammar, with the number of the line
    public static BoundaryContracts parse(String text) {
        Map<String, List<ContractClause>> functions = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.split("#", 2)[0].strip();
            if (!content.isEmpty()) {
                try {
                    add(content, functions);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        return new BoundaryContracts(functions);
    }

    private static void add(String content, Map<String, List<ContractClause>> functions) {
        int colon = content.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "expected 'function: clause, …', found '" + content + "'");
        }
        String name = content.substring(0, colon).strip();
        if (!name.matches("\\S+")) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a function");
        }
        List<ContractClause> clauses = ContractClause.parseAll(content.substring(colon + 1));
        if (functions.putIfAbsent(name, clauses) != null) {
            throw new IllegalArgumentException("a second contract of " + name);
        }
    }

    /// The functions of which something is said, in the order of the text.
    public Set<String> functions() {
        return Collections.unmodifiableSet(functions.keySet());
    }

    /// The boundary of a function, with its contract.
    ///
    /// @throws IllegalArgumentException if the text says nothing of the function, or its contract
    ///   does not fit the descriptor; or as {@link Boundary#of(String, MemorySegment,
    ///   FunctionDescriptor, Linker.Option...)}
    public Boundary apply(
            String symbol,
            MemorySegment address,
            FunctionDescriptor descriptor,
            Linker.Option... options) {
        List<ContractClause> clauses = functions.get(symbol);
        if (clauses == null) {
            throw new IllegalArgumentException("no contract of " + symbol);
        }
        Boundary boundary = Boundary.of(symbol, address, descriptor, options);
        for (ContractClause clause : clauses) {
            boundary = clause.apply(boundary);
        }
        return boundary;
    }
}
