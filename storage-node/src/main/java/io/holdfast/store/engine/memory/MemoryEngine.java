package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.EngineUsers;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The engine of one life of a simulated store; what it wrote stays on its {@link MemoryDisk}. */
public final class MemoryEngine implements KvEngine {
  private final MemoryDisk disk;
  private final long life;
  private final EngineUsers users = new EngineUsers();

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
    return new MemorySnapshot(version, new EngineUsers());
  }

  /** Like the real one it counts its calls: a use after the end is a fault (rule D10). */
  private <T> T call(Function<Version, T> body) {
    users.enter();
    try {
      return body.apply(disk.current());
    } finally {
      users.exit();
    }
  }

  private void act(Runnable body) {
    users.enter();
    try {
      body.run();
    } finally {
      users.exit();
    }
  }

  @Override
  public @Nullable Bytes get(Family family, Bytes key) {
    users.enter();
    try {
      return disk.current().get(family, key);
    } finally {
      users.exit();
    }
  }

  @Override
  public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
    return call(now -> new MemoryIterator(now.tree(family), lowerInclusive, upperExclusive, users));
  }

  @Override
  public void write(WriteBatch batch) {
    if (!batch.isEmpty()) {
      act(() -> disk.write(life, batch));
    }
  }

  @Override
  public EngineSnapshot snapshot() {
    return call(now -> new MemorySnapshot(now, users));
  }

  @Override
  public void syncWal() {
    act(() -> disk.sync(life));
  }

  @Override
  public void flush() {
    act(() -> disk.sync(life));
  }

  @Override
  public boolean releaseReserve() {
    return call(now -> disk.releaseReserve(life));
  }

  @Override
  public boolean restoreReserve() {
    return call(now -> disk.restoreReserve(life));
  }

  @Override
  public long approximateSizeBytes(Family family, Bytes start, Bytes end) {
    return call(
        now -> {
          @Nullable Tree tree = now.tree(family);
          long below = end.isEmpty() ? Tree.size(tree) : Tree.sizeBelow(tree, end);
          return Math.max(0, below - Tree.sizeBelow(tree, start));
        });
  }

  @Override
  public int openHandles() {
    return users.count();
  }

  @Override
  public void refuseUsers() {
    users.refuse();
  }

  @Override
  public boolean closeIfUnused() {
    if (users.end()) {
      disk.close(life);
    }
    return users.ended();
  }

  /** Under simulation nobody may have to be waited for so long: the forgotten handle is a bug. */
  @Override
  public void leak() {
    users.checkNoneOpen();
    users.giveUp();
  }

  @Override
  public void abandon() {
    if (!users.ended() && users.endForced()) {
      disk.kill();
    }
  }

  @Override
  public void close() {
    if (!users.ended()) {
      users.checkNoneOpen();
      users.refuse();
      Invariant.check(closeIfUnused(), "D10 engine closed while it is used", "life", life);
    }
  }

  private static final class MemorySnapshot implements EngineSnapshot {
    private final Version version;
    private final EngineUsers users;
    private final EngineUsers.Handle handle;

    MemorySnapshot(Version version, EngineUsers users) {
      this.version = version;
      this.users = users;
      this.handle = users.opened(() -> {});
    }

    @Override
    public @Nullable Bytes get(Family family, Bytes key) {
      handle.check();
      return version.get(family, key);
    }

    @Override
    public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
      handle.check();
      return new MemoryIterator(version.tree(family), lowerInclusive, upperExclusive, users);
    }

    @Override
    public void close() {
      handle.close();
    }
  }
}
