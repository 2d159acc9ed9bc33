package io.holdfast.store.server;

import io.holdfast.store.engine.KvEngine;
import java.nio.file.Path;

/** Opens the engine of a store; the directory belongs to the engine alone. */
@FunctionalInterface
public interface EngineFactory {
  /** Opens or creates; a directory that cannot be read is an exception that names it. */
  KvEngine open(Path directory);
}
