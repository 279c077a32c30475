package io.memscope.export.report;

import io.memscope.replay.Holder;
import io.memscope.replay.Passport;

/// Who owns, is owned, borrows or is given. Ids begin with what a node is: addresses are used again
/// and would name two blocks.
///
/// @param kind `arena`, `allocator`, `owner`, `passport`, `block`, `slice`, `handle`, `foreign`
/// @param name empty when it has none
/// @param type empty when unknown
/// @param address 0 of what has none
/// @param sizeBytes negative of what has none
/// @param passport id of the passport that it is or belongs to; 0 none
/// @param holder id of the holder that it is; 0 none
/// @param stack id of where it came from; 0 unknown
record OwnershipNode(
        String id,
        String kind,
        String name,
        String type,
        long address,
        long sizeBytes,
        long passport,
        long holder,
        int stack) {
    static String idOfPassport(long passport) {
        return "passport:" + PassportFields.id(passport);
    }

    static String idOfHolder(long holder) {
        return "holder:" + PassportFields.id(holder);
    }

    static String idOfOwner(String name) {
        return "owner:" + name;
    }

    static String idOfForeign(String name) {
        return "foreign:" + name;
    }

    static String idOfBlock(long address) {
        return "block:" + Fields.address(address);
    }

    static String idOfSlice(long passport, long address, long sizeBytes) {
        return "slice:"
                + PassportFields.id(passport)
                + ":"
                + Fields.address(address)
                + "+"
                + sizeBytes;
    }

    static String idOfHandle(long passport, String name) {
        return "handle:" + PassportFields.id(passport) + ":" + name;
    }

    static OwnershipNode of(Passport passport) {
        return new OwnershipNode(
                idOfPassport(passport.id()),
                "passport",
                passport.variable(),
                passport.type(),
                passport.address(),
                passport.sizeBytes(),
                passport.id(),
                0,
                passport.stack());
    }

    static OwnershipNode of(Holder holder) {
        return new OwnershipNode(
                idOfHolder(holder.id()),
                "arena".equals(PassportWords.blockKind(holder.source())) ? "arena" : "allocator",
                holder.name(),
                "",
                0,
                holder.openBytes(),
                0,
                holder.id(),
                holder.openedStack());
    }

    /// A holder of which nothing but its id is known.
    static OwnershipNode ofUnknownHolder(long holder) {
        return new OwnershipNode(idOfHolder(holder), "allocator", "", "", 0, -1, 0, holder, 0);
    }

    static OwnershipNode ofName(String id, String kind, String name) {
        return new OwnershipNode(id, kind, name, "", 0, -1, 0, 0, 0);
    }

    static OwnershipNode ofBlock(long address, long sizeBytes) {
        return new OwnershipNode(idOfBlock(address), "block", "", "", address, sizeBytes, 0, 0, 0);
    }
}
