package io.holdfast.store.report;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.MaxTimestamp;
import java.util.function.LongSupplier;

/**
 * What this store knows to be in use: ids of its regions, timestamps that were read at, and the
 * bounds that the placement driver told it. Reported with every heart-beat and with every wish for
 * ids, so that a placement driver whose data is an older copy notices (rule T5); kept in the
 * engine, so that one that is lost can be made again from its stores.
 */
@LoopConfined("store")
public final class KnownMarks {
  /** A read further ahead of what the placement driver stands for was not at a timestamp of it. */
  static final long READ_AHEAD_MILLIS = 60_000;

  private final StoreContext store;
  private final LongSupplier greatestId;
  private final MaxTimestamp reads;
  private final PossibleTimestamps possible;
  private Marks heard;

  /**
   * Begins with what the engine remembers.
   *
   * @param greatestId greatest id that the store's regions mention
   * @param reads timestamps that were read at; clients choose them, so they are believed only near
   *     what the placement driver stands for (rule M7)
   */
  public KnownMarks(StoreContext store, LongSupplier greatestId, MaxTimestamp reads) {
    this.store = store;
    this.greatestId = greatestId;
    this.reads = reads;
    this.possible = new PossibleTimestamps(store.loop().clock());
    this.heard = RegionStates.marks(store.engine());
  }

  /** The greatest of all that is known. */
  public Marks greatest() {
    long id = Math.max(heard.getGreatestId(), Math.max(greatestId.getAsLong(), store.storeId()));
    return Marks.newBuilder().setGreatestId(id).setGreatestTimestamp(greatestTimestamp()).build();
  }

  private long greatestTimestamp() {
    long told = heard.getGreatestTimestamp();
    long read = reads.get();
    long believedMillis = Timestamp.physicalMillis(told) + READ_AHEAD_MILLIS;
    boolean believed = told != 0 && read > 0 && Timestamp.physicalMillis(read) <= believedMillis;
    return believed ? Math.max(told, read) : told;
  }

  /** Which timestamps may exist by what is known here; for any thread. */
  public PossibleTimestamps possible() {
    return possible;
  }

  /** The placement driver stands for these; it has them in its log. */
  public void heard(Marks told) {
    store.loop().checkOwned();
    if (told.getGreatestTimestamp() >= heard.getGreatestTimestamp()) {
      possible.heard(told.getGreatestTimestamp());
    }
    Marks merged =
        Marks.newBuilder()
            .setGreatestId(Math.max(heard.getGreatestId(), told.getGreatestId()))
            .setGreatestTimestamp(
                Math.max(heard.getGreatestTimestamp(), told.getGreatestTimestamp()))
            .build();
    if (merged.equals(heard)) {
      return;
    }
    heard = merged;
    store
        .apply()
        .inOrder(
            engine -> {
              WriteBatch batch = new WriteBatch();
              RegionStates.putMarks(batch, merged);
              try {
                engine.write(batch); // Not synced: a later one follows soon.
              } catch (EngineDiskFullException e) {
                // Memory has it, and the next heart-beat brings a newer one.
              }
            });
  }
}
