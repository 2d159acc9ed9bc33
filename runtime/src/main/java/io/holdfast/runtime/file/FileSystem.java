package io.holdfast.runtime.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one node. Durability is explicit: content survives a power cut only after {@link
 * AppendFile#sync()}, and a creation, rename or deletion only after {@link #syncDirectory} of the
 * directory that names it.
 *
 * <p>Thread-safe; a single open file belongs to one loop. A failed {@code sync} is final: the
 * caller must stop the process and never retry on the same file.
 */
public interface FileSystem {
  /**
   * Creates a new, empty file for appending. Fails with FileAlreadyExistsException if it exists.
   */
  AppendFile create(Path file) throws IOException;

  /** Opens an existing file for appending at its end. Fails with NoSuchFileException if absent. */
  AppendFile openForAppend(Path file) throws IOException;

  /**
   * Opens an existing file to be written anew: appends overwrite what is there from its beginning,
   * and what they have not reached yet still reads back. Fails with NoSuchFileException if absent.
   */
  AppendFile openForReuse(Path file) throws IOException;

  /** Opens an existing file for reading. Fails with NoSuchFileException if it is absent. */
  ReadFile open(Path file) throws IOException;

  /** Names (not paths) in a directory, sorted; empty when the directory does not exist. */
  List<String> list(Path directory) throws IOException;

  /** True iff a file or directory of that path exists. */
  boolean exists(Path path) throws IOException;

  /**
   * Creates the directory and its parents where missing, durably: each parent is synced behind the
   * child it got, so that nobody loses a whole tree for want of one name above it.
   */
  void createDirectories(Path directory) throws IOException;

  /** Atomically renames, replacing the target. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file, or a directory with all it holds; nothing happens when it is absent. */
  void delete(Path path) throws IOException;

  /** Makes creations, renames and deletions in this directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /**
   * Takes the exclusive lock of a directory (by a lock file in it), until closed or the process
   * dies. Fails with {@link DirectoryInUseException} when someone holds it.
   */
  AutoCloseable lockDirectory(Path directory) throws IOException;

  /** The disk that holds this existing directory. May wait for the disk. */
  Space space(Path directory) throws IOException;

  /**
   * Room on a disk, in bytes.
   *
   * @param totalBytes size of the disk
   * @param usableBytes what this process may still write
   */
  record Space(long totalBytes, long usableBytes) {}

  /** A file being written at its end. Belongs to one loop. */
  interface AppendFile extends AutoCloseable {
    /** Where the next append goes: bytes of content, unsynced ones included. */
    long size();

    /** Bytes of the file, with those behind {@link #size()} that appends will overwrite. */
    long allocated();

    /** Appends the remaining bytes of all buffers. */
    void append(ByteBuffer... buffers) throws IOException;

    /**
     * Lengthens the file by zeros until {@code allocated} bytes are there, so that appends up to
     * there need not grow it, and syncs of them need not record that. {@link #size()} stays. A
     * failure, as for want of room, leaves any part of it.
     */
    void allocate(long allocated) throws IOException;

    /** Makes all content appended so far durable ({@code fdatasync}). Counted. */
    void sync() throws IOException;

    /**
     * Cuts the file to {@code size} bytes, allocated ones included. Not durable before {@link
     * #sync()}.
     */
    void truncate(long size) throws IOException;

    /** Closes without syncing. */
    @Override
    void close() throws IOException;
  }

  /** A file open for positional reads. Safe for several threads. */
  interface ReadFile extends AutoCloseable {
    /** Bytes in the file. */
    long size() throws IOException;

    /** Reads up to {@code target.remaining()} bytes at {@code position}; -1 at the end. */
    int read(long position, ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;
  }
}
