package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.ArrayList;
import java.util.List;

/** Reads raw keys, in the order asked; absent ones are left out. */
public final class RawGet implements ReadCommand<List<RawPair>> {
  private final List<Bytes> keys;

  /** A command for one region. */
  public RawGet(List<Bytes> keys) {
    this.keys = List.copyOf(keys);
  }

  @Override
  public List<RawPair> process(EngineReader snapshot, KeyRange region) {
    List<RawPair> pairs = new ArrayList<>();
    for (Bytes key : keys) {
      Bytes value = snapshot.get(Family.DEFAULT, key);
      if (value != null) {
        pairs.add(new RawPair(key, value));
      }
    }
    return pairs;
  }
}
