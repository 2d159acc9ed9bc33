package io.holdfast.raft.wal;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory that behave as badly as rule X3 allows: a power cut keeps any subset of the
 * unsynced 512-byte sectors, any unsynced length, any subset of unsynced names; after a failed sync
 * the pages read back good and are lost later.
 */
public final class FaultFiles implements FileSystem {
  static final int SECTOR = 512;

  /**
   * The machine stopped in the middle of an operation; not an IOException, nobody may handle it.
   */
  public static final class PowerCut extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class Inode {
    byte[] content = new byte[0];
    byte[] durable = new byte[0];

    /** Sectors whose unsynced bytes a failed sync has given up. */
    TreeSet<Integer> lost = new TreeSet<>();
  }

  private TreeMap<Path, Inode> names = new TreeMap<>();
  private TreeMap<Path, Inode> durableNames = new TreeMap<>();
  private final TreeSet<Path> directories = new TreeSet<>();
  private long operations;
  private long cutAt = Long.MAX_VALUE;
  private long failSyncs;
  private long spaceBytes = Long.MAX_VALUE;
  private boolean syncsAreNoOps;
  private long syncs;

  /** Changes so far: appends, syncs, creations, deletions, directory syncs. */
  public long operations() {
    return operations;
  }

  /** The power goes out instead of the operation of this number (from 0). */
  public void cutPowerAt(long operation) {
    cutAt = operation;
  }

  /** The next {@code count} syncs fail. */
  public void failSyncs(long count) {
    failSyncs = count;
  }

  /** Room for all files together. */
  public void spaceBytes(long bytes) {
    spaceBytes = bytes;
  }

  /** A planted bug: syncs answer and do nothing. */
  public void syncsAreNoOps(boolean on) {
    syncsAreNoOps = on;
  }

  public long syncs() {
    return syncs;
  }

  private void operation() {
    if (operations++ >= cutAt) {
      throw new PowerCut();
    }
  }

  /** Power comes back: what was not synced survives as {@code random} decides. */
  public void powerCut(RandomGenerator random) {
    cutAt = Long.MAX_VALUE;
    TreeSet<Path> either = new TreeSet<>(names.keySet());
    either.addAll(durableNames.keySet());
    TreeMap<Path, Inode> survivors = new TreeMap<>();
    for (Path path : either) {
      Inode now = names.get(path);
      Inode before = durableNames.get(path);
      Inode survivor = now == before || random.nextBoolean() ? now : before;
      if (survivor != null) {
        survivors.put(path, survivor);
      }
    }
    int mode = random.nextInt(4); // The extremes often: all lost, all kept.
    for (Inode each : survivors.values()) {
      each.content = survivingContent(each, mode, random);
      each.durable = each.content.clone();
      each.lost.clear();
    }
    names = survivors;
    durableNames = new TreeMap<>(survivors);
  }

  private static byte[] survivingContent(Inode file, int mode, RandomGenerator random) {
    int shorter = Math.min(file.content.length, file.durable.length);
    int longer = Math.max(file.content.length, file.durable.length);
    int length =
        switch (mode) {
          case 0 -> file.durable.length;
          case 1 -> file.content.length;
          default -> shorter + random.nextInt(longer - shorter + 1);
        };
    byte[] result = new byte[length];
    for (int start = 0; start < length; start += SECTOR) {
      boolean keepNew = mode == 1 || (mode != 0 && random.nextBoolean());
      byte[] source = keepNew && !file.lost.contains(start) ? file.content : file.durable;
      int end = Math.min(length, start + SECTOR);
      for (int i = start; i < end && i < source.length; i++) {
        result[i] = source[i];
      }
    }
    return result;
  }

  /** The process dies: all that was given to the operating system survives, for now (rule X1). */
  public void kill() {
    cutAt = Long.MAX_VALUE;
  }

  /** The bytes of a file. */
  public byte[] content(Path file) {
    return inode(file).content.clone();
  }

  /** Replaces the bytes of a file, durably. */
  public void setContent(Path file, byte[] content) {
    Inode inode = names.computeIfAbsent(file, path -> new Inode());
    inode.content = content.clone();
    inode.durable = content.clone();
    durableNames.put(file, inode);
  }

  /** An independent copy in its present state. */
  public FaultFiles copy() {
    FaultFiles copy = new FaultFiles();
    copy.directories.addAll(directories);
    TreeMap<Path, Inode> all = new TreeMap<>();
    names.forEach((path, inode) -> all.put(path, copyOf(inode)));
    copy.names = all;
    durableNames.forEach(
        (path, inode) ->
            copy.durableNames.put(path, names.get(path) == inode ? all.get(path) : copyOf(inode)));
    return copy;
  }

  private static Inode copyOf(Inode inode) {
    Inode copy = new Inode();
    copy.content = inode.content.clone();
    copy.durable = inode.durable.clone();
    copy.lost = new TreeSet<>(inode.lost);
    return copy;
  }

  private Inode inode(Path file) {
    Inode inode = names.get(file);
    if (inode == null) {
      throw new AssertionError("no file " + file);
    }
    return inode;
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    operation();
    if (names.containsKey(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Inode inode = new Inode();
    names.put(file, inode);
    return new OpenFile(inode, 0);
  }

  @Override
  public AppendFile openForAppend(Path file) throws IOException {
    Inode inode = existing(file);
    return new OpenFile(inode, inode.content.length);
  }

  @Override
  public AppendFile openForReuse(Path file) throws IOException {
    return new OpenFile(existing(file), 0);
  }

  private Inode existing(Path file) throws NoSuchFileException {
    Inode inode = names.get(file);
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return inode;
  }

  @Override
  public ReadFile open(Path file) throws IOException {
    Inode inode = existing(file);
    return new ReadFile() {
      @Override
      public long size() {
        return inode.content.length;
      }

      @Override
      public int read(long position, ByteBuffer target) {
        int available = (int) Math.min(target.remaining(), inode.content.length - position);
        if (available <= 0) {
          return -1;
        }
        target.put(inode.content, (int) position, available);
        return available;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<String> list(Path directory) {
    List<String> found = new ArrayList<>();
    for (Path path : names.keySet()) {
      if (directory.equals(path.getParent())) {
        found.add(String.valueOf(path.getFileName()));
      }
    }
    return found;
  }

  @Override
  public boolean exists(Path path) {
    return names.containsKey(path) || directories.contains(path);
  }

  @Override
  public void createDirectories(Path directory) {
    for (@Nullable Path each = directory; each != null; each = each.getParent()) {
      directories.add(each);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    operation();
    names.put(to, existing(from));
    names.remove(from);
  }

  @Override
  public void delete(Path path) {
    operation();
    names.remove(path);
  }

  @Override
  public Space space(Path directory) {
    return new Space(spaceBytes, spaceBytes);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    operation();
    failIfAsked();
    if (syncsAreNoOps) {
      return;
    }
    durableNames.keySet().removeIf(path -> directory.equals(path.getParent()));
    names.forEach(
        (path, inode) -> {
          if (directory.equals(path.getParent())) {
            durableNames.put(path, inode);
          }
        });
  }

  private void failIfAsked() throws IOException {
    if (failSyncs > 0) {
      failSyncs--;
      throw new IOException("Input/output error");
    }
  }

  @Override
  public AutoCloseable lockDirectory(Path directory) {
    return () -> {};
  }

  private final class OpenFile implements AppendFile {
    private final Inode inode;
    private int end;

    OpenFile(Inode inode, int end) {
      this.inode = inode;
      this.end = end;
    }

    @Override
    public long size() {
      return end;
    }

    @Override
    public long allocated() {
      return inode.content.length;
    }

    @Override
    public void allocate(long bytes) throws IOException {
      int from = end;
      end = inode.content.length;
      try {
        append(ByteBuffer.allocate((int) Math.max(0, bytes - end)));
      } finally {
        end = from;
      }
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      operation();
      for (ByteBuffer buffer : buffers) {
        long used = names.values().stream().mapToLong(each -> each.content.length).sum();
        long there = inode.content.length - (long) end;
        int room = (int) Math.max(0, Math.min(buffer.remaining(), there + spaceBytes - used));
        int start = end;
        byte[] grown = Arrays.copyOf(inode.content, Math.max(inode.content.length, start + room));
        boolean full = room < buffer.remaining();
        buffer.get(grown, start, room);
        inode.content = grown;
        end = start + room;
        for (int at = start / SECTOR * SECTOR; at < end; at += SECTOR) {
          inode.lost.remove(at); // Written again: dirty again.
        }
        if (full) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    public void sync() throws IOException {
      operation();
      syncs++;
      if (failSyncs > 0) {
        for (int at = 0; at < inode.content.length; at += SECTOR) {
          if (dirty(at)) {
            inode.lost.add(at);
          }
        }
      }
      failIfAsked();
      if (!syncsAreNoOps) {
        byte[] synced = inode.content.clone();
        for (int at : inode.lost) {
          for (int i = at; i < Math.min(synced.length, at + SECTOR); i++) {
            synced[i] = i < inode.durable.length ? inode.durable[i] : 0;
          }
        }
        inode.durable = synced;
      }
    }

    private boolean dirty(int at) {
      int end = Math.min(inode.content.length, at + SECTOR);
      return end > inode.durable.length
          || !Arrays.equals(inode.content, at, end, inode.durable, at, end);
    }

    @Override
    public void truncate(long size) {
      operation();
      inode.content = Arrays.copyOf(inode.content, (int) size);
      end = (int) Math.min(end, size);
    }

    @Override
    public void close() {}
  }
}
