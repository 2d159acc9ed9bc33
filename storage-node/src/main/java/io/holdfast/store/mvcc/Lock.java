package io.holdfast.store.mvcc;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * A lock on one key: the first phase of a transaction, undecided until its primary is decided
 * (Percolator §2.2).
 *
 * <pre>
 * version (1) | type (1) | flags (1) | start_ts | ttl | for_update_ts | txn_size | min_commit_ts
 *   | primary | short value if flagged       numbers are varints, byte strings have a length
 * </pre>
 *
 * @param type what the transaction will do
 * @param primary user key of the lock that decides
 * @param startTs identifies the transaction
 * @param ttlMillis the lock may be rolled back this long after the physical part of start_ts
 * @param forUpdateTs of a pessimistic lock, else 0
 * @param txnSize hint for resolvers: how many keys the transaction has in the region
 * @param minCommitTs the transaction may not commit below; 0 means that nobody may push it
 * @param shortValue the value of a Put of up to {@link Write#SHORT_VALUE_BYTES_MAX} bytes
 */
public record Lock(
    Type type,
    Bytes primary,
    long startTs,
    long ttlMillis,
    long forUpdateTs,
    long txnSize,
    long minCommitTs,
    @Nullable Bytes shortValue) {

  private static final int FORMAT = 1;
  private static final int HAS_SHORT_VALUE = 1;

  /** What a lock stands for. */
  public enum Type {
    /** Will write a value. */
    PUT('P'),
    /** Will delete. */
    DELETE('D'),
    /** Will only leave a mark against concurrent writers. */
    LOCK('L'),
    /** Taken ahead of the first phase; says nothing yet. */
    PESSIMISTIC('S');

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
      throw Invariant.unreachable("Lock of unknown type " + code);
    }
  }

  /** Reads the form of the engine. */
  public static Lock decode(Bytes stored) {
    RecordReader in = new RecordReader(stored);
    int format = in.u8();
    Invariant.check(format == FORMAT, "Lock of unknown format", "format", format);
    Type type = Type.of(in.u8());
    int flags = in.u8();
    long startTs = in.varint();
    long ttlMillis = in.varint();
    long forUpdateTs = in.varint();
    long txnSize = in.varint();
    long minCommitTs = in.varint();
    Bytes primary = in.bytes();
    @Nullable Bytes shortValue = (flags & HAS_SHORT_VALUE) != 0 ? in.bytes() : null;
    in.end();
    return new Lock(
        type, primary, startTs, ttlMillis, forUpdateTs, txnSize, minCommitTs, shortValue);
  }

  /** The form of the engine. */
  public Bytes encode() {
    int valueBytes = shortValue == null ? 0 : shortValue.length();
    RecordWriter out =
        new RecordWriter(48 + primary.length() + valueBytes)
            .u8(FORMAT)
            .u8(type.code)
            .u8(shortValue == null ? 0 : HAS_SHORT_VALUE)
            .varint(startTs)
            .varint(ttlMillis)
            .varint(forUpdateTs)
            .varint(txnSize)
            .varint(minCommitTs)
            .bytes(primary);
    return (shortValue == null ? out : out.bytes(shortValue)).done();
  }

  /** True once {@code currentTs} is past the lock's life; a life of zero ends at once. */
  public boolean expiredAt(long currentTs) {
    long endMillis = Timestamp.physicalMillis(startTs) + ttlMillis;
    // A life beyond any clock (the wire type is unsigned) does not end.
    return endMillis >= 0 && ttlMillis >= 0 && endMillis < Timestamp.physicalMillis(currentTs);
  }

  /** This lock, not to be committed below {@code ts}. */
  public Lock withMinCommitTs(long ts) {
    return new Lock(type, primary, startTs, ttlMillis, forUpdateTs, txnSize, ts, shortValue);
  }

  /** This lock with another life. */
  public Lock withTtlMillis(long ttl) {
    return new Lock(type, primary, startTs, ttl, forUpdateTs, txnSize, minCommitTs, shortValue);
  }
}
