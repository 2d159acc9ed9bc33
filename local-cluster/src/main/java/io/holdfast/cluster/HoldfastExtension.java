package io.holdfast.cluster;

import io.holdfast.client.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a class one real cluster: started before the first, closed after the last.
 *
 * <pre>{@code
 * @RegisterExtension static final HoldfastExtension HOLDFAST = HoldfastExtension.local();
 *
 * @Test void moneyMoves(Database db) { ... }
 * }</pre>
 *
 * <p>Parameters of type {@link Database} and {@link LocalCluster} are resolved. Also usable as
 * {@code @ExtendWith(HoldfastExtension.class)}.
 */
public final class HoldfastExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private final LocalClusterOptions options;
  private @Nullable LocalCluster cluster;

  /** A cluster of three stores. */
  public HoldfastExtension() {
    this(LocalClusterOptions.defaults());
  }

  private HoldfastExtension(LocalClusterOptions options) {
    this.options = options;
  }

  /** A cluster of three stores. */
  public static HoldfastExtension local() {
    return new HoldfastExtension();
  }

  /** A cluster as described. */
  public static HoldfastExtension local(LocalClusterOptions options) {
    return new HoldfastExtension(options);
  }

  /** The running cluster. */
  public LocalCluster cluster() {
    LocalCluster running = cluster;
    if (running == null) {
      throw new IllegalStateException("the cluster runs only between the first and the last test");
    }
    return running;
  }

  /** A client of the running cluster. */
  public Database database() {
    return cluster().database();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster = LocalCluster.start(options);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LocalCluster ending = cluster;
    cluster = null;
    if (ending != null) {
      ending.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Database.class || type == LocalCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Database.class ? database() : cluster();
  }
}
