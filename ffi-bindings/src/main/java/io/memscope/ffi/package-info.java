/// The shim `libmemscope.so` as Java sees it: found where it was preloaded or loaded from the
/// packed copy, called by Panama, its control plane by JNR-FFI as well. All calls that Java
/// restricts are made here and nowhere else in memscope, so that
/// `--enable-native-access=io.memscope.ffi` (on the class path: `ALL-UNNAMED`) is all there is to
/// write.
@NullMarked
package io.memscope.ffi;

import org.jspecify.annotations.NullMarked;
