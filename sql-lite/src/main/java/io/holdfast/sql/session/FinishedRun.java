package io.holdfast.sql.session;

import java.util.function.Function;

/** A statement without rows to wait for: all of it is done at once. */
final class FinishedRun implements RunningStatement {
  /** Does the work, answers the tag. */
  interface Work extends Function<ResultSink, String> {}

  private final Work work;
  private String tag = "";
  private boolean done;

  FinishedRun(Work work) {
    this.work = work;
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    if (!done) {
      done = true;
      tag = work.apply(sink);
    }
    return true;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public void close() {
    done = true;
  }
}
