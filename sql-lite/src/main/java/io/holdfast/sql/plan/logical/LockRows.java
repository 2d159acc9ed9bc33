package io.holdfast.sql.plan.logical;

import java.util.List;

/**
 * The rows of the input, each after the rows of the named scans it was made of are locked; a row
 * that has changed meanwhile is checked again with its newest version.
 */
public record LockRows(Rel input, List<Target> targets) implements Rel {
  /** What to do when someone else holds the lock. */
  public enum WaitPolicy {
    WAIT,
    NOWAIT,
    SKIP_LOCKED
  }

  /**
   * One table whose rows are locked.
   *
   * @param scanId the {@link Scan} that reads it
   * @param keyColumns columns of the input that hold the row's key: the columns of the primary key
   *     in its order, or the row id of a table without one. A null (outer join) locks nothing.
   */
  public record Target(
      int scanId, List<Integer> keyColumns, LockStrength strength, WaitPolicy policy) {}

  /** Copies the list. */
  public LockRows {
    targets = List.copyOf(targets);
  }

  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}
