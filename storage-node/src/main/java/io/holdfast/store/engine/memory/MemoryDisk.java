package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineFailure;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated store's engine leaves on its disk. Outlives the node: it holds the durable state
 * and every later state a power cut could fall back to, in the order of the batches.
 *
 * <p>Thread-safe; writers serialise here.
 */
public final class MemoryDisk {
  /**
   * Batches remembered one by one; beyond, the oldest become durable, as an operating system writes
   * old pages back unasked. Bounds the memory of a store that never syncs.
   */
  private static final int UNSYNCED_MAX = 1 << 16;

  /** What is kept for the day on which the space is used up. */
  static final long RESERVE_BYTES = 64 << 10;

  private Version durable = Version.EMPTY;
  private final ArrayDeque<Version> unsynced = new ArrayDeque<>();
  private volatile Version current = Version.EMPTY;
  private long spaceBytesMax = Long.MAX_VALUE;
  private long life;
  private boolean reserveReleased;
  private boolean inUse;
  private boolean syncsIgnored;
  private boolean syncsFail;
  private Operations operations = (sync, operation) -> operation.run();

  /** How the disk carries out a write or a sync; for worlds in which that takes time or fails. */
  @FunctionalInterface
  public interface Operations {
    /** Runs {@code operation} once, or throws. */
    void run(boolean sync, Runnable operation);
  }

  /** An empty disk. */
  public MemoryDisk() {}

  /** From now on every write and sync goes through {@code other}. */
  public void carryOut(Operations other) {
    operations = other;
  }

  /** Takes the disk for a new engine; its number tells its writes from those of the dead. */
  synchronized long open() {
    Invariant.check(!inUse, "Engine disk opened twice", "life", life);
    inUse = true;
    syncsFail = false;
    return ++life;
  }

  synchronized void close(long openedAs) {
    checkLife(openedAs);
    inUse = false;
  }

  Version current() {
    return current;
  }

  void write(long openedAs, WriteBatch batch) {
    operations.run(false, () -> writeNow(openedAs, batch));
  }

  private synchronized void writeNow(long openedAs, WriteBatch batch) {
    checkLife(openedAs);
    Version next = current.with(batch);
    long sizeBytes = next.sizeBytes();
    boolean fits = sizeBytes - (reserveReleased ? RESERVE_BYTES : 0) <= spaceBytesMax;
    if (!fits && sizeBytes > current.sizeBytes()) {
      throw new EngineDiskFullException(
          "Write beyond the allowed space",
          new IllegalStateException("size " + sizeBytes + " of " + spaceBytesMax));
    }
    unsynced.addLast(next);
    if (unsynced.size() > UNSYNCED_MAX) {
      durable = unsynced.removeFirst();
    }
    current = next;
  }

  synchronized boolean releaseReserve(long openedAs) {
    checkLife(openedAs);
    boolean released = !reserveReleased;
    reserveReleased = true;
    return released;
  }

  synchronized boolean restoreReserve(long openedAs) {
    checkLife(openedAs);
    if (current.sizeBytes() <= spaceBytesMax) {
      reserveReleased = false;
    }
    return !reserveReleased;
  }

  void sync(long openedAs) {
    operations.run(true, () -> syncNow(openedAs));
  }

  private synchronized void syncNow(long openedAs) {
    checkLife(openedAs);
    if (syncsFail) {
      throw new EngineFailure("Sync failed", new IllegalStateException("injected"));
    }
    if (!syncsIgnored) {
      durable = current;
      unsynced.clear();
    }
  }

  private void checkLife(long openedAs) {
    Invariant.check(
        inUse && openedAs == life, "Engine used after its end", "opened", openedAs, "life", life);
  }

  /**
   * The process dies: every batch survives, but what was not synced can still be lost by a later
   * power cut (rule X1).
   */
  public synchronized void kill() {
    inUse = false;
    life++;
  }

  /**
   * Power is cut: a prefix of the unsynced batches survives and is durable from now on; a third of
   * the cuts lose all of them, a third none. Answers how many batches were lost.
   */
  public synchronized int powerCut(RandomGenerator random) {
    kill();
    int kept =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> unsynced.size();
          default -> random.nextInt(unsynced.size() + 1);
        };
    int lost = unsynced.size() - kept;
    Iterator<Version> versions = unsynced.iterator();
    for (int i = 0; i < kept; i++) {
      durable = versions.next();
    }
    unsynced.clear();
    current = durable;
    return lost;
  }

  /** What a power cut would leave at the worst; to look into, at any time. Needs no closing. */
  public synchronized EngineReader durable() {
    return MemoryEngine.view(durable);
  }

  /** What is on it now, synced or not; to look into, at any time. Needs no closing. */
  public EngineReader present() {
    return MemoryEngine.view(current);
  }

  /** Bytes of all keys and values of a range, an empty end being open. */
  public long sizeBytes(Family family, Bytes start, Bytes end) {
    @Nullable Tree tree = current.tree(family);
    long below = end.isEmpty() ? Tree.size(tree) : Tree.sizeBelow(tree, end);
    return Math.max(0, below - Tree.sizeBelow(tree, start));
  }

  /** Batches a power cut could lose now. */
  public synchronized int unsyncedBatches() {
    return unsynced.size();
  }

  /** Writes that would grow the content beyond this fail as on a full disk. */
  public synchronized void limitSpace(long sizeBytesMax) {
    spaceBytesMax = sizeBytesMax;
  }

  /**
   * Syncs fail from now on until the disk is opened again; what they would have made durable is
   * not.
   */
  public synchronized void failSyncs() {
    syncsFail = true;
  }

  /** For tests that plant the bug "sync does nothing": syncs succeed without effect. */
  public synchronized void ignoreSyncs() {
    syncsIgnored = true;
  }
}
