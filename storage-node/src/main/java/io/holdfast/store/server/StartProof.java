package io.holdfast.store.server;

import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.raft.wal.LogCorruptionException;
import io.holdfast.raft.wal.LogException;
import io.holdfast.raft.wal.LogExpectation;
import io.holdfast.raft.wal.LogFormatException;
import io.holdfast.raft.wal.LogLostException;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.StoreMark;
import io.holdfast.store.server.StoreDirectory.Identity;
import io.holdfast.store.server.StoreStartException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whether directory, engine and log are of one store and one life, and nothing of what it promised
 * is missing (rule D12). A mount that failed, a copy from yesterday, or the files of the store
 * beside look like a fresh or an intact directory, each by itself; only together they tell.
 *
 * <pre>
 * IDENTITY  names the log once there is one      missing engine, missing both
 * engine    names store and log, and how far     missing, other, older or shorter log
 * log       names the store in every segment     other log
 * regions   what is applied is in the log        older engine, log of another history
 * </pre>
 */
final class StartProof {
  private static final String ADVICE =
      ". A store that goes on without would break votes and lose acknowledged writes, so it does"
          + " not serve. Bring back what is missing; or give this store up and start a new one with"
          + " an empty data directory, which joins the cluster under a new id, at an address of its"
          + " own, and remove this one: holdfast pd store remove ID.";

  private final FileSystem files;
  private final StoreDirectory directory;
  private final KvEngine engine;
  private final LogOptions options;

  StartProof(FileSystem files, StoreDirectory directory, KvEngine engine, LogOptions options) {
    this.files = files;
    this.directory = directory;
    this.engine = engine;
    this.options = options;
  }

  /** Before the engine is opened, which would create it. */
  static void engineIsThere(FileSystem files, StoreDirectory directory) throws IOException {
    if (directory.logId() != null && !files.exists(directory.engine())) {
      throw lostEngine(directory, "is missing");
    }
  }

  /** A directory without identity must not hold what one would own. */
  static void nothingWithoutIdentity(FileSystem files, StoreDirectory directory)
      throws IOException {
    if (files.exists(directory.engine()) || files.exists(directory.raftLog())) {
      throw new StoreStartException(
          Reason.CORRUPT_MARKER,
          "data directory "
              + directory.root()
              + " holds the data of a store, but its IDENTITY is missing"
              + ADVICE);
    }
  }

  private static StoreStartException lostEngine(StoreDirectory directory, String what) {
    return new StoreStartException(
        Reason.LOST_ENGINE,
        "the engine "
            + directory.engine()
            + " "
            + what
            + ", while "
            + directory.root()
            + " and its log "
            + directory.raftLog()
            + " are of a store that has served"
            + ADVICE);
  }

  /** Opens the log if it is the one that belongs to the engine, and whole. */
  SharedLog openLog(Identity who, long idIfNew) throws IOException {
    StoreMark mark = StoreMark.read(engine);
    Long named = directory.logId();
    if (mark == null && named != null) {
      throw lostEngine(directory, "is empty");
    }
    if (mark != null) {
      checkOwner(mark, who, named);
    }
    SharedLog log = open(who, new LogExpectation(idIfNew, mark == null ? null : mark.log()));
    if (mark == null && !log.groups().isEmpty()) {
      log.close();
      throw lostEngine(directory, "is empty");
    }
    checkRegions(log);
    return log;
  }

  private void checkOwner(StoreMark mark, Identity who, @Nullable Long named) {
    boolean ours = mark.clusterId() == who.clusterId() && mark.storeId() == who.storeId();
    if (!ours || (named != null && named != mark.log().logId())) {
      throw new StoreStartException(
          Reason.OTHER_STORE,
          "the engine "
              + directory.engine()
              + " is of store "
              + Long.toUnsignedString(mark.storeId())
              + " of cluster "
              + Long.toUnsignedString(mark.clusterId())
              + (ours ? " in another life" : "")
              + ", the directory "
              + directory.root()
              + " of store "
              + Long.toUnsignedString(who.storeId())
              + " of cluster "
              + Long.toUnsignedString(who.clusterId())
              + ADVICE);
    }
  }

  private SharedLog open(Identity who, LogExpectation expectation) throws IOException {
    try {
      return SharedLog.open(
          files,
          directory.raftLog(),
          new LogStamp(who.clusterId(), who.storeId()),
          options,
          expectation);
    } catch (LogLostException | LogCorruptionException e) {
      throw refused(Reason.LOST_LOG, e);
    } catch (LogFormatException e) {
      throw refused(Reason.OTHER_STORE, e);
    }
  }

  private StoreStartException refused(Reason reason, LogException cause) {
    return new StoreStartException(
        reason,
        "the log "
            + directory.raftLog()
            + " is not what the engine "
            + directory.engine()
            + " knows of it: "
            + cause.getMessage()
            + ADVICE,
        cause);
  }

  // ---- regions ----

  private void checkRegions(SharedLog log) throws IOException {
    for (RegionLocalState state : RegionStates.all(engine)) {
      if (state.getState() != RegionLocalState.State.NORMAL || state.hasQuarantine()) {
        continue; // What is set aside proves nothing and says nothing (G12).
      }
      StoreStartException refusal = objection(log, state);
      if (refusal != null) {
        log.close();
        throw refusal;
      }
    }
  }

  /**
   * The log may be behind the engine in two cases: a region that has just come into being (D7), and
   * an installed snapshot whose log was not yet reset (D8, step 6).
   */
  private @Nullable StoreStartException objection(SharedLog log, RegionLocalState state) {
    long region = state.getRegion().getId();
    ApplyState applied = RegionStates.applyState(engine, region);
    if (applied == null) {
      return lostEngine(directory, "has no position of region " + region);
    }
    long index = applied.getAppliedIndex();
    if (state.getSnapshotIndex() == index) {
      return null;
    }
    LogStorage storage = log.storage(region);
    if (storage.lastIndex() == 0) {
      return index == RegionStates.INITIAL_INDEX ? null : lostEntries(region, index, storage);
    }
    if (storage.firstIndex() - 1 > index) {
      return lostEngine(
          directory,
          "has applied region "
              + region
              + " up to "
              + index
              + ", its log begins behind "
              + (storage.firstIndex() - 1));
    }
    boolean holds = storage.lastIndex() >= index && storage.term(index) == applied.getAppliedTerm();
    return holds ? null : lostEntries(region, index, storage);
  }

  private StoreStartException lostEntries(long region, long applied, LogStorage storage) {
    return new StoreStartException(
        Reason.LOST_LOG,
        "the engine "
            + directory.engine()
            + " has applied region "
            + region
            + " up to "
            + applied
            + ", the log "
            + directory.raftLog()
            + " holds it up to "
            + storage.lastIndex()
            + " or with another history"
            + ADVICE);
  }

  /** Engine and log belong together from now on: said in both places, durably, in this order. */
  void bind(Identity who, SharedLog log) {
    WriteBatch batch = new WriteBatch();
    new StoreMark(who.clusterId(), who.storeId(), log.witness()).put(batch);
    engine.write(batch);
    engine.syncWal();
    if (directory.logId() == null) {
      directory.rememberLog(who, log.witness().logId());
    }
  }
}
