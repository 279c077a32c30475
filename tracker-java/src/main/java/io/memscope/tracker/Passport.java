package io.memscope.tracker;

import io.memscope.store.PassportStep;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The history of one block across the boundary between Java and native code: who owned it, when it
/// crossed. What is here is the present, as far as it was declared; the whole history, with what
/// was observed, is in the recording.
///
/// Any thread may call any method.
public final class Passport {
    private final long id;
    private final long address;
    private final long sizeBytes;
    private final Owner owner;
    private final @Nullable String type;
    private final @Nullable String variable;

    /// The list of the arena that would close it, and its place in there, which the list guards.
    volatile @Nullable PassportList list;

    int slot = -1;

    /// Whether its release function is being called by its arena: what that function's own contract
    /// says is recorded already.
    volatile boolean isBeingReleased;

    /// Whether an arena of the JDK has it that did not allocate it, and gives it back by a clean-up
    /// of its own.
    volatile boolean isTaken;

    /// Its place among the views of its arena, which guards it.
    int viewSlot = -1;

    /// The next one in a bucket of the index, and whether it is in one: the index guards both.
    @Nullable Passport next;

    boolean isIndexed;

    /// That of the view which ended when it was given away.
    volatile MemorySegment.@Nullable Scope endedScope;

    /// Whether it was added to those that are remembered while they are away.
    volatile boolean isRemembered;

    /// Written under the lock of this; read without, by the index.
    private volatile Custody custody;

    private volatile int lendings;
    private @Nullable String receiver;
    private @Nullable StackTraceElement place;
    private long awaySinceNs;
    private volatile @Nullable Release release;

    Passport(
            long id,
            long address,
            long sizeBytes,
            Owner owner,
            @Nullable String type,
            @Nullable String variable,
            Custody custody) {
        this.id = id;
        this.address = address;
        this.sizeBytes = sizeBytes;
        this.owner = owner;
        this.type = type;
        this.variable = variable;
        this.custody = custody;
    }

    /// A passport for memory that the calling thread has just been given, recorded, and found from
    /// now on by its address.
    static Passport issue(
            long address,
            long sizeBytes,
            Owner owner,
            @Nullable String type,
            @Nullable String variable,
            Custody custody) {
        Recorder recorder = Recorder.get();
        long id =
                recorder.issued(
                        address,
                        sizeBytes,
                        owner.label(),
                        type == null ? 0 : recorder.label(type),
                        variable == null ? 0 : recorder.label(variable),
                        owner.source(),
                        custody == Custody.NATIVE_OWNED,
                        owner.holder());
        Passport passport = new Passport(id, address, sizeBytes, owner, type, variable, custody);
        PassportIndex.OF_PROCESS.add(passport);
        PassportListener listener = PassportListener.installed();
        if (listener != null) {
            listener.issued(passport);
        }
        return passport;
    }

    /// Unlike that of any other passport or arena of this process; as in the reports.
    public long id() {
        return id;
    }

    /// The variable's name, where one was given.
    public Optional<String> name() {
        return Optional.ofNullable(variable);
    }

    /// The type's name, where the memory was asked for by a layout that has one.
    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    /// The name of the arena or allocator that issued it, or of the function that returned the
    /// memory.
    public String owner() {
        return owner.name();
    }

    /// Where the memory starts, in this process.
    public long address() {
        return address;
    }

    /// As requested; 0 where only a pointer was seen.
    public long sizeBytes() {
        return sizeBytes;
    }

    /// A segment of size 0 at {@link #address()}, to be given to the function that takes the memory
    /// over.
    public MemorySegment pointer() {
        return MemorySegment.ofAddress(address);
    }

    /// Who has it now, as far as was declared.
    public Custody custody() {
        return custody;
    }

    /// To whom it was given last; empty if it never was.
    public synchronized Optional<String> receiver() {
        return Optional.ofNullable(receiver);
    }

    /// The line of Java that gave it away last; empty if none did.
    public synchronized Optional<StackTraceElement> handedOverAt() {
        return Optional.ofNullable(place);
    }

    boolean contains(long start, long bytes) {
        long offset = start - address;
        return offset >= 0
                && offset <= sizeBytes
                && bytes <= sizeBytes - offset
                && (offset < sizeBytes || offset == 0);
    }

    /// Whether foreign code has it, so that no view of ours may use it.
    boolean isAway() {
        Custody now = custody;
        return now == Custody.HANDED_OVER || now == Custody.FOREIGN;
    }

    /// For how long foreign code has had it, at an instant of `System.nanoTime`; less than 0 where
    /// it has not.
    synchronized long awayForNs(long nowNs) {
        return isAway() ? nowNs - awaySinceNs : -1;
    }

    boolean isEnded() {
        return custody == Custody.ENDED;
    }

    boolean isNativeOwned() {
        return custody == Custody.NATIVE_OWNED;
    }

    /// A foreign function may use it until {@link #returned}.
    ///
    /// @throws IllegalStateException if foreign code has it for good, or it was given back; that it
    ///   was tried is recorded
    synchronized void lend(String function, int access) {
        Recorder recorder = Recorder.get();
        if (isAway() || custody == Custody.ENDED) {
            recorder.step(id, PassportStep.USED, recorder.label(function), Detail.NONE);
            throw refused("be lent to " + function);
        }
        if (custody == Custody.JAVA) {
            custody = Custody.BORROWED;
        }
        lendings = lendings + 1;
        recorder.step(id, PassportStep.LENT, recorder.label(function), access);
    }

    synchronized void returned(String function) {
        Recorder recorder = Recorder.get();
        lendings = lendings - 1;
        if (lendings == 0 && custody == Custody.BORROWED) {
            custody = Custody.JAVA;
        }
        recorder.step(id, PassportStep.RETURNED, recorder.label(function), Detail.NONE);
    }

    boolean isLent() {
        return lendings > 0;
    }

    /// A part of it crosses as a view of its own.
    void sliced(long start, long bytes) {
        if (start != address || bytes != sizeBytes) {
            Recorder.get().sliced(id, start, bytes);
        }
    }

    /// Gives it away.
    ///
    /// @param endView ends Java's view of it; where that throws, nothing has happened
    /// @throws IllegalStateException if it is not Java's to give: that it was tried is recorded
    synchronized void handOver(String to, Runnable endView) {
        Recorder recorder = Recorder.get();
        int label = recorder.label(to);
        if (isAway() || custody == Custody.ENDED) {
            recorder.step(id, PassportStep.HANDED_OVER, label, Detail.NONE);
            throw refused("be handed over to " + to);
        }
        endView.run();
        recorder.step(id, PassportStep.HANDED_OVER, label, Detail.NONE);
        receiver = to;
        place = CallSite.ofCaller();
        if (custody != Custody.NATIVE_OWNED) {
            custody = Custody.HANDED_OVER;
            awaySinceNs = System.nanoTime();
            AwayPassports.OF_PROCESS.add(this);
        }
        PassportListener listener = PassportListener.installed();
        if (listener != null) {
            listener.handedOver(this, to);
        }
    }

    /// What is thrown when its custody forbids what was tried.
    IllegalStateException refused(String what) {
        PassportListener listener = PassportListener.installed();
        if (listener != null) {
            listener.refused(this, what);
        }
        return new IllegalStateException("cannot " + what + ": " + this);
    }

    /// The call that took it has returned. Where it came back in that call, or never went, that is
    /// recorded and nothing else.
    synchronized void callReturned() {
        Recorder recorder = Recorder.get();
        recorder.step(
                id,
                PassportStep.CALL_RETURNED,
                receiver == null ? 0 : recorder.label(receiver),
                Detail.NONE);
        if (custody == Custody.HANDED_OVER) {
            custody = Custody.FOREIGN;
        }
    }

    /// Takes it back.
    ///
    /// @param view makes Java's new view of it; where that throws, nothing has happened
    /// @throws IllegalStateException if nobody has it but Java: that it was tried is recorded
    synchronized MemorySegment reclaim(Supplier<MemorySegment> view) {
        Recorder recorder = Recorder.get();
        int from = receiver == null ? 0 : recorder.label(receiver);
        if (!isAway()) {
            recorder.step(id, PassportStep.RECLAIMED, from, Detail.NONE);
            throw refused("be reclaimed");
        }
        MemorySegment segment = view.get();
        recorder.step(id, PassportStep.RECLAIMED, from, Detail.NONE);
        custody = Custody.JAVA;
        AwayPassports.OF_PROCESS.remove(this);
        PassportIndex.OF_PROCESS.add(this);
        PassportListener listener = PassportListener.installed();
        if (listener != null) {
            listener.reclaimed(this);
        }
        return segment;
    }

    /// The same passport, now that it is known how large the memory is that it was only seen a
    /// pointer to.
    Passport ofSize(long bytes) {
        PassportIndex.OF_PROCESS.remove(this);
        AwayPassports.OF_PROCESS.remove(this);
        Passport sized = new Passport(id, address, bytes, owner, type, variable, custody);
        synchronized (this) {
            sized.release = release;
        }
        PassportIndex.OF_PROCESS.add(sized);
        return sized;
    }

    /// Whether an arena can be made responsible for it: it is foreign code's, or Java's without an
    /// arena.
    synchronized boolean isAdoptable() {
        return custody == Custody.NATIVE_OWNED
                || (custody == Custody.JAVA && release != null && list == null);
    }

    /// Foreign code's is Java's from now on; what was Java's already is given back in another way.
    synchronized void adopt(Release releasedBy) {
        if (custody == Custody.NATIVE_OWNED) {
            Recorder recorder = Recorder.get();
            recorder.step(id, PassportStep.ADOPTED, recorder.label(releasedBy.name()), Detail.NONE);
            custody = Custody.JAVA;
        }
        release = releasedBy;
    }

    /// Somebody keeps a handle of it.
    ///
    /// @throws IllegalStateException if foreign code has it, or it was given back; that it was
    ///   tried is recorded
    synchronized void retain(String name, int access) {
        Recorder recorder = Recorder.get();
        if (isAway() || custody == Custody.ENDED) {
            recorder.step(id, PassportStep.USED, recorder.label(name), Detail.NONE);
            throw refused("be retained by " + name);
        }
        recorder.step(id, PassportStep.RETAINED, recorder.label(name), access);
    }

    /// Somebody gives a handle of it up.
    void release(String name) {
        Recorder recorder = Recorder.get();
        recorder.step(id, PassportStep.RELEASED, recorder.label(name), Detail.NONE);
    }

    /// How it is given back; null for `free` or what its arena does.
    @Nullable Release release() {
        return release;
    }

    /// Before its memory is given back because its arena is being closed.
    void closing() {
        Recorder.get().step(id, PassportStep.CLOSING, 0, Detail.NONE);
    }

    /// As {@link #closing}, where the calling thread frees the block next. What is wrong about it
    /// has its own stack.
    void closingToFree() {
        Recorder recorder = Recorder.get();
        boolean sameStack = lendings == 0 && recorder.observes();
        recorder.step(id, PassportStep.CLOSING, 0, sameStack ? Detail.FREED_NEXT : Detail.NONE);
    }

    /// A function of foreign code is about to give it back on Java's behalf.
    ///
    /// @param endView ends Java's view of it, if there is one; where that throws, nothing has
    ///   happened
    /// @throws IllegalStateException if it is not Java's to give back: that it was tried is
    ///   recorded
    synchronized void releaseBy(String function, Runnable endView) {
        Recorder recorder = Recorder.get();
        if (isAway() || custody == Custody.ENDED) {
            recorder.step(id, PassportStep.USED, recorder.label(function), Detail.NONE);
            throw new IllegalStateException("cannot be released by " + function + ": " + this);
        }
        endView.run();
        releasing(function);
    }

    /// A newer passport is of the same memory.
    void superseded() {
        AwayPassports.OF_PROCESS.remove(this);
        PassportIndex.OF_PROCESS.remove(this);
    }

    /// Before this thread gives it back by a function of foreign code.
    void releasing(String function) {
        Recorder recorder = Recorder.get();
        recorder.step(id, PassportStep.RELEASING, recorder.label(function), Detail.NONE);
    }

    /// After its memory was given back.
    ///
    /// @param reason see {@link Detail}
    void ended(int reason) {
        Recorder.get().step(id, PassportStep.ENDED, 0, reason);
        forget();
    }

    /// After its memory was given back, where the recorder sees that by itself.
    void endedUnlessObserved(int reason) {
        if (Recorder.get().observes()) {
            forget();
        } else {
            ended(reason);
        }
    }

    private void forget() {
        synchronized (this) {
            custody = Custody.ENDED;
        }
        PassportList holding = list;
        if (holding != null) {
            holding.remove(this);
        }
        AwayPassports.OF_PROCESS.remove(this);
        PassportIndex.OF_PROCESS.remove(this);
        PassportListener listener = PassportListener.installed();
        if (listener != null) {
            listener.ended(this);
        }
    }

    /// No wrapper is left, and it was not given back.
    void orphaned() {
        Recorder.get().step(id, PassportStep.ORPHANED, 0, Detail.NONE);
        PassportIndex.OF_PROCESS.remove(this);
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder("passport ").append(id);
        if (variable != null) {
            text.append(" of '").append(variable).append('\'');
        }
        text.append(" (");
        if (type != null) {
            text.append(type).append(", ");
        }
        text.append(sizeBytes).append(" bytes at 0x").append(Long.toHexString(address));
        text.append(", owner '").append(owner.name()).append("'), ").append(state());
        return text.toString();
    }

    private String state() {
        String given = receiver + (place == null ? "" : " at " + place);
        return switch (custody) {
            case JAVA ->
                    receiver == null
                            ? "in Java's custody"
                            : "in Java's custody again, after " + receiver;
            case BORROWED -> "lent to foreign code";
            case HANDED_OVER -> "handed over to " + given;
            case FOREIGN -> "in foreign custody: handed over to " + given;
            case NATIVE_OWNED -> "owned by foreign code";
            case ENDED -> "given back";
        };
    }
}
