package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.List;

/** Removes all raw keys of a range, as far as the region goes. */
public final class RawDeleteRange implements WriteCommand<RawWrite.Response> {
  private final RawRange range;

  /** Removes {@code [start, end)}; an empty end is the end of the region. */
  public RawDeleteRange(Bytes start, Bytes end) {
    this.range = new RawRange(start, end);
  }

  @Override
  public List<Bytes> keys() {
    return List.of(range.start());
  }

  @Override
  public List<Bytes> keysToLatch() {
    return List.of();
  }

  @Override
  public CommandResult<RawWrite.Response> process(EngineReader snapshot, KeyRange region) {
    KeyRange within = range.within(region);
    List<Modification> writes =
        within.isEmpty()
            ? List.of()
            : List.of(new Modification.DeleteRange(Family.DEFAULT, within.start(), within.end()));
    return new CommandResult<>(writes, new RawWrite.Response(null), false);
  }
}
