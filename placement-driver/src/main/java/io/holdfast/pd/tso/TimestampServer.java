package io.holdfast.pd.tso;

import io.holdfast.pd.state.ClusterCommand.RaiseTsoWindow;
import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for timestamps while this member leads. Requests of one turn are allocated
 * together; then one quorum round confirms that nobody else has led meanwhile, because the window
 * alone gives uniqueness but not order (rule T2); then they are answered.
 */
@LoopConfined("pd-loop")
public final class TimestampServer {
  /** Requests that may wait; beyond that callers are refused rather than kept. */
  static final int WAITING_MAX = 65_536;

  /** The window is looked after this often, also while nobody asks. */
  private static final long WINDOW_CHECK_NANOS = 500_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(TimestampServer.class);

  private final EventLoop loop;
  private final CommandLog log;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private @Nullable TimestampOracle oracle; // Absent while this member does not lead.
  private boolean raising;
  private boolean held;
  private boolean flushScheduled;
  private long handedOut;

  /** Who asked. */
  public interface Receiver {
    /** The last of the timestamps asked for, in its {@code long} form. */
    void timestamp(long last);

    /** This member does not lead, or too many requests wait. */
    void refused();
  }

  private record Request(int count, Receiver receiver) {}

  private record Granted(long last, Receiver receiver) {}

  /** A server that refuses everything before {@link #start}. */
  public TimestampServer(EventLoop loop, CommandLog log) {
    this.loop = loop;
    this.log = log;
  }

  /** Begins to look after the window. */
  public void begin() {
    loop.checkOwned();
    loop.schedule(WINDOW_CHECK_NANOS, this::checkWindow);
  }

  /** This member leads and found this window in the state it has applied. */
  public void start(long persistedWindowMillis) {
    loop.checkOwned();
    TimestampOracle fresh = new TimestampOracle(loop.clock(), persistedWindowMillis);
    if (!fresh.believesWallClock()) {
      LOG.atError()
          .addKeyValue("wallMillis", loop.clock().wallMillis())
          .addKeyValue("windowMillis", persistedWindowMillis)
          .log(
              "T4 fault: the wall clock is more than 30 days ahead of the last timestamps;"
                  + " it is not believed, timestamps go on from the last ones");
    }
    oracle = fresh;
    raising = false;
    raiseWindow(fresh);
  }

  /** Until {@link #release} nothing is handed out; who asks waits. */
  public void hold() {
    loop.checkOwned();
    held = true;
  }

  /** Hands out again, first to those who wait. */
  public void release() {
    loop.checkOwned();
    held = false;
    scheduleFlush();
  }

  /** This member does not lead any more. */
  public void stop() {
    loop.checkOwned();
    oracle = null;
    List<Request> refused = new ArrayList<>(waiting);
    waiting.clear();
    refused.forEach(request -> request.receiver().refused());
  }

  /** True iff requests are answered without waiting for the first window. */
  public boolean serving() {
    return oracle != null && oracle.windowMillis() >= oracle.physicalMillis();
  }

  /** Timestamps handed out since the start of the process. */
  public long handedOut() {
    return handedOut;
  }

  /** Physical time of the oracle, or 0 while this member does not lead. */
  public long physicalMillis() {
    return oracle == null ? 0 : oracle.physicalMillis();
  }

  /** Below or equal nothing will be handed out in this term; 0 while this member does not lead. */
  public long last() {
    return oracle == null ? 0 : oracle.last();
  }

  /** Asks for timestamps; {@code count} is within the oracle's bounds. */
  public void request(int count, Receiver receiver) {
    loop.checkOwned();
    if (oracle == null || waiting.size() >= WAITING_MAX) {
      receiver.refused();
      return;
    }
    waiting.add(new Request(count, receiver));
    scheduleFlush();
  }

  private void scheduleFlush() {
    if (!flushScheduled && !waiting.isEmpty()) {
      flushScheduled = true;
      // Whatever else arrives in this turn joins the batch and its quorum round.
      loop.execute(this::flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    TimestampOracle current = oracle;
    if (current == null || held) {
      return;
    }
    List<Granted> granted = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Request request = waiting.element();
      long last = current.allocate(request.count());
      if (last == TimestampOracle.NONE) {
        break; // Goes on when the raised window is applied.
      }
      waiting.remove();
      handedOut += request.count();
      granted.add(new Granted(last, request.receiver()));
    }
    if (!waiting.isEmpty() || current.windowRunsLow()) {
      raiseWindow(current);
    }
    if (!granted.isEmpty()) {
      confirm(current, granted);
    }
  }

  private void confirm(TimestampOracle from, List<Granted> granted) {
    log.confirmLeadership(
        new CommandLog.Confirmation() {
          @Override
          public void confirmed() {
            if (oracle == from) {
              granted.forEach(g -> g.receiver().timestamp(g.last()));
            } else {
              lost(); // Stopped meanwhile: what it would have said may be said again later.
            }
          }

          @Override
          public void lost() {
            granted.forEach(g -> g.receiver().refused());
          }
        });
  }

  private void checkWindow() {
    TimestampOracle current = oracle;
    if (current != null && current.windowRunsLow()) {
      raiseWindow(current);
    }
    loop.schedule(WINDOW_CHECK_NANOS, this::checkWindow);
  }

  private void raiseWindow(TimestampOracle current) {
    if (raising) {
      return;
    }
    raising = true;
    long target = current.wantedWindowMillis();
    log.propose(
        new RaiseTsoWindow(target),
        new CommandLog.Completion() {
          @Override
          public void applied(Effect effect) {
            if (oracle == current) {
              raising = false;
              current.windowApplied(target);
              scheduleFlush();
            }
          }

          @Override
          public void lost() {
            if (oracle == current) {
              raising = false;
            }
          }
        });
  }

  /** Fails when a timestamp was granted above the replicated window. */
  public void checkInvariants(long persistedWindowMillis) {
    TimestampOracle current = oracle;
    if (current != null) {
      current.checkInvariants(persistedWindowMillis);
    }
  }
}
