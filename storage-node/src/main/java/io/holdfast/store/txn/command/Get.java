package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccScanner;
import io.holdfast.store.mvcc.PointReads;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import org.jspecify.annotations.Nullable;

/** Reads one key at a timestamp; a lock below it is reported, not passed by (TXN-5). */
public final class Get implements ReadCommand<Get.Response> {
  /** The request. */
  public record Request(Bytes key, ReadView view) {}

  /** The value, null when absent; or the lock in the way. */
  public record Response(@Nullable Bytes value, @Nullable TxnError error) {}

  private final Request request;

  /** A command for one region. */
  public Get(Request request) {
    this.request = request;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    Bytes encoded = MvccKeys.encode(request.key());
    // Bounded to the versions of the key, a cursor never walks over the garbage behind them.
    MvccReader reader = new MvccReader(snapshot, new KeyRange(encoded, encoded.prefixEnd()));
    PointReads point = new PointReads(reader, request.view());
    point.seek(encoded);
    return new ReadTask<>() {
      @Override
      public boolean step(ReadTurn turn) {
        return point.step(turn);
      }

      @Override
      public Response result() {
        MvccScanner.Entry entry = point.entry();
        if (entry == null) {
          return new Response(null, null);
        }
        ReadPair pair = Scan.pair(entry);
        return new Response(pair.value(), pair.error());
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }
}
