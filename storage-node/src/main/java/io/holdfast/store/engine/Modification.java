package io.holdfast.store.engine;

import io.holdfast.runtime.base.Bytes;

/** One change inside a {@link WriteBatch}. */
public sealed interface Modification {
  /** For exhaustive dispatch. */
  enum Kind {
    PUT,
    DELETE,
    DELETE_RANGE
  }

  /** Which record this is. */
  Kind kind();

  /** Family it applies to. */
  Family family();

  /** Bytes of keys and values it carries. */
  long sizeBytes();

  /** Sets {@code key} to {@code value}; an empty value is a value. */
  record Put(Family family, Bytes key, Bytes value) implements Modification {
    @Override
    public Kind kind() {
      return Kind.PUT;
    }

    @Override
    public long sizeBytes() {
      return (long) key.length() + value.length();
    }
  }

  /** Removes {@code key}, present or not. */
  record Delete(Family family, Bytes key) implements Modification {
    @Override
    public Kind kind() {
      return Kind.DELETE;
    }

    @Override
    public long sizeBytes() {
      return key.length();
    }
  }

  /** Removes every key of {@code [start, end)}; an empty end is plus infinity. */
  record DeleteRange(Family family, Bytes start, Bytes end) implements Modification {
    @Override
    public Kind kind() {
      return Kind.DELETE_RANGE;
    }

    @Override
    public long sizeBytes() {
      return (long) start.length() + end.length();
    }
  }
}
