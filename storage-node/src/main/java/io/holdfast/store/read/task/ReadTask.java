package io.holdfast.store.read.task;

import java.util.function.Supplier;

/**
 * A read that can stop anywhere and go on later on the same snapshot. Used by one loop; closed by
 * whoever runs it, done or not.
 *
 * @param <R> the response
 */
public interface ReadTask<R> extends AutoCloseable {
  /** Works until it is done or the turn is over, but always a little. True iff done. */
  boolean step(ReadTurn turn);

  /** The response; only when done. */
  R result();

  /** Gives its cursors back. */
  @Override
  void close();

  /** A read so short that it needs no second step. */
  static <R> ReadTask<R> atOnce(Supplier<R> read) {
    return new ReadTask<>() {
      @Override
      public boolean step(ReadTurn turn) {
        turn.row(0);
        return true;
      }

      @Override
      public R result() {
        return read.get();
      }

      @Override
      public void close() {}
    };
  }

  /** Runs {@code task} to its end at once and closes it. */
  static <R> R finish(ReadTask<R> task) {
    try (task) {
      ReadTurn turn = ReadTurn.endless();
      while (!task.step(turn)) {
        turn.begin();
      }
      return task.result();
    }
  }
}
