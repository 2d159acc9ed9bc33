package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Changes a table to and fro: one statement, then the one that undoes it. While an outcome is
 * unknown either of them may find that there is nothing to do.
 */
final class Change extends Worker {
  private final String there;
  private final String back;
  private final SqlState isThere;
  private final SqlState isBack;
  private @Nullable Boolean changed = false;
  private boolean next = true;
  private long epoch;

  /**
   * A change.
   *
   * @param isThere what {@code there} answers when it was made already
   * @param isBack what {@code back} answers when it was undone already
   */
  Change(
      String name,
      String node,
      Duration thinkTimeMax,
      String there,
      SqlState isThere,
      String back,
      SqlState isBack,
      Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.there = there;
    this.isThere = isThere;
    this.back = back;
    this.isBack = isBack;
  }

  /** Whether the change is in force; null while that is unknown. */
  @Nullable Boolean changed() {
    return changed;
  }

  /** Another number after each statement: what did not change in between was true throughout. */
  long epoch() {
    return epoch;
  }

  @Override
  void step(Context context) throws InterruptedException {
    boolean goal = next;
    Boolean before = changed;
    changed = null;
    epoch++;
    try {
      context.query(goal ? there : back);
      changed = goal;
    } catch (SqlException e) {
      if (e.state() == (goal ? isThere : isBack) && before == null) {
        changed = goal;
      } else if (Outcome.ofChange(e) == Outcome.UNKNOWN) {
        figures().unknown++;
        throw e;
      } else {
        changed = before;
        throw e;
      }
    }
    next = !goal;
    figures().tableChanges++;
  }
}
