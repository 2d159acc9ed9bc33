package io.holdfast.sql.catalog;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store of versions in memory, for one thread, with a clock that stands unless it is moved. Its
 * transactions are serial: what it shows at a timestamp is what a cluster would show.
 */
public final class MemoryCatalogStore implements CatalogStore {
  private final NavigableMap<Bytes, NavigableMap<Long, Optional<Bytes>>> versions = new TreeMap<>();
  private long nowMillis = 1_000;
  private long logical;
  private int reads;
  private int timestamps;
  private Runnable besides = () -> {};

  /** Happens while the next range is read. */
  public void besidesNextScan(Runnable what) {
    besides = what;
  }

  /** Moves the clock. */
  public void advance(long millis) {
    nowMillis += millis;
    logical = 0;
  }

  /** Reads of keys and ranges so far. */
  public int reads() {
    return reads;
  }

  /** Timestamps handed out so far. */
  public int timestamps() {
    return timestamps;
  }

  @Override
  public long currentTimestamp() {
    timestamps++;
    return tick();
  }

  private long tick() {
    logical++;
    return Timestamp.compose(nowMillis, logical);
  }

  @Override
  public @Nullable Bytes get(long ts, Bytes key) {
    reads++;
    return at(ts, key);
  }

  private @Nullable Bytes at(long ts, Bytes key) {
    NavigableMap<Long, Optional<Bytes>> history = versions.get(key);
    Map.Entry<Long, Optional<Bytes>> newest = history == null ? null : history.floorEntry(ts);
    return newest == null ? null : newest.getValue().orElse(null);
  }

  @Override
  public List<KeyValue> scan(long ts, KeyRange range, int limit) {
    reads++;
    Runnable what = besides;
    besides = () -> {};
    what.run();
    List<KeyValue> found = new ArrayList<>();
    for (Bytes key : versions.keySet()) {
      Bytes value = range.contains(key) ? at(ts, key) : null;
      if (value != null && found.size() < limit) {
        found.add(new KeyValue(key, value));
      }
    }
    return found;
  }

  @Override
  public <R> R transact(Function<Writes, R> body) {
    long startTs = tick();
    NavigableMap<Bytes, Optional<Bytes>> own = new TreeMap<>();
    R result =
        body.apply(
            new Writes() {
              @Override
              public long timestamp() {
                return startTs;
              }

              @Override
              public @Nullable Bytes getForUpdate(Bytes key) {
                Optional<Bytes> written = own.get(key);
                return written == null ? at(startTs, key) : written.orElse(null);
              }

              @Override
              public List<Bytes> keys(KeyRange range, int limit) {
                return scan(startTs, range, limit).stream().map(KeyValue::key).toList();
              }

              @Override
              public void put(Bytes key, Bytes value) {
                own.put(key, Optional.of(value));
              }

              @Override
              public void delete(Bytes key) {
                own.put(key, Optional.empty());
              }
            });
    long commitTs = tick();
    own.forEach((key, value) -> write(key, value, commitTs));
    return result;
  }

  private void write(Bytes key, Optional<Bytes> value, long commitTs) {
    versions.computeIfAbsent(key, k -> new TreeMap<>()).put(commitTs, value);
  }

  @Override
  public long nanos() {
    return nowMillis * 1_000_000;
  }

  @Override
  public void sleep(Duration time) {
    advance(time.toMillis());
  }
}
