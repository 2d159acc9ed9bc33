package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes that look at nothing: puts and deletes. Answers an error message, or null when done. */
public final class RawWrite implements WriteCommand<RawWrite.Response> {
  /** Null: done. */
  public record Response(@Nullable String error) {}

  private final List<Bytes> keys;
  private final List<Modification> writes;
  private final @Nullable String refusal;

  RawWrite(List<Bytes> keys, List<Modification> writes, @Nullable String refusal) {
    this.keys = List.copyOf(keys);
    this.writes = List.copyOf(writes);
    this.refusal = refusal;
  }

  @Override
  public List<Bytes> keys() {
    return keys;
  }

  @Override
  public List<Bytes> keysToLatch() {
    return List.of();
  }

  /** What to propose; empty when refused. */
  public List<Modification> writes() {
    return refusal == null ? writes : List.of();
  }

  /** Why it will not be done, or null. */
  public @Nullable String refusal() {
    return refusal;
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    return new CommandResult<>(writes(), new Response(refusal), false);
  }
}
