package io.holdfast.runtime.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's files. Content is synced by {@code fdatasync}, directories by an {@code fsync} of
 * the directory; both are counted.
 *
 * <p>{@link #close()} closes every open file and releases every lock, unsynced, as the end of a
 * process would: inside one JVM a killed node must not leak descriptors or keep its directory.
 */
public final class NioFileSystem implements FileSystem, AutoCloseable {
  /** Name of the lock file in a locked directory. */
  static final String LOCK_FILE = "node.lock";

  private static final Logger LOG = LoggerFactory.getLogger(NioFileSystem.class);

  /** Never written to. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

  private final Set<FileChannel> open = ConcurrentHashMap.newKeySet();
  private final LongAdder syncs = new LongAdder();
  private volatile boolean closed;

  /** Syncs of files and directories completed so far. */
  public long syncCount() {
    return syncs.sum();
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    FileChannel channel =
        track(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    return new NioAppendFile(file, channel, 0, 0);
  }

  @Override
  public AppendFile openForAppend(Path file) throws IOException {
    return openExisting(file, false);
  }

  @Override
  public AppendFile openForReuse(Path file) throws IOException {
    return openExisting(file, true);
  }

  private AppendFile openExisting(Path file, boolean fromItsBeginning) throws IOException {
    FileChannel channel = track(FileChannel.open(file, StandardOpenOption.WRITE));
    try {
      long length = channel.size();
      long end = fromItsBeginning ? 0 : length;
      channel.position(end);
      return new NioAppendFile(file, channel, end, length);
    } catch (IOException e) {
      untrack(channel);
      throw e;
    }
  }

  @Override
  public ReadFile open(Path file) throws IOException {
    return new NioReadFile(track(FileChannel.open(file, StandardOpenOption.READ)));
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path path = directory.toAbsolutePath();
        path != null && !Files.isDirectory(path);
        path = path.getParent()) {
      missing.add(path);
    }
    Files.createDirectories(directory);
    for (int i = missing.size() - 1; i >= 0; i--) {
      Path parent = missing.get(i).getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.deleteIfExists(path);
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(path)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
    syncs.increment();
  }

  @Override
  public Space space(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return new Space(store.getTotalSpace(), store.getUsableSpace());
  }

  @Override
  public AutoCloseable lockDirectory(Path directory) throws IOException {
    FileChannel channel =
        track(
            FileChannel.open(
                directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) { // Held by another node of this JVM.
      lock = null;
    } catch (IOException e) {
      untrack(channel);
      throw e;
    }
    if (lock == null) {
      untrack(channel);
      throw new DirectoryInUseException(directory);
    }
    return () -> untrack(channel); // Closing the channel releases its lock.
  }

  /** Closes all files and releases all locks; later calls that open something fail. */
  @Override
  public void close() {
    closed = true;
    for (FileChannel channel : new ArrayList<>(open)) {
      try {
        untrack(channel);
      } catch (IOException e) {
        LOG.warn("A file of a stopped node could not be closed", e);
      }
    }
  }

  private FileChannel track(FileChannel channel) throws IOException {
    open.add(channel);
    if (closed) {
      untrack(channel);
      throw new IOException("the files of this node are closed");
    }
    return channel;
  }

  private void untrack(FileChannel channel) throws IOException {
    open.remove(channel);
    channel.close();
  }

  private final class NioAppendFile implements AppendFile {
    private final Path file;
    private final FileChannel channel;
    private long size;
    private long allocated;
    private boolean syncFailed;

    NioAppendFile(Path file, FileChannel channel, long size, long allocated) {
      this.file = file;
      this.channel = channel;
      this.size = size;
      this.allocated = allocated;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public long allocated() {
      return Math.max(size, allocated);
    }

    @Override
    public void allocate(long bytes) throws IOException {
      // Written and not only sized: a hole would be filled, and recorded, by each later sync.
      allocated = allocated();
      while (allocated < bytes) {
        ByteBuffer zeros = ZEROS.duplicate();
        zeros.limit((int) Math.min(zeros.capacity(), bytes - allocated));
        allocated += channel.write(zeros, allocated);
      }
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      long left = 0;
      for (ByteBuffer buffer : buffers) {
        left += buffer.remaining();
      }
      // Counted write by write, so that after a failure size() is what the file really holds.
      while (left > 0) {
        long written = channel.write(buffers);
        size += written;
        left -= written;
      }
    }

    @Override
    public void sync() throws IOException {
      if (syncFailed) {
        throw new IOException("an earlier sync of " + file + " failed; its content is unknown");
      }
      try {
        channel.force(false);
      } catch (IOException e) {
        syncFailed = true;
        throw e;
      }
      syncs.increment();
    }

    @Override
    public void truncate(long newSize) throws IOException {
      channel.truncate(newSize);
      size = Math.min(size, newSize);
      allocated = Math.min(allocated, newSize);
      channel.position(size);
    }

    @Override
    public void close() throws IOException {
      untrack(channel);
    }
  }

  private final class NioReadFile implements ReadFile {
    private final FileChannel channel;

    NioReadFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public void close() throws IOException {
      untrack(channel);
    }
  }
}
