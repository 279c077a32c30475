package io.memscope.tracker;

import io.memscope.store.PassportStep;
import java.nio.charset.Charset;
import java.util.Optional;
import jnr.ffi.Pointer;
import jnr.ffi.provider.AbstractMemoryIO;
import jnr.ffi.provider.DelegatingMemoryIO;
import org.jspecify.annotations.Nullable;

/// A pointer of JNR-FFI that can be used while its memory is in Java's custody, and passed to
/// foreign functions at any time. Parts of it are as usable as it is.
final class TrackedPointer extends AbstractMemoryIO implements DelegatingMemoryIO {
    private final Pointer inner;
    private final long sizeBytes;
    private final Passport passport;

    /// A tracked one over another, as what all of them are: code that names both types makes the
    /// verifier load JNR-FFI, which a program that tracks only direct buffers may not have.
    static Pointer over(Pointer inner, long bytes, Passport passport) {
        return new TrackedPointer(inner, bytes, passport);
    }

    TrackedPointer(Pointer inner, long sizeBytes, Passport passport) {
        super(inner.getRuntime(), inner.address(), true);
        this.inner = inner;
        this.sizeBytes = sizeBytes;
        this.passport = passport;
    }

    /// The tracked pointer that this one is, or is a part of.
    static Optional<TrackedPointer> of(Pointer pointer) {
        @Nullable Pointer at = pointer;
        while (at instanceof DelegatingMemoryIO part && !(at instanceof TrackedPointer)) {
            at = part.getDelegatedMemoryIO();
        }
        return at instanceof TrackedPointer tracked ? Optional.of(tracked) : Optional.empty();
    }

    Passport passport() {
        return passport;
    }

    @Override
    public Pointer getDelegatedMemoryIO() {
        return inner;
    }

    /// @throws IllegalStateException if the memory is not in Java's custody, which is recorded
    void checkUsable(String use) {
        Custody custody = passport.custody();
        if (custody != Custody.JAVA && custody != Custody.BORROWED) {
            Recorder recorder = Recorder.get();
            recorder.step(passport.id(), PassportStep.USED, recorder.label(use), Detail.NONE);
            throw passport.refused("be used by " + use);
        }
    }

    private Pointer use(String method) {
        checkUsable(method);
        return inner;
    }

    @Override
    public long size() {
        return sizeBytes;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public Object array() {
        throw new UnsupportedOperationException("no array");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("no array");
    }

    @Override
    public int arrayLength() {
        throw new UnsupportedOperationException("no array");
    }

    @Override
    public void checkBounds(long offset, long length) {
        checkBounds(sizeBytes, offset, length);
    }

    @Override
    public byte getByte(long offset) {
        return use("getByte").getByte(offset);
    }

    @Override
    public void putByte(long offset, byte value) {
        use("putByte").putByte(offset, value);
    }

    @Override
    public short getShort(long offset) {
        return use("getShort").getShort(offset);
    }

    @Override
    public void putShort(long offset, short value) {
        use("putShort").putShort(offset, value);
    }

    @Override
    public int getInt(long offset) {
        return use("getInt").getInt(offset);
    }

    @Override
    public void putInt(long offset, int value) {
        use("putInt").putInt(offset, value);
    }

    @Override
    public long getLongLong(long offset) {
        return use("getLongLong").getLongLong(offset);
    }

    @Override
    public void putLongLong(long offset, long value) {
        use("putLongLong").putLongLong(offset, value);
    }

    @Override
    public float getFloat(long offset) {
        return use("getFloat").getFloat(offset);
    }

    @Override
    public void putFloat(long offset, float value) {
        use("putFloat").putFloat(offset, value);
    }

    @Override
    public double getDouble(long offset) {
        return use("getDouble").getDouble(offset);
    }

    @Override
    public void putDouble(long offset, double value) {
        use("putDouble").putDouble(offset, value);
    }

    @Override
    public void get(long offset, byte[] to, int first, int count) {
        use("get").get(offset, to, first, count);
    }

    @Override
    public void put(long offset, byte[] from, int first, int count) {
        use("put").put(offset, from, first, count);
    }

    @Override
    public void get(long offset, short[] to, int first, int count) {
        use("get").get(offset, to, first, count);
    }

    @Override
    public void put(long offset, short[] from, int first, int count) {
        use("put").put(offset, from, first, count);
    }

    @Override
    public void get(long offset, int[] to, int first, int count) {
        use("get").get(offset, to, first, count);
    }

    @Override
    public void put(long offset, int[] from, int first, int count) {
        use("put").put(offset, from, first, count);
    }

    @Override
    public void get(long offset, long[] to, int first, int count) {
        use("get").get(offset, to, first, count);
    }

    @Override
    public void put(long offset, long[] from, int first, int count) {
        use("put").put(offset, from, first, count);
    }

    @Override
    public void get(long offset, float[] to, int first, int count) {
        use("get").get(offset, to, first, count);
    }

    @Override
    public void put(long offset, float[] from, int first, int count) {
        use("put").put(offset, from, first, count);
    }

    @Override
    public void get(long offset, double[] to, int first, int count) {
        use("get").get(offset, to, first, count);
    }

    @Override
    public void put(long offset, double[] from, int first, int count) {
        use("put").put(offset, from, first, count);
    }

    @Override
    public Pointer getPointer(long offset) {
        return use("getPointer").getPointer(offset);
    }

    @Override
    public Pointer getPointer(long offset, long size) {
        return use("getPointer").getPointer(offset, size);
    }

    @Override
    public void putPointer(long offset, Pointer value) {
        use("putPointer").putPointer(offset, value);
    }

    @Override
    public String getString(long offset) {
        return use("getString").getString(offset);
    }

    @Override
    public String getString(long offset, int most, Charset charset) {
        return use("getString").getString(offset, most, charset);
    }

    @Override
    public void putString(long offset, String text, int most, Charset charset) {
        use("putString").putString(offset, text, most, charset);
    }

    @Override
    public int indexOf(long offset, byte value, int most) {
        return use("indexOf").indexOf(offset, value, most);
    }

    @Override
    public void setMemory(long offset, long count, byte value) {
        use("setMemory").setMemory(offset, count, value);
    }

    @Override
    public void transferTo(long offset, Pointer to, long toOffset, long count) {
        use("transferTo").transferTo(offset, to, toOffset, count);
    }

    @Override
    public void transferFrom(long offset, Pointer from, long fromOffset, long count) {
        use("transferFrom").transferFrom(offset, from, fromOffset, count);
    }
}
