package io.holdfast.store.engine;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Changes that an engine applies in order, all or none. Collected by one loop; the modifications
 * themselves are immutable.
 */
public final class WriteBatch {
  private final List<Modification> modifications = new ArrayList<>();
  private long sizeBytes;

  /** A batch of these changes. */
  public static WriteBatch of(List<Modification> modifications) {
    WriteBatch batch = new WriteBatch();
    batch.addAll(modifications);
    return batch;
  }

  /** Sets a key. */
  public WriteBatch put(Family family, Bytes key, Bytes value) {
    return add(new Modification.Put(family, key, value));
  }

  /** Removes a key. */
  public WriteBatch delete(Family family, Bytes key) {
    return add(new Modification.Delete(family, key));
  }

  /** Removes {@code [start, end)}; an empty end is plus infinity. */
  public WriteBatch deleteRange(Family family, Bytes start, Bytes end) {
    return add(new Modification.DeleteRange(family, start, end));
  }

  /** Appends one change. */
  public WriteBatch add(Modification modification) {
    modifications.add(modification);
    sizeBytes += modification.sizeBytes();
    return this;
  }

  /** Appends changes in order. */
  public WriteBatch addAll(List<Modification> more) {
    more.forEach(this::add);
    return this;
  }

  /** True iff there is nothing to write. */
  public boolean isEmpty() {
    return modifications.isEmpty();
  }

  /** Number of changes. */
  public int count() {
    return modifications.size();
  }

  /** Bytes of all keys and values. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** The changes in order; a view. */
  public List<Modification> modifications() {
    return Collections.unmodifiableList(modifications);
  }

  /** Forgets the last changes, all but {@code count}. */
  public void truncate(int count) {
    while (modifications.size() > count) {
      sizeBytes -= modifications.remove(modifications.size() - 1).sizeBytes();
    }
  }

  /** Forgets all changes, for reuse. */
  public void clear() {
    modifications.clear();
    sizeBytes = 0;
  }
}
