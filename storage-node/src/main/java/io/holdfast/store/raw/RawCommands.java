package io.holdfast.store.raw;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.txn.command.SizeLimits;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes raw write commands and checks what they ask for. */
public final class RawCommands {
  /** Answer to a write with a time to live. */
  public static final String TTL_REFUSED = "ttl is not enabled, but a ttl was given";

  private RawCommands() {}

  /** Puts all pairs in one entry. */
  public static RawWrite put(List<RawPair> pairs, long ttlSeconds) {
    @Nullable String refusal =
        ttlSeconds != 0
            ? TTL_REFUSED
            : pairs.stream()
                .map(pair -> SizeLimits.violation(pair.key(), pair.value()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    List<Modification> writes =
        pairs.stream()
            .<Modification>map(p -> new Modification.Put(Family.DEFAULT, p.key(), p.value()))
            .toList();
    return new RawWrite(pairs.stream().map(RawPair::key).toList(), writes, refusal);
  }

  /** Deletes all keys in one entry. */
  public static RawWrite delete(List<Bytes> keys) {
    List<Modification> writes =
        keys.stream().<Modification>map(k -> new Modification.Delete(Family.DEFAULT, k)).toList();
    return new RawWrite(keys, writes, null);
  }
}
