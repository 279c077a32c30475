package io.memscope.store;

import java.util.regex.Pattern;

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
        int id, boolean isNative, String className, String name, String descriptor, String file) {
    private static final Pattern HIDDEN_SUFFIX = Pattern.compile("[+/.]0x[0-9a-fA-F]+$");
    private static final Pattern LAMBDA_NUMBER = Pattern.compile("(\\$\\$Lambda)\\$\\d+$");

    /// The name of the class without what tells its loading from the next one's: an address behind
    /// the name of a hidden class, and the number of a lambda.
    public String plainClassName() {
        if (className.indexOf("0x") < 0) {
            return className;
        }
        String named = HIDDEN_SUFFIX.matcher(className).replaceFirst("");
        return LAMBDA_NUMBER.matcher(named).replaceFirst("$1");
    }
}
