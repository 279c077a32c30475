import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;

/** Calls libc's malloc and free through JNR-FFI: 500 pairs of 71,001 bytes, and one block of 71,009 kept. */
public final class LoadsLibcByJnr {
    private LoadsLibcByJnr() {}

    /** What of libc is called. */
    public interface Libc {
        Pointer malloc(long size);

        void free(Pointer block);
    }

    public static void main(String[] arguments) {
        Libc libc = LibraryLoader.create(Libc.class).load("c");
        for (int i = 0; i < 500; i++) {
            libc.free(libc.malloc(71_001));
        }
        System.out.println(libc.malloc(71_009) == null ? "no block" : "done");
    }
}
