package io.holdfast.client.txn;

import io.holdfast.client.commit.Mutation;
import io.holdfast.client.error.KeyExistsException;
import io.holdfast.client.error.KeyReservedException;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ReservedKeys;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a transaction, by key: the last one wins, and what an earlier one demanded (that a
 * key be absent) is kept. Used by one thread at a time.
 */
final class MemBuffer {
  private final TreeMap<Bytes, Mutation> mutations = new TreeMap<>();
  private final boolean systemKeys;
  private long bytes;

  /** {@code systemKeys}: reserved keys may be written. */
  MemBuffer(boolean systemKeys) {
    this.systemKeys = systemKeys;
  }

  int size() {
    return mutations.size();
  }

  long sizeBytes() {
    return bytes;
  }

  /** The mutation of a key; null when the snapshot decides. */
  @Nullable Mutation get(Bytes key) {
    return mutations.get(key);
  }

  void put(Bytes key, Bytes value) {
    Mutation old = mutations.get(key);
    boolean demandsAbsence = old != null && demandsAbsence(old);
    set(new Mutation(demandsAbsence ? Mutation.Kind.INSERT : Mutation.Kind.PUT, key, value));
  }

  /** Fails when this transaction itself has written the key; the cluster checks the rest. */
  void insert(Bytes key, Bytes value) {
    Mutation old = mutations.get(key);
    if (old != null && writesValue(old)) {
      throw new KeyExistsException(key);
    }
    // Deleted by this transaction: absent for it, whatever the cluster holds.
    boolean known = old != null && old.kind() == Mutation.Kind.DELETE;
    set(new Mutation(known ? Mutation.Kind.PUT : Mutation.Kind.INSERT, key, value));
  }

  void delete(Bytes key) {
    Mutation old = mutations.get(key);
    boolean demandsAbsence = old != null && demandsAbsence(old);
    set(
        new Mutation(
            demandsAbsence ? Mutation.Kind.CHECK_ABSENT : Mutation.Kind.DELETE, key, Bytes.EMPTY));
  }

  /** Makes the transaction conflict with writers of a key it only read. */
  void lock(Bytes key) {
    if (!mutations.containsKey(key)) {
      set(new Mutation(Mutation.Kind.LOCK, key, Bytes.EMPTY));
    }
  }

  /** Of a key with a mutation, see {@link Transaction#unchangedSince}. */
  void unchangedSince(Bytes key, long ts) {
    mutations.computeIfPresent(
        key, (same, known) -> new Mutation(known.kind(), key, known.value(), ts));
  }

  private void set(Mutation mutation) {
    Limits.checkEntry(mutation.key(), mutation.value());
    if (!systemKeys && ReservedKeys.contains(mutation.key())) {
      throw new KeyReservedException(mutation.key());
    }
    Mutation old = mutations.get(mutation.key());
    long newBytes = bytes + mutation.sizeBytes() - (old == null ? 0 : old.sizeBytes());
    Limits.checkTxn(mutations.size() + (old == null ? 1 : 0), newBytes);
    mutations.put(mutation.key(), mutation);
    bytes = newBytes;
  }

  private static boolean demandsAbsence(Mutation mutation) {
    return mutation.kind() == Mutation.Kind.INSERT || mutation.kind() == Mutation.Kind.CHECK_ABSENT;
  }

  static boolean writesValue(Mutation mutation) {
    return mutation.kind() == Mutation.Kind.PUT || mutation.kind() == Mutation.Kind.INSERT;
  }

  /** All mutations, by key. */
  List<Mutation> mutations() {
    return List.copyOf(mutations.values());
  }

  /** What hides the snapshot in a range, in the order of a scan: writes and deletes. */
  List<Mutation> hiding(KeyRange range, boolean reverse) {
    NavigableMap<Bytes, Mutation> part =
        range.end().isEmpty()
            ? mutations.tailMap(range.start(), true)
            : mutations.subMap(range.start(), true, range.end(), false);
    List<Mutation> found = new ArrayList<>();
    for (Mutation mutation : (reverse ? part.descendingMap() : part).values()) {
      if (mutation.kind() != Mutation.Kind.LOCK) {
        found.add(mutation);
      }
    }
    return found;
  }
}
