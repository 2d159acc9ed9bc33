package io.holdfast.store.mvcc;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction left at a key, stored at its commit_ts, or at its start_ts when it was rolled
 * back.
 *
 * <pre>version (1) | type (1) | flags (1) | start_ts (varint) | short value if flagged</pre>
 *
 * @param type what it did
 * @param startTs identifies the transaction
 * @param shortValue of a Put, when short enough to spare the default family
 * @param overlappedRollback a rollback of the transaction whose start_ts equals this record's
 *     commit_ts lies under it (rule V7)
 */
public record Write(
    Type type, long startTs, @Nullable Bytes shortValue, boolean overlappedRollback) {

  /** Values up to this long live in their lock and record. */
  public static final int SHORT_VALUE_BYTES_MAX = 255;

  private static final int FORMAT = 1;
  private static final int HAS_SHORT_VALUE = 1;
  private static final int HAS_OVERLAPPED_ROLLBACK = 2;

  /** What happened. */
  public enum Type {
    /** A value. */
    PUT('P'),
    /** No value from here on. */
    DELETE('D'),
    /** No change, but a conflict for older transactions. */
    LOCK('L'),
    /** The transaction was rolled back and may never come back. */
    ROLLBACK('R');

    private final int code;

    Type(int code) {
      this.code = code;
    }

    static Type of(int code) {
      for (Type type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      throw Invariant.unreachable("Write record of unknown type " + code);
    }
  }

  /** The mark of a rolled back transaction. */
  public static Write rollback(long startTs) {
    return new Write(Type.ROLLBACK, startTs, null, false);
  }

  /** The record a lock turns into. */
  public static Write committed(Lock lock, boolean overlappedRollback) {
    Type type =
        switch (lock.type()) {
          case PUT -> Type.PUT;
          case DELETE -> Type.DELETE;
          case LOCK -> Type.LOCK;
          case PESSIMISTIC ->
              throw Invariant.unreachable("Commit of a pessimistic lock " + lock.startTs());
        };
    return new Write(type, lock.startTs(), lock.shortValue(), overlappedRollback);
  }

  /** Reads the form of the engine. */
  public static Write decode(Bytes stored) {
    RecordReader in = new RecordReader(stored);
    int format = in.u8();
    Invariant.check(format == FORMAT, "Write record of unknown format", "format", format);
    Type type = Type.of(in.u8());
    int flags = in.u8();
    long startTs = in.varint();
    @Nullable Bytes shortValue = (flags & HAS_SHORT_VALUE) != 0 ? in.bytes() : null;
    in.end();
    return new Write(type, startTs, shortValue, (flags & HAS_OVERLAPPED_ROLLBACK) != 0);
  }

  /** The form of the engine. */
  public Bytes encode() {
    int flags =
        (shortValue == null ? 0 : HAS_SHORT_VALUE)
            | (overlappedRollback ? HAS_OVERLAPPED_ROLLBACK : 0);
    int valueBytes = shortValue == null ? 0 : shortValue.length();
    RecordWriter out =
        new RecordWriter(16 + valueBytes).u8(FORMAT).u8(type.code).u8(flags).varint(startTs);
    return (shortValue == null ? out : out.bytes(shortValue)).done();
  }

  /** True for the types that change what a reader sees. */
  public boolean isData() {
    return type == Type.PUT || type == Type.DELETE;
  }

  /** This record, remembering a rollback at its own timestamp. */
  public Write withOverlappedRollback() {
    return new Write(type, startTs, shortValue, true);
  }
}
