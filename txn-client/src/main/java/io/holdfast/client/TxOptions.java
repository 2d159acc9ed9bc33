package io.holdfast.client;

import io.holdfast.client.scope.CallScope;
import java.time.Duration;

/**
 * How a transaction runs.
 *
 * @param timeout from the start to the commit, retries of {@code transact} included
 * @param maxAttempts how often {@code transact} runs its function at the most
 * @param scope ends reads, pauses between attempts and the commit as well; the same for all
 *     attempts
 * @param systemKeys reserved keys may be written: for the layer they belong to, see {@link
 *     io.holdfast.protocol.key.ReservedKeys}
 */
public record TxOptions(Duration timeout, int maxAttempts, CallScope scope, boolean systemKeys) {
  private static final TxOptions DEFAULTS =
      new TxOptions(Duration.ofSeconds(30), 1_000, CallScope.NONE, false);

  /** Checks. */
  public TxOptions {
    if (timeout.isNegative() || timeout.isZero() || maxAttempts < 1) {
      throw new IllegalArgumentException("timeout " + timeout + ", attempts " + maxAttempts);
    }
  }

  /** Thirty seconds; the number of attempts is bounded by them rather than counted. */
  public static TxOptions defaults() {
    return DEFAULTS;
  }

  /** The same, ended by {@code value}. */
  public TxOptions within(CallScope value) {
    return new TxOptions(timeout, maxAttempts, value, systemKeys);
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. */
  public static final class Builder {
    private Duration timeout = DEFAULTS.timeout;
    private int maxAttempts = DEFAULTS.maxAttempts;
    private CallScope scope = DEFAULTS.scope;
    private boolean systemKeys = DEFAULTS.systemKeys;

    private Builder() {}

    /** See {@link TxOptions#timeout}. */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** See {@link TxOptions#maxAttempts}. */
    public Builder maxAttempts(int value) {
      maxAttempts = value;
      return this;
    }

    /** See {@link TxOptions#scope}; {@link Database#scope} makes one. */
    public Builder scope(CallScope value) {
      scope = value;
      return this;
    }

    /** See {@link TxOptions#systemKeys}. */
    public Builder systemKeys() {
      systemKeys = true;
      return this;
    }

    /** The options. */
    public TxOptions build() {
      return new TxOptions(timeout, maxAttempts, scope, systemKeys);
    }
  }
}
