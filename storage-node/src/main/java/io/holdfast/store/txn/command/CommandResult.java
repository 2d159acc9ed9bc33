package io.holdfast.store.txn.command;

import io.holdfast.store.engine.Modification;
import java.util.List;

/**
 * What a write command decided.
 *
 * @param writes to be proposed as one entry; may be empty
 * @param response to be sent once the writes are applied
 * @param confirm without writes: the response is a read and needs confirmed leadership first
 * @param <R> the response
 */
public record CommandResult<R>(List<Modification> writes, R response, boolean confirm) {
  /** Copies. */
  public CommandResult {
    writes = List.copyOf(writes);
  }

  /** Writes, or a successful answer without any, which is a read. */
  public static <R> CommandResult<R> of(List<Modification> writes, R response) {
    return new CommandResult<>(writes, response, writes.isEmpty());
  }

  /** An answer that stays true or harmless even if this peer was deposed meanwhile. */
  public static <R> CommandResult<R> answer(R response) {
    return new CommandResult<>(List.of(), response, false);
  }
}
