package io.memscope.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What became of a passport, by the table of `docs/passports.md`.
final class PlainPassport {
    /// Sources: confined, shared and transferable arenas.
    private static final Set<Long> TO_BE_CLOSED = Set.of(1L, 2L, 5L);

    private static final int C_API = 10;

    final RawEvent issue;
    final long issuedNs;

    /// Address of the block that it lies in; 0 unknown.
    final long block;

    final int stack;
    final List<String> violations = new ArrayList<>();
    String status;
    String leak = "";
    long endedNs = -1;

    /// The function it was handed over to last.
    int receiver;

    private int lendings;
    private boolean releasing;
    private boolean closing;
    private boolean closedAbroad;

    PlainPassport(RawEvent issue, long issuedNs, long block, int stack) {
        this.issue = issue;
        this.issuedNs = issuedNs;
        this.block = block;
        this.stack = stack;
        this.status = issue.detail(6) == 1 ? "NativeOwned" : "InJavaCustody";
    }

    long address() {
        return issue.detail(0);
    }

    long size() {
        return issue.detail(1);
    }

    private boolean isAbroad() {
        return status.equals("HandoverToFfi") || status.equals("InForeignCustody");
    }

    private boolean isNative() {
        return status.equals("NativeOwned");
    }

    void said(long step, int label) {
        if (endedNs >= 0) {
            // Its end is confirmed once; every use is a use after the free.
            if (step == 2 || step == 4 || step == 6 || step == 13) {
                violations.add("use_after_free");
            }
            return;
        }
        switch ((int) step) {
            case 2 -> lent();
            case 3 -> {
                if (status.equals("Borrowed") && --lendings == 0) {
                    status = "InJavaCustody";
                }
            }
            case 4 -> handedOver(label);
            case 5 -> status = status.equals("HandoverToFfi") ? "InForeignCustody" : status;
            case 6 -> reclaimed();
            case 10 -> releasing = true;
            case 13 -> {
                if (isAbroad()) {
                    violations.add("use_after_hand_over");
                }
            }
            case 14 -> closes();
            default -> {
                // Changes nothing of what is compared.
            }
        }
    }

    private void lent() {
        if (isAbroad()) {
            violations.add("use_after_hand_over");
        } else if (!isNative()) {
            status = "Borrowed";
            lendings++;
        }
    }

    private void handedOver(int label) {
        if (isNative()) {
            return;
        }
        if (isAbroad()) {
            violations.add("handed_over_twice");
        } else {
            status = "HandoverToFfi";
            receiver = label;
            lendings = 0;
        }
    }

    private void reclaimed() {
        if (isAbroad()) {
            status = "ReclaimedByJava";
        } else if (isNative()) {
            // Reclaiming what native code owns is adopting it.
            status = "InJavaCustody";
        } else {
            violations.add("reclaim_of_own");
        }
    }

    private void closes() {
        closing = true;
        closedAbroad = isAbroad();
        if (closedAbroad) {
            violations.add("closed_in_foreign_custody");
        } else if (status.equals("Borrowed")) {
            violations.add("closed_while_lent");
        }
    }

    /// Its block was given back.
    ///
    /// @param side `java`, `jvm` for the virtual machine itself, `foreign`, or empty: not known
    void freed(String side, long ns) {
        boolean byJava =
                releasing
                        || (side.isEmpty() ? !isAbroad() && !isNative() : !side.equals("foreign"));
        endedNs = ns;
        if (isNative()) {
            if (byJava) {
                violations.add("freed_by_non_owner");
            }
            status = byJava ? "FreedByJava" : "FreedByNativeOwner";
            return;
        }
        if (isAbroad()) {
            if (byJava && !closedAbroad) {
                violations.add("wrong_side_free");
            }
        } else {
            inJavasCustody(side, byJava);
        }
        status = byJava ? "FreedByJava" : "FreedByForeign";
    }

    private void inJavasCustody(String side, boolean byJava) {
        if (!byJava) {
            violations.add("wrong_side_free");
        } else if (status.equals("Borrowed") && !closing) {
            violations.add("freed_while_lent");
        }
        boolean hasView = issue.detail(4) != C_API;
        boolean told = releasing || closing || side.equals("jvm") || side.isEmpty();
        if (hasView && !told) {
            violations.add("dangling");
        }
    }

    /// The session is over, and it is open.
    void remains(boolean exited) {
        if (isAbroad()) {
            leak = "in_foreign_custody";
        } else if (!isNative()) {
            leak = TO_BE_CLOSED.contains(issue.detail(4)) ? "arena_never_closed" : "never_freed";
            if (exited && status.equals("Borrowed")) {
                violations.add("lent_beyond_call");
            }
        }
    }
}
