package io.holdfast.client.commit;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.runtime.base.Bytes;

/**
 * What a transaction does to one key.
 *
 * @param value empty unless the kind writes one
 * @param unchangedSince a timestamp before the start from which on nobody may have written or
 *     locked the key; 0: from the start on
 */
public record Mutation(Kind kind, Bytes key, Bytes value, long unchangedSince) {
  /** Conflicts with whoever writes the key after the start. */
  public Mutation(Kind kind, Bytes key, Bytes value) {
    this(kind, key, value, 0);
  }

  /** The kinds. */
  public enum Kind {
    /** Writes a value. */
    PUT(Op.Put),
    /** Removes the key. */
    DELETE(Op.Del),
    /** Writes a value where there is none, else the transaction fails. */
    INSERT(Op.Insert),
    /** Changes nothing, but conflicts with whoever writes the key. */
    LOCK(Op.Lock),
    /** Changes nothing and leaves no lock, but fails when the key is there. */
    CHECK_ABSENT(Op.CheckNotExists);

    private final Op wire;

    Kind(Op wire) {
      this.wire = wire;
    }

    /** True iff a prewrite leaves a lock that must be committed or rolled back. */
    public boolean locks() {
      return this != CHECK_ABSENT;
    }
  }

  /** Bytes it counts for in limits and batches. */
  public long sizeBytes() {
    return (long) key.length() + value.length();
  }

  io.holdfast.protocol.wire.kvrpcpb.Mutation toWire() {
    return io.holdfast.protocol.wire.kvrpcpb.Mutation.newBuilder()
        .setOp(kind.wire)
        .setKey(ProtoBytes.toWire(key))
        .setValue(ProtoBytes.toWire(value))
        .setUnchangedSince(unchangedSince)
        .build();
  }
}
