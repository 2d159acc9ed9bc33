package io.holdfast.client;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a cluster.
 *
 * @param pdAddresses placement drivers; one that answers is enough
 * @param connectTimeout until {@code connect} gives up
 * @param operationTimeout for one read, raw or admin operation with all its retries
 * @param requestTimeout for one request; a slower answer counts as lost
 * @param settleTimeout how long a commit of unknown outcome is looked up before it is reported
 * @param keyMode what the cluster must be; null accepts what it is
 * @param streaming short requests to one store travel together on a stream, as many in a message as
 *     are waiting; else each is a call of its own. By default they do
 */
public record ClientConfig(
    List<Address> pdAddresses,
    Duration connectTimeout,
    Duration operationTimeout,
    Duration requestTimeout,
    Duration settleTimeout,
    @Nullable KeyMode keyMode,
    boolean streaming) {
  private static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(10);
  private static final Duration OPERATION_TIMEOUT_DEFAULT = Duration.ofSeconds(20);
  private static final Duration REQUEST_TIMEOUT_DEFAULT = Duration.ofSeconds(3);
  private static final Duration SETTLE_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

  /** Checks and copies. */
  public ClientConfig {
    pdAddresses = List.copyOf(pdAddresses);
    if (pdAddresses.isEmpty()) {
      throw new IllegalArgumentException("no address of a placement driver");
    }
    for (Duration each : List.of(connectTimeout, operationTimeout, requestTimeout, settleTimeout)) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("time limits must be positive: " + each);
      }
    }
  }

  /** Default limits; addresses as {@code host:port}, one each or several with commas. */
  public static ClientConfig of(String... addresses) {
    return of(
        Arrays.stream(addresses)
            .flatMap(each -> Arrays.stream(each.split(",")))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .map(Address::parse)
            .toList());
  }

  /** Default limits. */
  public static ClientConfig of(List<Address> addresses) {
    return new ClientConfig(
        addresses,
        CONNECT_TIMEOUT_DEFAULT,
        OPERATION_TIMEOUT_DEFAULT,
        REQUEST_TIMEOUT_DEFAULT,
        SETTLE_TIMEOUT_DEFAULT,
        null,
        true);
  }

  /** With another {@link #connectTimeout}. */
  public ClientConfig withConnectTimeout(Duration timeout) {
    return new ClientConfig(
        pdAddresses, timeout, operationTimeout, requestTimeout, settleTimeout, keyMode, streaming);
  }

  /** With another {@link #operationTimeout}. */
  public ClientConfig withOperationTimeout(Duration timeout) {
    return new ClientConfig(
        pdAddresses, connectTimeout, timeout, requestTimeout, settleTimeout, keyMode, streaming);
  }

  /** With another {@link #requestTimeout}. */
  public ClientConfig withRequestTimeout(Duration timeout) {
    return new ClientConfig(
        pdAddresses, connectTimeout, operationTimeout, timeout, settleTimeout, keyMode, streaming);
  }

  /** With another {@link #settleTimeout}. */
  public ClientConfig withSettleTimeout(Duration timeout) {
    return new ClientConfig(
        pdAddresses, connectTimeout, operationTimeout, requestTimeout, timeout, keyMode, streaming);
  }

  /** Refuses, at once, a cluster of another kind. */
  public ClientConfig withKeyMode(KeyMode mode) {
    return new ClientConfig(
        pdAddresses,
        connectTimeout,
        operationTimeout,
        requestTimeout,
        settleTimeout,
        mode,
        streaming);
  }

  /** With requests that travel together, or each alone. */
  public ClientConfig withStreaming(boolean together) {
    return new ClientConfig(
        pdAddresses,
        connectTimeout,
        operationTimeout,
        requestTimeout,
        settleTimeout,
        keyMode,
        together);
  }
}
