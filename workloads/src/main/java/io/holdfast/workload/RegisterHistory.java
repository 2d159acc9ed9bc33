package io.holdfast.workload;

import io.holdfast.simulation.check.CheckResult;
import io.holdfast.simulation.check.History;
import io.holdfast.simulation.check.LinearizabilityChecker;
import io.holdfast.simulation.check.RegisterOp;

/**
 * What clients asked of registers and were told, for the judge.
 *
 * <p>A write that its client sent more than once may take effect more than once; each further
 * effect stands in the history as a write of unknown outcome. Thread-safe: an operation is noted
 * before it is sent, and its answer after it came.
 */
public final class RegisterHistory {
  /** More than this many effects of one write are not expected by the judge. */
  private static final int REPETITIONS_MAX = 3;

  private final History<RegisterOp, RegisterOp.Result> history = new History<>(); // By this.

  /** An operation under way. */
  public final class Asked {
    private final int id;
    private final int[] repetitions;

    private Asked(int process, RegisterOp op, boolean repeatable, long atNanos) {
      id = history.invoke(process, op, atNanos);
      repetitions = new int[repeatable ? REPETITIONS_MAX : 0];
      for (int i = 0; i < repetitions.length; i++) {
        repetitions[i] = history.invoke(process, op, atNanos);
      }
    }

    /** Done, after it was sent so many times more than once. */
    public void done(RegisterOp.Result result, long repeated) {
      synchronized (RegisterHistory.this) {
        history.ok(id, result);
        end(repeated);
      }
    }

    /** Nobody knows whether it took effect, the first time or later. */
    public void unknown(long repeated) {
      synchronized (RegisterHistory.this) {
        history.info(id);
        end(repeated);
      }
    }

    /** It certainly had no effect. */
    public void failed(long repeated) {
      synchronized (RegisterHistory.this) {
        history.fail(id);
        end(repeated);
      }
    }

    private void end(long repeated) {
      for (int i = 0; i < repetitions.length; i++) {
        if (i < repeated) {
          history.info(repetitions[i]);
        } else {
          history.fail(repetitions[i]);
        }
      }
    }
  }

  /**
   * An operation is about to be sent.
   *
   * @param process who asks: one operation at a time
   * @param repeatable it may be sent, and take effect, more than once
   */
  public synchronized Asked ask(int process, RegisterOp op, boolean repeatable, long atNanos) {
    return new Asked(process, op, repeatable, atNanos);
  }

  /** How many operations ended so. */
  public synchronized long count(History.Outcome outcome) {
    return history.count(outcome);
  }

  /** Whether each key behaved as one register (Herlihy and Wing 1990). */
  public synchronized CheckResult judge() {
    return LinearizabilityChecker.check(history);
  }
}
