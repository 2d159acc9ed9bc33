package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients asked and what they were told, in the order in which it happened. Used by one thread
 * at a time; under simulation the order of the calls is the true order, whatever the clocks say.
 *
 * @param <I> what an operation asks
 * @param <O> what it answers
 */
public final class History<I, O> {
  private final List<Operation<I, O>> operations = new ArrayList<>();
  private long position;

  /** How an operation ended. */
  public enum Outcome {
    /** Done, with the answer. */
    OK,
    /** Certainly without effect. */
    FAIL,
    /** Nobody knows whether it had, or will still have, an effect. */
    INFO
  }

  /**
   * One operation. {@code invokedAt} and {@code returnedAt} are positions in the history; what has
   * not returned, or ended as INFO, returns at {@code Long.MAX_VALUE}.
   */
  public record Operation<I, O>(
      int id,
      int process,
      I input,
      @Nullable O output,
      Outcome outcome,
      long invokedAt,
      long returnedAt,
      long atNanos) {}

  /** A client asks. Answers the id for the other calls. */
  public int invoke(int process, I input, long atNanos) {
    int id = operations.size();
    operations.add(
        new Operation<>(
            id, process, input, null, Outcome.INFO, position++, Long.MAX_VALUE, atNanos));
    return id;
  }

  /** The operation was done. */
  public void ok(int id, O output) {
    end(id, output, Outcome.OK, position++);
  }

  /** The operation certainly had and will have no effect. */
  public void fail(int id) {
    end(id, null, Outcome.FAIL, position++);
  }

  /** Undetermined. The same as never calling anything for {@code id}, but says so. */
  public void info(int id) {
    end(id, null, Outcome.INFO, Long.MAX_VALUE);
  }

  /** All operations, by invocation. */
  public List<Operation<I, O>> operations() {
    return List.copyOf(operations);
  }

  /** Number of operations that ended so. */
  public long count(Outcome outcome) {
    long count = 0;
    for (Operation<I, O> operation : operations) {
      count += operation.outcome() == outcome ? 1 : 0;
    }
    return count;
  }

  private void end(int id, @Nullable O output, Outcome outcome, long returnedAt) {
    Operation<I, O> begun = operations.get(id);
    Invariant.check(
        begun.outcome() == Outcome.INFO && begun.returnedAt() == Long.MAX_VALUE,
        "An operation ends once",
        "id",
        id);
    operations.set(
        id,
        new Operation<>(
            id,
            begun.process(),
            begun.input(),
            output,
            outcome,
            begun.invokedAt(),
            returnedAt,
            begun.atNanos()));
  }
}
