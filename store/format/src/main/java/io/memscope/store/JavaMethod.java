package io.memscope.store;

/// A method of a Java class.
///
/// @param id from 1 on; a class loaded twice has its methods twice
/// @param isNative its body is no bytecode
/// @param className with slashes, as the virtual machine spells it: `java/util/zip/Deflater`; a
///   hidden class has an address behind its name
/// @param name `<init>` of a constructor
/// @param descriptor `(IJ)V`
/// @param file name of the source file, without its folder; empty when not known
public record JavaMethod(
        int id, boolean isNative, String className, String name, String descriptor, String file) {}
