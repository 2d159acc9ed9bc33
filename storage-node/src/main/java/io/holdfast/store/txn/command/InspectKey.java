package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.CommittedWrite;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.read.task.ReadTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the lock and the records of one key, for people. */
public final class InspectKey implements ReadCommand<InspectKey.Response> {
  /** Records shown; a key with more is cut, newest first. */
  public static final int RECORDS_MAX = 1024;

  /** What lies at the key. */
  public record Response(@Nullable Lock lock, List<CommittedWrite> records) {}

  private final Bytes key;

  /** A command for the region of the user key. */
  public InspectKey(Bytes key) {
    this.key = key;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    return ReadTask.atOnce(() -> look(snapshot, region));
  }

  private Response look(EngineReader snapshot, KeyRange region) {
    Bytes encoded = MvccKeys.encode(key);
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      return new Response(reader.lock(encoded), reader.records(encoded, RECORDS_MAX));
    }
  }
}
