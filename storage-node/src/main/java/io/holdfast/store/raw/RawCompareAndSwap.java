package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.SizeLimits;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a raw value if it is what the caller expects. As a command of the scheduler it is
 * serialised with other swaps by the latch of its key; {@link #decide} is the same decision for
 * whoever runs it in the order of the log.
 */
public final class RawCompareAndSwap implements WriteCommand<RawCompareAndSwap.Response> {
  /** The request; {@code expected} null: the key must be absent. */
  public record Request(Bytes key, @Nullable Bytes expected, Bytes value, long ttlSeconds) {}

  /** Whether it swapped, and the value before; null: absent. An error refuses the request. */
  public record Response(boolean succeeded, @Nullable Bytes previous, @Nullable String error) {}

  private final Request request;

  /** A command for one region. */
  public RawCompareAndSwap(Request request) {
    this.request = request;
  }

  @Override
  public List<Bytes> keys() {
    return List.of(request.key());
  }

  /** Why the request will always fail, or null. */
  public static @Nullable String refusal(Request request) {
    return request.ttlSeconds() != 0
        ? RawCommands.TTL_REFUSED
        : SizeLimits.violation(request.key(), request.value());
  }

  /** True iff a swap happens when {@code previous} (null: absent) is found. */
  public static boolean decide(@Nullable Bytes expected, @Nullable Bytes previous) {
    return expected == null ? previous == null : expected.equals(previous);
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    String refusal = refusal(request);
    if (refusal != null) {
      return CommandResult.answer(new Response(false, null, refusal));
    }
    Bytes previous = snapshot.get(Family.DEFAULT, request.key());
    boolean swap = decide(request.expected(), previous);
    List<Modification> writes =
        swap
            ? List.of(new Modification.Put(Family.DEFAULT, request.key(), request.value()))
            : List.of();
    return CommandResult.of(writes, new Response(swap, previous, null));
  }
}
