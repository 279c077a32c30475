package io.memscope.store;

/// A place in code.
public sealed interface Frame {

    /// A place in a file of machine code, or in code that a program generated.
    ///
    /// @param module the id of a {@link Module}; 0 when the code belongs to none
    /// @param offset pc minus the module's bias, an address in its file; the pc itself when there
    ///   is no module. A pc is a return address: the call is the instruction before it
    record Native(int module, long offset) implements Frame {}

    /// A place in a Java method, however it was executed: interpreted, compiled or inlined.
    ///
    /// @param method the id of a {@link JavaMethod}, which may have no definition
    /// @param bci index of the bytecode; {@link #UNKNOWN_BCI} of a native method, and where the
    ///   virtual machine could not tell
    /// @param line in the method's source file, from 1; 0 unknown
    record Java(int method, int bci, int line) implements Frame {
        public static final int UNKNOWN_BCI = -1;
    }
}
