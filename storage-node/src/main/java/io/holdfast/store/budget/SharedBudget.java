package io.holdfast.store.budget;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.LoopConfined;

/**
 * A bound of the whole store that its regions share without being able to starve each other: a
 * region may hold as much as is still free, and no more (dynamic thresholds, Choudhury and Hahne
 * 1998). One region alone gets half; of n regions that hold what they can get and give nothing
 * back, for want of a quorum for one, each gets 1/(n + 1), and so does the next one that comes.
 */
@LoopConfined("store")
public final class SharedBudget {
  private final long max;
  private long used;

  /** {@code max} is in whatever unit the parts are taken: bytes, commands, reads. */
  public SharedBudget(long max) {
    Invariant.check(max > 0, "A budget of nothing", "max", max);
    this.max = max;
  }

  /** What all parts hold now. */
  public long used() {
    return used;
  }

  /** The part of one more region, empty. */
  public Part newPart() {
    return new Part();
  }

  /** What one region holds of the budget. */
  public final class Part {
    private long held;

    private Part() {}

    /** True iff so much more may be taken. The first of an idle store always may. */
    public boolean fits(long amount) {
      return used == 0 || held + amount <= max - used;
    }

    /** Takes what {@link #fits}. */
    public void take(long amount) {
      held += amount;
      used += amount;
    }

    /** Gives back what was taken. */
    public void release(long amount) {
      held -= amount;
      used -= amount;
      Invariant.check(held >= 0, "More given back than was taken", "held", held, "used", used);
    }

    /** What is held now. */
    public long held() {
      return held;
    }
  }
}
