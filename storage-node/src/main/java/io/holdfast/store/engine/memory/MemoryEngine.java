package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.OpenHandles;
import io.holdfast.store.engine.WriteBatch;
import org.jspecify.annotations.Nullable;

/** The engine of one life of a simulated store; what it wrote stays on its {@link MemoryDisk}. */
public final class MemoryEngine implements KvEngine {
  private final MemoryDisk disk;
  private final long life;
  private final OpenHandles handles = new OpenHandles();
  private volatile boolean closed;

  private MemoryEngine(MemoryDisk disk) {
    this.disk = disk;
    this.life = disk.open();
  }

  /** Opens the disk; at most one engine at a time. */
  public static MemoryEngine open(MemoryDisk disk) {
    return new MemoryEngine(disk);
  }

  /** A look at a state that outlives every engine. */
  static EngineReader view(Version version) {
    return new MemorySnapshot(version, new OpenHandles());
  }

  private Version current() {
    Invariant.check(!closed, "Engine used after its end", "life", life);
    return disk.current();
  }

  @Override
  public @Nullable Bytes get(Family family, Bytes key) {
    return current().get(family, key);
  }

  @Override
  public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
    return new MemoryIterator(current().tree(family), lowerInclusive, upperExclusive, handles);
  }

  @Override
  public void write(WriteBatch batch) {
    if (!batch.isEmpty()) {
      disk.write(life, batch);
    }
  }

  @Override
  public EngineSnapshot snapshot() {
    return new MemorySnapshot(current(), handles);
  }

  @Override
  public void syncWal() {
    disk.sync(life);
  }

  @Override
  public void flush() {
    disk.sync(life);
  }

  @Override
  public long approximateSizeBytes(Family family, Bytes start, Bytes end) {
    @Nullable Tree tree = current().tree(family);
    long below = end.isEmpty() ? Tree.size(tree) : Tree.sizeBelow(tree, end);
    return Math.max(0, below - Tree.sizeBelow(tree, start));
  }

  @Override
  public int openHandles() {
    return handles.count();
  }

  @Override
  public void abandon() {
    if (!closed) {
      closed = true;
      handles.releaseAll();
      disk.kill();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      handles.checkNoneOpen();
      closed = true;
      disk.close(life);
    }
  }

  private static final class MemorySnapshot implements EngineSnapshot {
    private final Version version;
    private final OpenHandles handles;
    private final long handle;

    MemorySnapshot(Version version, OpenHandles handles) {
      this.version = version;
      this.handles = handles;
      this.handle = handles.opened(() -> {});
    }

    @Override
    public @Nullable Bytes get(Family family, Bytes key) {
      return version.get(family, key);
    }

    @Override
    public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
      return new MemoryIterator(version.tree(family), lowerInclusive, upperExclusive, handles);
    }

    @Override
    public void close() {
      handles.closed(handle);
    }
  }
}
