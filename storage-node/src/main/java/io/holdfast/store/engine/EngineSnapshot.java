package io.holdfast.store.engine;

/** One consistent state of all families. Cheap; closed by whoever took it. */
public interface EngineSnapshot extends EngineReader, AutoCloseable {
  @Override
  void close();
}
