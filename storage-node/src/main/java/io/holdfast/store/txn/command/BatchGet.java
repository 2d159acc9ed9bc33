package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccScanner;
import io.holdfast.store.mvcc.ReadView;
import java.util.ArrayList;
import java.util.List;

/** Reads several keys at one timestamp, in the order asked; absent keys are left out. */
public final class BatchGet implements ReadCommand<List<ReadPair>> {
  /** The request. */
  public record Request(List<Bytes> keys, ReadView view) {
    /** Copies. */
    public Request {
      keys = List.copyOf(keys);
    }
  }

  private final Request request;

  /** A command for one region. */
  public BatchGet(Request request) {
    this.request = request;
  }

  @Override
  public List<ReadPair> process(EngineReader snapshot, KeyRange region) {
    List<ReadPair> pairs = new ArrayList<>();
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      for (Bytes key : request.keys()) {
        MvccScanner.Entry entry = reader.read(MvccKeys.encode(key), request.view());
        if (entry != null) {
          pairs.add(Scan.pair(entry));
        }
      }
    }
    return pairs;
  }
}
