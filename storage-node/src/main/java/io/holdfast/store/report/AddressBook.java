package io.holdfast.store.report;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the stores of the cluster were last known to be, kept in the engine: after a restart of
 * everything stores find each other without the placement driver. A hint, not a promise: an address
 * that is wrong costs a failed connection, so nothing is synced.
 *
 * <pre>
 * 0x01 'a' | store id (8, big endian) -> address as text, in the raft family
 * </pre>
 */
@LoopConfined("store")
public final class AddressBook {
  private static final Bytes PREFIX = Bytes.hex("0161");

  private final KvEngine engine;
  private final Consumer<Runnable> sync;
  private final Map<Long, Address> known = new TreeMap<>();
  private boolean syncing;
  private boolean syncAgain;

  /**
   * Reads what the engine has.
   *
   * @param sync makes what was written durable some time, and says so on the store loop: after a
   *     power cut of all machines nobody else knows the way
   */
  public AddressBook(KvEngine engine, Consumer<Runnable> sync) {
    this.engine = engine;
    this.sync = sync;
    try (EngineIterator it = engine.iterator(Family.RAFT, PREFIX, PREFIX.prefixEnd())) {
      for (it.seekToFirst(); it.valid(); it.next()) {
        long storeId = it.key().asByteBuffer().getLong(PREFIX.length());
        known.put(storeId, Address.parse(it.value().toUtf8()));
      }
    }
  }

  @Nullable Address get(long storeId) {
    return known.get(storeId);
  }

  void learn(long storeId, Address address) {
    if (address.equals(known.put(storeId, address))) {
      return;
    }
    write(new WriteBatch().put(Family.RAFT, key(storeId), Bytes.utf8(address.toString())));
  }

  /** The store is gone for good. */
  void forget(long storeId) {
    if (known.remove(storeId) != null) {
      write(new WriteBatch().delete(Family.RAFT, key(storeId)));
    }
  }

  private void write(WriteBatch batch) {
    try {
      engine.write(batch);
      makeDurable();
    } catch (EngineDiskFullException e) {
      // It is known in this life; the next one asks the placement driver, as ever.
      return;
    }
  }

  /** Many that are learned at once share a sync. */
  private void makeDurable() {
    if (syncing) {
      syncAgain = true;
      return;
    }
    syncing = true;
    sync.accept(
        () -> {
          syncing = false;
          if (syncAgain) {
            syncAgain = false;
            makeDurable();
          }
        });
  }

  private static Bytes key(long storeId) {
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX.length() + Long.BYTES)
            .put(PREFIX.asByteBuffer())
            .putLong(storeId)
            .array());
  }
}
