package io.holdfast.runtime.scratch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Loads a native library out of a jar and leaves no copy of it behind. The system keeps the code of
 * a library that is loaded, so its file goes at once; where a loaded file cannot be removed
 * (Windows) the next process does it.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Unpacks a resource into a temporary directory, as a file of that name, calls {@code load} with
   * the directory, and removes it. False when there is no such resource.
   *
   * @throws UncheckedIOException when it cannot be unpacked
   */
  public static boolean load(ClassLoader jar, String resource, String file, Consumer<Path> load) {
    try (InputStream packed = jar.getResourceAsStream(resource)) {
      if (packed == null) {
        return false;
      }
      TemporaryDirectory directory = TemporaryDirectory.create("native");
      try {
        Files.copy(packed, directory.path().resolve(file));
        load.accept(directory.path());
      } finally {
        if (!onWindows()) {
          directory.close();
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the library " + resource, e);
    }
  }

  private static boolean onWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }
}
