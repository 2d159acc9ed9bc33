package io.holdfast.bench.peer;

import io.holdfast.bench.process.ProcessGroup;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A system that can be measured where it is to be had. */
interface PeerKind {
  /** Name on the command line and in results. */
  String name();

  /** What it is and how it is set, for the report. */
  String settings();

  /** Why it is not to be had here and how to get it; null when it is. */
  @Nullable String absent() throws Exception;

  /** Starts three durable replicas, or what comes nearest, and loads the keys. */
  Peer start(ProcessGroup group, PeerPlan plan, Consumer<String> progress) throws Exception;
}
