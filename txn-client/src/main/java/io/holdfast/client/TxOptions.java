package io.holdfast.client;

import java.time.Duration;

/**
 * How a transaction runs.
 *
 * @param timeout from the start to the commit, retries of {@code transact} included
 * @param maxAttempts how often {@code transact} runs its function at the most
 */
public record TxOptions(Duration timeout, int maxAttempts) {
  private static final TxOptions DEFAULTS = new TxOptions(Duration.ofSeconds(30), 1_000);

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

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. */
  public static final class Builder {
    private Duration timeout = DEFAULTS.timeout;
    private int maxAttempts = DEFAULTS.maxAttempts;

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

    /** The options. */
    public TxOptions build() {
      return new TxOptions(timeout, maxAttempts);
    }
  }
}
