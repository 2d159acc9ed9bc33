package io.holdfast.store.txn.command;

import org.jspecify.annotations.Nullable;

/** Response of commands that either did all they were asked for, or nothing. */
public record Outcome(@Nullable TxnError error) {
  /** Done. */
  public static final Outcome DONE = new Outcome(null);
}
