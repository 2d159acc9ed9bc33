package io.holdfast.cluster;

import io.holdfast.pd.server.PdConfig;
import io.holdfast.pd.server.PdNode;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.time.Duration;

/** The placement driver of a local cluster. Belongs to the cluster's lock. */
final class LocalPd {
  private static final Duration END_WAIT = Duration.ofSeconds(10);

  private final ThreadedRuntime runtime;
  private final PdNode node;

  private LocalPd(ThreadedRuntime runtime, PdNode node) {
    this.runtime = runtime;
    this.node = node;
  }

  static LocalPd start(String name, PdConfig config) {
    ThreadedRuntime runtime = new ThreadedRuntime(name);
    try {
      return new LocalPd(runtime, PdNode.start(runtime, config));
    } catch (PdStartException e) {
      runtime.close();
      throw new IllegalStateException(e.getMessage(), e);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  Address address() {
    return node.address();
  }

  ThreadedRuntime runtime() {
    return runtime;
  }

  void close() {
    node.close();
    runtime.close();
    boolean unused = runtime.awaitEnd(END_WAIT);
  }
}
