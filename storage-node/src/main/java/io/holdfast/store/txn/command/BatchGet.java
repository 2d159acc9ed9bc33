package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccScanner;
import io.holdfast.store.mvcc.PointReads;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads several keys at one timestamp, in the order asked; absent keys are left out. */
public final class BatchGet implements ReadCommand<BatchGet.Response> {
  /** The request. */
  public record Request(List<Bytes> keys, ReadView view, PageLimit page) {
    /** Copies. */
    public Request {
      keys = List.copyOf(keys);
    }
  }

  /** What was found, and of how many keys, in the order asked, this answer speaks. */
  public record Response(List<ReadPair> pairs, int answered) {}

  private final Request request;

  /** A command for one region. */
  public BatchGet(Request request) {
    this.request = request;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    return new Task(new MvccReader(snapshot, region), request);
  }

  private static final class Task implements ReadTask<Response> {
    private final MvccReader reader;
    private final Request request;
    private final PointReads point;
    private final List<ReadPair> pairs = new ArrayList<>();
    private boolean sought; // The key under way has been begun.
    private int answered;
    private long bytes;

    Task(MvccReader reader, Request request) {
      this.reader = reader;
      this.request = request;
      this.point = new PointReads(reader, request.view());
    }

    @Override
    public boolean step(ReadTurn turn) {
      List<Bytes> keys = request.keys();
      while (answered < keys.size() && !pageFull(turn)) {
        if (turn.over()) {
          return false;
        }
        if (!sought) {
          point.seek(MvccKeys.encode(keys.get(answered)));
          sought = true;
        }
        if (!point.step(turn)) {
          return false;
        }
        sought = false;
        answered++;
        take(point.entry());
      }
      return true;
    }

    private boolean pageFull(ReadTurn turn) {
      PageLimit page = request.page();
      return answered > 0
          && !sought
          && (bytes >= page.bytesMax() || (page.timed() && turn.closing()));
    }

    private void take(MvccScanner.@Nullable Entry entry) {
      if (entry != null) {
        ReadPair pair = Scan.pair(entry);
        Bytes value = pair.value();
        pairs.add(pair);
        bytes += PageLimit.ENTRY_BYTES + pair.key().length();
        bytes += value == null ? 0 : value.length();
      }
    }

    @Override
    public Response result() {
      return new Response(pairs, answered);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
