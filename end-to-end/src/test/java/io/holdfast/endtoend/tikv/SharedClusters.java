package io.holdfast.endtoend.tikv;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.protocol.key.KeyMode;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.LoggerFactory;

/**
 * Hands tests the shared cluster of a key mode, or our stubs to it; both are started on first use
 * and closed when the run ends.
 */
final class SharedClusters implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedClusters.class);

  /** A cluster and our connection to it. */
  private record Running(LocalCluster cluster, Wire wire) implements AutoCloseable {
    static Running start(KeyMode mode) {
      // A client whose store is killed says so at length.
      quiet("org.tikv");
      quiet("io.etcd");
      LocalCluster cluster =
          LocalCluster.start(LocalClusterOptions.defaults().withKeyMode(mode).withStatus(true));
      return new Running(cluster, new Wire(cluster));
    }

    private static void quiet(String name) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.OFF);
      }
    }

    @Override
    public void close() {
      wire.close();
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(Serving.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    KeyMode mode = parameter.findAnnotation(Serving.class).orElseThrow().value();
    Running running =
        context.getRoot().getStore(NAMESPACE).computeIfAbsent(mode, Running::start, Running.class);
    return parameter.getParameter().getType() == Wire.class ? running.wire() : running.cluster();
  }
}
