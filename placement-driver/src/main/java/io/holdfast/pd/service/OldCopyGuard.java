package io.holdfast.pd.service;

import io.grpc.Status;
import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.pd.state.IdAllocator;
import io.holdfast.pd.tso.TimestampServer;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes the replicated bounds unless a store knows better (rule T5): a placement driver that was
 * put back from an older copy of its data would hand out ids and timestamps a second time.
 *
 * <pre>
 *   HEARING  who asks waits until too few stores are silent to hide what is in use: as long as it
 *      |     takes stores to find the placement driver, and some seconds at the most
 *   TRUSTED  everything is served
 *      |  a store knows a greater id or timestamp than the replicated bounds
 *   SUSPECT  neither is served until all stores have spoken; then the bounds go above all they know,
 *            through the log, and the state is TRUSTED again
 * </pre>
 *
 * <p>What a committed change mentions is known on a majority of its region's stores, so it cannot
 * be missed while fewer stores than such a majority are silent.
 */
@LoopConfined("pd-loop")
final class OldCopyGuard {
  /** Stores report at once when they find the placement driver again, and every ten seconds. */
  static final long HEARING_NANOS = 10_000_000_000L;

  /** As long as three heart-beats: a store that is silent for longer is not waited for. */
  static final long SUSPECT_NANOS = 30_000_000_000L;

  /** A timestamp this far ahead of the wall clock was made by nobody but a faulty client. */
  static final long PLAUSIBLE_MILLIS = 86_400_000L;

  /** Ids beyond are damage: the allocator could not count on. */
  static final long ID_MAX = 1L << 62;

  private static final long LOOK_NANOS = 200_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(OldCopyGuard.class);

  private final EventLoop loop;
  private final CommandLog log;
  private final ClusterState state;
  private final IdAllocator ids;
  private final TimestampServer timestamps;
  private final TreeSet<Long> reported = new TreeSet<>(); // In this term.
  private Mode mode = Mode.IDLE;
  private long sinceNanos;
  private long term; // Counts starts: what began in an earlier one has no effect.
  private boolean raising;
  private boolean warned;
  private boolean beforeBootstrap;
  private long greatestId;
  private long greatestMillis;
  private long contradictions;

  enum Mode {
    /** Not leading. */
    IDLE,
    HEARING,
    TRUSTED,
    SUSPECT
  }

  OldCopyGuard(
      EventLoop loop,
      CommandLog log,
      ClusterState state,
      IdAllocator ids,
      TimestampServer timestamps) {
    this.loop = loop;
    this.log = log;
    this.state = state;
    this.ids = ids;
    this.timestamps = timestamps;
  }

  /** A term of leadership begins; ids and timestamps have been started. */
  void start() {
    loop.checkOwned();
    term++;
    reported.clear();
    greatestId = 0;
    greatestMillis = 0;
    raising = false;
    enter(Mode.HEARING);
    ids.hold();
    timestamps.hold();
    look();
    if (mode == Mode.HEARING) {
      lookLater(term);
    }
  }

  /** The term is over. */
  void stop() {
    loop.checkOwned();
    term++;
    mode = Mode.IDLE;
  }

  private void enter(Mode next) {
    mode = next;
    sinceNanos = loop.clock().nanos();
  }

  private void lookLater(long asked) {
    loop.schedule(
        LOOK_NANOS,
        () -> {
          if (asked == term && mode != Mode.TRUSTED) {
            look();
            lookLater(asked);
          }
        });
  }

  /** Why neither ids nor timestamps are to be had; null when they are. */
  @Nullable Status refusal() {
    if (mode != Mode.SUSPECT) {
      return null;
    }
    List<Long> silent = silent();
    return Status.UNAVAILABLE.withDescription(
        "T5 the placement driver has come back from an older copy of its data and "
            + (silent.isEmpty()
                ? "raises its bounds"
                : "waits for the reports of stores " + silent));
  }

  /**
   * True iff the copy is from before the first region, though there are stores with regions: a
   * second first region would be made. Only rebuilding from the stores helps.
   */
  boolean beforeBootstrap() {
    return beforeBootstrap && !state.bootstrapped();
  }

  /** Times that a store knew more than the replicated bounds, since the process began. */
  long contradictions() {
    return contradictions;
  }

  /** What this member stands for: stores repeat it to whoever leads later. */
  Marks marks() {
    return Marks.newBuilder()
        .setGreatestId(state.idBound())
        .setGreatestTimestamp(
            Timestamp.compose(state.tsoUpperBoundMillis(), Timestamp.LOGICAL_MAX - 1))
        .build();
  }

  /** A store said what it knows; {@code storeId} 0 when it is not known which. */
  void reported(long storeId, Marks marks) {
    if (mode == Mode.IDLE) {
      return;
    }
    boolean first = storeId != 0 && reported.add(storeId);
    boolean contradicts = knowsGreaterId(marks.getGreatestId());
    contradicts |= knowsLaterTimestamp(marks.getGreatestTimestamp(), first);
    if (contradicts && mode != Mode.SUSPECT) {
      suspect(storeId, marks);
    }
    if (mode != Mode.TRUSTED) {
      look();
    }
  }

  private boolean knowsGreaterId(long id) {
    if (id < 0 || id > ID_MAX) {
      warnOnce("id", Long.toUnsignedString(id));
      return false;
    }
    greatestId = Math.max(greatestId, id);
    return id > state.idBound();
  }

  /**
   * The first report of a store in a term is from before it: nobody has told it the present window,
   * which may have overtaken what it knows while timestamps have not.
   */
  private boolean knowsLaterTimestamp(long timestamp, boolean first) {
    long millis = Timestamp.physicalMillis(timestamp);
    boolean below =
        (first && mode != Mode.SUSPECT)
            ? timestamp <= timestamps.last()
            : millis <= state.tsoUpperBoundMillis();
    if (below) {
      return false;
    }
    if (millis > loop.clock().wallMillis() + PLAUSIBLE_MILLIS) {
      warnOnce("timestamp of millisecond", Long.toString(millis));
      return false;
    }
    greatestMillis = Math.max(greatestMillis, millis);
    return true;
  }

  private void warnOnce(String what, String value) {
    if (!warned) {
      warned = true;
      LOG.atError()
          .addKeyValue(what, value)
          .log("T5 a store reports what no placement driver can have handed out; it is ignored");
    }
  }

  private void suspect(long storeId, Marks marks) {
    contradictions++;
    LOG.atError()
        .addKeyValue("store", storeId)
        .addKeyValue("itsGreatestId", marks.getGreatestId())
        .addKeyValue("idBound", state.idBound())
        .addKeyValue("itsMillis", Timestamp.physicalMillis(marks.getGreatestTimestamp()))
        .addKeyValue("windowMillis", state.tsoUpperBoundMillis())
        .log("T5 fault: a store knows more than this placement driver, whose data is an old copy");
    boolean looking = mode == Mode.HEARING;
    enter(Mode.SUSPECT);
    beforeBootstrap |= !state.bootstrapped();
    ids.stop();
    ids.hold();
    timestamps.stop();
    if (!looking) {
      lookLater(term);
    }
  }

  /**
   * Ids that came to be without this allocator, or under a newer copy of its data: none of them is
   * handed out again. Reported by leaders, so there is nothing to wait for.
   */
  void inUse(Region region) {
    long greatest = region.getId();
    for (Peer peer : region.getPeersList()) {
      greatest = Math.max(greatest, Math.max(peer.getId(), peer.getStoreId()));
    }
    inUse(greatest);
  }

  /** The same for one id. */
  void inUse(long id) {
    if (id > state.idBound() && id <= ID_MAX) {
      ids.skipTo(id);
    }
  }

  private void look() {
    boolean late = loop.clock().nanos() - sinceNanos >= patience();
    if (mode == Mode.HEARING && (late || silent().size() <= state.maxPeerCount() / 2)) {
      enter(Mode.TRUSTED);
      ids.release();
      timestamps.release();
    } else if (mode == Mode.SUSPECT && !raising && (late || silent().isEmpty())) {
      raise();
    }
  }

  private long patience() {
    return mode == Mode.HEARING ? HEARING_NANOS : SUSPECT_NANOS;
  }

  /** Stores that belong to the cluster and have not been heard in this term. */
  private List<Long> silent() {
    List<Long> silent = new ArrayList<>();
    for (Store store : state.stores()) {
      if (store.getState() != StoreState.Tombstone && !reported.contains(store.getId())) {
        silent.add(store.getId());
      }
    }
    return silent;
  }

  private void raise() {
    raising = true;
    long asked = term;
    long id = greatestId;
    long millis = greatestMillis;
    log.propose(
        new ClusterCommand.RaiseIdBound(id),
        new Raised(
            asked,
            () ->
                log.propose(
                    new ClusterCommand.RaiseTsoWindow(millis),
                    new Raised(asked, () -> raised(id, millis)))));
  }

  private void raised(long id, long millis) {
    Invariant.check(
        state.idBound() >= id, "T5 ids below a known one", "bound", state.idBound(), "known", id);
    Invariant.check(
        state.tsoUpperBoundMillis() >= millis,
        "T5 timestamps below a known one",
        "windowMillis",
        state.tsoUpperBoundMillis(),
        "knownMillis",
        millis);
    raising = false;
    if (greatestId > id || greatestMillis > millis) {
      look(); // Another store has spoken meanwhile.
      return;
    }
    LOG.atWarn()
        .addKeyValue("idBound", state.idBound())
        .addKeyValue("windowMillis", state.tsoUpperBoundMillis())
        .addKeyValue("silentStores", silent())
        .log("T5 bounds are above all that stores know; serving again");
    enter(Mode.TRUSTED);
    ids.start(state.idBound());
    ids.release();
    timestamps.start(state.tsoUpperBoundMillis());
    timestamps.release();
  }

  private final class Raised implements CommandLog.Completion {
    private final long asked;
    private final Runnable then;

    Raised(long asked, Runnable then) {
      this.asked = asked;
      this.then = then;
    }

    @Override
    public void applied(Effect effect) {
      if (asked == term) {
        then.run();
      }
    }

    @Override
    public void lost() {
      if (asked == term) {
        raising = false; // The next look tries again, if this member still leads.
      }
    }
  }
}
