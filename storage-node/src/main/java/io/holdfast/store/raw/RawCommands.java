package io.holdfast.store.raw;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.txn.command.SizeLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes raw write commands and checks what they ask for. */
public final class RawCommands {
  /** Answer to a write with a time to live. */
  public static final String TTL_REFUSED = "ttl is not enabled, but a ttl was given";

  private RawCommands() {}

  /** Puts all pairs in one entry. */
  public static RawWrite put(List<RawPair> pairs, long ttlSeconds) {
    @Nullable String refusal = ttlSeconds != 0 ? TTL_REFUSED : null;
    List<Bytes> keys = new ArrayList<>(pairs.size());
    List<Modification> writes = new ArrayList<>(pairs.size());
    for (RawPair pair : pairs) {
      if (refusal == null) {
        refusal = SizeLimits.violation(pair.key(), pair.value());
      }
      keys.add(pair.key());
      writes.add(new Modification.Put(Family.DEFAULT, pair.key(), pair.value()));
    }
    return new RawWrite(keys, writes, refusal);
  }

  /** Deletes all keys in one entry. */
  public static RawWrite delete(List<Bytes> keys) {
    List<Modification> writes = new ArrayList<>(keys.size());
    for (Bytes key : keys) {
      writes.add(new Modification.Delete(Family.DEFAULT, key));
    }
    return new RawWrite(keys, writes, null);
  }
}
