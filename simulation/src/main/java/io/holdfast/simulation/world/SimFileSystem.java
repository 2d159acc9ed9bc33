package io.holdfast.simulation.world;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * One life's view of its machine's {@link SimDisk}. Adds what belongs to a process: operations end
 * with the life, take virtual time, can be the place where the process dies, and enter the trace.
 */
final class SimFileSystem implements FileSystem {
  private final SimWorld world;
  private final SimRuntime runtime;
  private final SimDisk disk;

  SimFileSystem(SimWorld world, SimRuntime runtime, SimDisk disk) {
    this.world = world;
    this.runtime = runtime;
    this.disk = disk;
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    Path path = begin("create", file);
    return new Appender(path, disk.createFile(path), 0);
  }

  @Override
  public AppendFile openForAppend(Path file) throws IOException {
    Path path = begin("open", file);
    SimFile found = disk.file(path);
    return new Appender(path, found, found.size());
  }

  @Override
  public AppendFile openForReuse(Path file) throws IOException {
    Path path = begin("reuse", file);
    return new Appender(path, disk.file(path), 0);
  }

  @Override
  public ReadFile open(Path file) throws IOException {
    Path path = begin("open", file);
    return new Reader(disk.file(path));
  }

  @Override
  public List<String> list(Path directory) {
    return disk.list(begin("list", directory));
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(begin("exists", path));
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(begin("mkdir", directory));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Path source = begin("rename", from);
    Path target = normal(to);
    boolean dies = disk.crashNow();
    if (!dies || disk.random().nextBoolean()) {
      disk.rename(source, target);
    }
    dieIf(dies);
  }

  @Override
  public void delete(Path file) {
    Path path = begin("delete", file);
    boolean dies = disk.crashNow();
    if (!dies || disk.random().nextBoolean()) {
      disk.delete(path);
    }
    dieIf(dies);
  }

  @Override
  public Space space(Path directory) {
    return disk.space();
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    Path path = begin("syncdir", directory);
    boolean dies = disk.crashNow();
    if (!dies || disk.random().nextBoolean()) {
      disk.syncDirectory(path);
    }
    dieIf(dies);
    spendSync();
  }

  @Override
  public AutoCloseable lockDirectory(Path directory) throws IOException {
    Path path = begin("lock", directory);
    disk.lock(path);
    return () -> {
      if (!runtime.stopped()) {
        disk.unlock(path);
      }
    };
  }

  private Path begin(String operation, Path path) {
    world.checkCaller(operation);
    runtime.checkAlive();
    Path normal = normal(path);
    world.note(operation, normal.toString().hashCode());
    return normal;
  }

  private static Path normal(Path path) {
    return Path.of("/").resolve(path).normalize();
  }

  private void dieIf(boolean dies) {
    if (dies) {
      SimNode node = runtime.node();
      if (disk.crashKind() == CrashKind.POWER_CUT) {
        node.powerCut();
      } else {
        node.kill();
      }
      throw new SimulatedCrash("died inside a file operation: " + node.name());
    }
  }

  private void spendSync() {
    SimOptions options = world.options();
    world.spend(
        runtime,
        disk.random().nextLong(options.syncNanosMin(), options.syncNanosMax())
            + disk.extraSyncNanos(world.spentNanos()));
  }

  private final class Appender implements AppendFile {
    private final Path path;
    private final SimFile file;
    private int end;
    private boolean closed;

    Appender(Path path, SimFile file, int end) {
      this.path = path;
      this.file = file;
      this.end = end;
    }

    @Override
    public long size() {
      return end;
    }

    @Override
    public long allocated() {
      return file.size();
    }

    @Override
    public void allocate(long bytes) throws IOException {
      beginWrite("allocate");
      int length = (int) Math.max(0, bytes - file.size());
      boolean dies = disk.crashNow();
      int done = dies ? disk.random().nextInt(length + 1) : length;
      disk.write(file, file.size(), new byte[length], done);
      dieIf(dies);
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      beginWrite("append");
      int length = 0;
      for (ByteBuffer buffer : buffers) {
        length += buffer.remaining();
      }
      byte[] bytes = new byte[length];
      int at = 0;
      for (ByteBuffer buffer : buffers) {
        int count = buffer.remaining();
        buffer.get(bytes, at, count);
        at += count;
      }
      world.note("append", Trace.hashOf(bytes));
      boolean dies = disk.crashNow();
      int done = dies ? disk.random().nextInt(length + 1) : length;
      disk.write(file, end, bytes, done);
      end += done;
      dieIf(dies);
    }

    @Override
    public void sync() throws IOException {
      beginWrite("sync");
      boolean dies = disk.crashNow();
      if (!dies || disk.random().nextBoolean()) {
        disk.sync(file);
      }
      dieIf(dies);
      spendSync();
    }

    @Override
    public void truncate(long size) throws IOException {
      beginWrite("truncate");
      disk.truncate(file, size);
      end = (int) Math.min(end, size);
    }

    private void beginWrite(String operation) throws IOException {
      begin(operation, path);
      if (closed) {
        throw new IOException("file is closed: " + path);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Reader implements ReadFile {
    private final SimFile file;

    Reader(SimFile file) {
      this.file = file;
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public int read(long position, ByteBuffer target) {
      world.checkCaller("read");
      runtime.checkAlive();
      byte[] bytes = new byte[target.remaining()];
      int count = file.read(position, bytes, 0, bytes.length);
      if (count > 0) {
        target.put(bytes, 0, count);
      }
      return count;
    }

    @Override
    public void close() {}
  }
}
