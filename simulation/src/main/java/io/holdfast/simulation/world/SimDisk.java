package io.holdfast.simulation.world;

import io.holdfast.runtime.file.DirectoryInUseException;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one machine: names and contents as the operating system shows them, and beside them
 * what a power cut would leave (rules X1, X3).
 *
 * <p>Names: changes since the last sync of their directory form a journal; a power cut keeps a
 * seeded prefix of it (often nothing, often all). Contents: see {@link SimFile}. Switches let syncs
 * fail or take long and limit the space; counters tell what a run exercised.
 */
public final class SimDisk {
  private static final Path ROOT = Path.of("/");
  private static final long NOMINAL_FREE_BYTES = 1L << 40;

  private final String node;
  private final RandomGenerator random;
  private TreeMap<Path, SimFile> files = new TreeMap<>();
  private TreeMap<Path, SimFile> durableFiles = new TreeMap<>();
  private final TreeSet<Path> directories = new TreeSet<>();
  private final List<NameChange> journal = new ArrayList<>();
  private final Set<Path> locks = new LinkedHashSet<>();
  private long capacityBytes = Long.MAX_VALUE;
  private int failingSyncs;
  private long extraSyncNanos;
  private long hangNanos;
  private int crashCountdown;
  private CrashKind crashKind = CrashKind.KILL;
  private long syncs;
  private long writes;
  private long bytesWritten;
  private long bytesLost;
  private long namesLost;

  /** {@code path} names {@code after} from now on, or nothing; {@code gone} names nothing. */
  private record NameChange(Path path, @Nullable SimFile after, @Nullable Path gone) {
    boolean touches(Path directory) {
      return parent(path).equals(directory) || (gone != null && parent(gone).equals(directory));
    }
  }

  SimDisk(String node, RandomGenerator random) {
    this.node = node;
    this.random = random;
  }

  // ---- switches and counters ----

  /** Appends that would exceed this sum of file sizes fail: no space left. */
  public void setCapacityBytes(long max) {
    capacityBytes = max;
  }

  /**
   * The next {@code count} syncs of files fail. What they should have made durable still reads
   * back, and is lost at the next power cut, whatever is synced later (rule X3).
   */
  public void failSyncs(int count) {
    failingSyncs = count;
  }

  /** Every sync takes that much longer; the loop that calls it is busy meanwhile. */
  public void setExtraSyncNanos(long nanos) {
    extraSyncNanos = nanos;
  }

  /**
   * Syncs do not answer for so long; then the disk works again, for whoever has waited as for
   * others that come.
   */
  public void setHangNanos(long nanos) {
    hangNanos = nanos;
  }

  /**
   * No file grows any more, until {@link #setCapacityBytes} says otherwise; what is deleted is
   * room.
   */
  void fill() {
    capacityBytes = usedBytes();
  }

  /** Removes failing syncs, slowness and the limit of space. */
  public void heal() {
    failingSyncs = 0;
    extraSyncNanos = 0;
    hangNanos = 0;
    capacityBytes = Long.MAX_VALUE;
  }

  /** Number of file and directory syncs. */
  public long syncs() {
    return syncs;
  }

  /** Number of appends and truncations. */
  public long writes() {
    return writes;
  }

  /** Bytes written. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /** Bytes of content that power cuts took away. */
  public long bytesLost() {
    return bytesLost;
  }

  /** Creations, renames and deletions that power cuts took away. */
  public long namesLost() {
    return namesLost;
  }

  /** Sum of all file sizes. */
  public long usedBytes() {
    long sum = 0;
    for (SimFile file : files.values()) {
      sum += file.size();
    }
    return sum;
  }

  /** Size and room as the operating system shows them; without a limit a tebibyte is free. */
  FileSystem.Space space() {
    long used = usedBytes();
    long total = capacityBytes == Long.MAX_VALUE ? used + NOMINAL_FREE_BYTES : capacityBytes;
    return new FileSystem.Space(total, Math.max(0, total - used));
  }

  /** The content of a file as a reader sees it; for tests that corrupt or compare files. */
  public byte[] contents(Path path) throws IOException {
    return file(path).copy();
  }

  /** Replaces a file's content, durably: corruption planted by a test. */
  public void overwrite(Path path, byte[] content) throws IOException {
    file(path).overwrite(content);
  }

  /** Paths of all files, sorted. */
  public List<Path> paths() {
    return List.copyOf(files.keySet());
  }

  /** What an operator may have kept of the files below a directory, at one instant. */
  public static final class Copy {
    private final Path directory;
    private final TreeMap<Path, byte[]> contents = new TreeMap<>();

    private Copy(Path directory) {
      this.directory = directory;
    }
  }

  /** A copy of everything below the directory, as a reader sees it now. */
  public Copy copy(Path directory) {
    Copy copy = new Copy(directory);
    for (Map.Entry<Path, SimFile> file : files.entrySet()) {
      if (file.getKey().startsWith(directory)) {
        copy.contents.put(file.getKey(), file.getValue().copy());
      }
    }
    return copy;
  }

  /** Puts the copy in the place of what is there, durably. No process may run. */
  public void putBack(Copy copy) throws IOException {
    delete(copy.directory);
    createDirectories(copy.directory);
    for (Map.Entry<Path, byte[]> kept : copy.contents.entrySet()) {
      createDirectories(parent(kept.getKey()));
      SimFile file = createFile(kept.getKey());
      file.overwrite(kept.getValue());
    }
    journal.forEach(this::apply);
    journal.clear();
  }

  // ---- names ----

  SimFile createFile(Path path) throws IOException {
    if (files.containsKey(path) || directories.contains(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (!isDirectory(parent(path))) {
      throw new NoSuchFileException(parent(path).toString());
    }
    SimFile file = new SimFile();
    files.put(path, file);
    journal.add(new NameChange(path, file, null));
    return file;
  }

  SimFile file(Path path) throws IOException {
    SimFile file = files.get(path);
    if (file == null) {
      throw new NoSuchFileException(path.toString());
    }
    return file;
  }

  boolean exists(Path path) {
    return files.containsKey(path) || isDirectory(path);
  }

  List<String> list(Path directory) {
    TreeSet<String> names = new TreeSet<>();
    for (Path path : files.keySet()) {
      if (parent(path).equals(directory)) {
        names.add(name(path));
      }
    }
    for (Path path : directories) {
      if (!path.equals(ROOT) && parent(path).equals(directory)) {
        names.add(name(path));
      }
    }
    return List.copyOf(names);
  }

  // Durable when this returns: the file system syncs the parents by contract.
  void createDirectories(Path directory) throws IOException {
    for (Path path = directory; path != null && !path.equals(ROOT); path = path.getParent()) {
      if (files.containsKey(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      directories.add(path);
    }
  }

  void rename(Path from, Path to) throws IOException {
    SimFile file = file(from);
    if (!isDirectory(parent(to))) {
      throw new NoSuchFileException(parent(to).toString());
    }
    files.remove(from);
    files.put(to, file);
    journal.add(new NameChange(to, file, from)); // One change: a rename is atomic.
  }

  void delete(Path path) {
    List<Path> doomed = new ArrayList<>();
    for (Path candidate : files.tailMap(path, true).keySet()) {
      if (candidate.startsWith(path)) {
        doomed.add(candidate);
      }
    }
    for (Path file : doomed) {
      files.remove(file);
      journal.add(new NameChange(file, null, null));
    }
    directories.removeIf(directory -> directory.startsWith(path));
  }

  /**
   * Takes all files below the directory away, as a mount that fails. The answer brings them back,
   * in place of whatever has come there since. Nobody may use the disk at either time.
   */
  Runnable takeAway(Path directory) {
    Map<Path, SimFile> seen = below(directory, files);
    Map<Path, SimFile> kept = below(directory, durableFiles);
    List<NameChange> changes = forget(directory);
    return () -> {
      List<NameChange> unused = forget(directory);
      files.putAll(seen);
      durableFiles.putAll(kept);
      journal.addAll(changes);
    };
  }

  private static Map<Path, SimFile> below(Path directory, Map<Path, SimFile> all) {
    TreeMap<Path, SimFile> found = new TreeMap<>(all);
    found.keySet().removeIf(path -> !path.startsWith(directory));
    return found;
  }

  private List<NameChange> forget(Path directory) {
    List<NameChange> changes = new ArrayList<>(journal);
    changes.removeIf(change -> !change.path.startsWith(directory));
    journal.removeAll(changes);
    files.keySet().removeIf(path -> path.startsWith(directory));
    durableFiles.keySet().removeIf(path -> path.startsWith(directory));
    return changes;
  }

  void syncDirectory(Path directory) throws IOException {
    syncs++;
    List<NameChange> rest = new ArrayList<>();
    for (NameChange change : journal) {
      if (change.touches(directory)) {
        apply(change);
      } else {
        rest.add(change);
      }
    }
    journal.clear();
    journal.addAll(rest);
  }

  private void apply(NameChange change) {
    if (change.after == null) {
      durableFiles.remove(change.path);
    } else {
      durableFiles.put(change.path, change.after);
    }
    if (change.gone != null) {
      durableFiles.remove(change.gone);
    }
  }

  void lock(Path directory) throws IOException {
    if (!isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!locks.add(directory)) {
      throw new DirectoryInUseException(directory);
    }
  }

  void unlock(Path directory) {
    locks.remove(directory);
  }

  // ---- contents ----

  void write(SimFile file, int at, byte[] bytes, int length) throws IOException {
    writes++;
    int growth = Math.max(0, at + length - file.size());
    if (growth > capacityBytes - Math.min(capacityBytes, usedBytesIfLimited())) {
      throw new IOException("No space left on device of " + node);
    }
    file.write(at, bytes, length);
    bytesWritten += length;
  }

  private long usedBytesIfLimited() {
    return capacityBytes == Long.MAX_VALUE ? 0 : usedBytes();
  }

  void truncate(SimFile file, long size) {
    writes++;
    file.truncate(Math.toIntExact(size));
  }

  void sync(SimFile file) throws IOException {
    syncs++;
    if (failingSyncs > 0) {
      failingSyncs--;
      file.syncFailed();
      throw new IOException("Input/output error while syncing on " + node);
    }
    file.sync();
  }

  /** For a sync of a task that has taken {@code spentNanos} already. */
  long extraSyncNanos(long spentNanos) {
    return extraSyncNanos + Math.max(0, hangNanos - spentNanos);
  }

  RandomGenerator random() {
    return random;
  }

  // ---- crashes ----

  void armCrash(int operations, CrashKind kind) {
    crashCountdown = Math.max(1, operations);
    crashKind = kind;
  }

  void disarmCrash() {
    crashCountdown = 0;
  }

  /** True iff the node must die inside the operation that is about to happen. */
  boolean crashNow() {
    return crashCountdown > 0 && --crashCountdown == 0;
  }

  CrashKind crashKind() {
    return crashKind;
  }

  void processDied() {
    locks.clear();
  }

  void powerCut() {
    int kept = prefix(journal.size());
    for (int i = 0; i < kept; i++) {
      apply(journal.get(i));
    }
    namesLost += journal.size() - kept;
    journal.clear();
    files = new TreeMap<>(durableFiles);
    durableFiles = new TreeMap<>(files);
    for (SimFile file : files.values()) {
      bytesLost += file.powerCut(random);
    }
  }

  /** Both extremes often: they find different bugs. */
  private int prefix(int size) {
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> size;
      default -> random.nextInt(size + 1);
    };
  }

  private boolean isDirectory(Path path) {
    return path.equals(ROOT) || directories.contains(path);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? ROOT : parent;
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
