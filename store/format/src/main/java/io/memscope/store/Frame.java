package io.memscope.store;

/// A place in code.
///
/// @param module the id of a {@link Module}; 0 when the code belongs to none
/// @param offset pc minus the module's bias, an address in its file; the pc itself when there is no
///   module. A pc is a return address: the call is the instruction before it
public record Frame(int module, long offset) {}
