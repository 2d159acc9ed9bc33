package io.holdfast.cluster;

import io.holdfast.client.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
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
 * <p>With {@link #shared} all classes that ask for the same options share one cluster, which is
 * cleared before each class and closed after the last: a start less for each.
 *
 * <p>Parameters of type {@link Database} and {@link LocalCluster} are resolved. Also usable as
 * {@code @ExtendWith(HoldfastExtension.class)}.
 */
public final class HoldfastExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(HoldfastExtension.class);

  private final LocalClusterOptions options;
  private final boolean shared;
  private @Nullable LocalCluster cluster;

  /** A cluster of three stores. */
  public HoldfastExtension() {
    this(LocalClusterOptions.defaults(), false);
  }

  private HoldfastExtension(LocalClusterOptions options, boolean shared) {
    this.options = options;
    this.shared = shared;
  }

  /** A cluster of three stores. */
  public static HoldfastExtension local() {
    return new HoldfastExtension();
  }

  /** A cluster as described. */
  public static HoldfastExtension local(LocalClusterOptions options) {
    return new HoldfastExtension(options, false);
  }

  /** A cluster of three stores, shared with all classes that say the same. */
  public static HoldfastExtension shared() {
    return shared(LocalClusterOptions.defaults());
  }

  /** A cluster as described, shared with all classes that ask for an equal one. */
  public static HoldfastExtension shared(LocalClusterOptions options) {
    return new HoldfastExtension(options, true);
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
    if (!shared) {
      cluster = LocalCluster.start(options);
      return;
    }
    LocalCluster common =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(options, LocalCluster::start, LocalCluster.class);
    common.clear();
    cluster = common;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LocalCluster ending = cluster;
    cluster = null;
    if (ending != null && !shared) {
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
