package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.ArrayList;
import java.util.List;

/** Reads raw keys, in the order asked; absent ones are left out. */
public final class RawGet implements ReadCommand<RawGet.Response> {
  /** What was found, and of how many keys, in the order asked, this answer speaks. */
  public record Response(List<RawPair> pairs, int answered) {}

  private final List<Bytes> keys;
  private final PageLimit page;

  /** A command for one region. */
  public RawGet(List<Bytes> keys, PageLimit page) {
    this.keys = List.copyOf(keys);
    this.page = page;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    return new Task(snapshot);
  }

  private final class Task implements ReadTask<Response> {
    private final EngineReader snapshot;
    private final List<RawPair> pairs = new ArrayList<>();
    private int answered;
    private long bytes;

    Task(EngineReader snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public boolean step(ReadTurn turn) {
      while (answered < keys.size() && bytes < page.bytesMax()) {
        if (turn.over()) {
          return false;
        }
        Bytes key = keys.get(answered++);
        Bytes value = snapshot.get(Family.DEFAULT, key);
        if (value != null) {
          pairs.add(new RawPair(key, value));
        }
        long size = value == null ? 0 : key.length() + (long) value.length();
        bytes += size + PageLimit.ENTRY_BYTES;
        turn.row(size);
        if (page.timed() && turn.closing()) {
          return true;
        }
      }
      return true;
    }

    @Override
    public Response result() {
      return new Response(pairs, answered);
    }

    @Override
    public void close() {}
  }
}
