package io.holdfast.endtoend.planted;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Defines the patched classes, and again all classes that may see them; the rest comes from the
 * class path of the test, compiled and warm as it is.
 */
final class PatchedLoader extends ClassLoader {
  private final Map<String, byte[]> patched;
  private final Predicate<String> own;

  /** {@code own} tells by its name whether a class is defined here. */
  PatchedLoader(ClassLoader parent, Map<String, byte[]> patched, Predicate<String> own) {
    super(parent);
    this.patched = patched;
    this.own = own;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!own.test(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = patched.get(name);
      if (bytes == null) {
        bytes = read(name);
      }
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private byte @Nullable [] read(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
