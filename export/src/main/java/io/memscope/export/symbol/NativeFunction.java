package io.memscope.export.symbol;

/// A function of native code that an address lies in.
///
/// @param name as it is spelt in the program where that can be told, else as the linker knows it
/// @param offset of the address in the function, in bytes
public record NativeFunction(String name, long offset) {}
