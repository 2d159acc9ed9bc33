package io.holdfast.store.liveness;

import io.holdfast.runtime.time.Clock;
import io.holdfast.store.region.StorePromises;

/**
 * A store that promises nothing, but whose earlier lives did: it still keeps still at first (L5).
 */
public final class FormerPromises implements StorePromises {
  private final Clock clock;
  private final long graceEnd;

  /** Of a life that begins now. */
  public FormerPromises(Clock clock, LivenessConfig config, long formerPromiseNanos) {
    this.clock = clock;
    this.graceEnd = clock.nanos() + config.over(formerPromiseNanos);
  }

  @Override
  public boolean enabled() {
    return false;
  }

  @Override
  public boolean graceful() {
    return clock.nanos() - graceEnd < 0;
  }

  @Override
  public long given(long storeId) {
    return 0;
  }

  @Override
  public void want(long storeId) {}

  @Override
  public long until(long storeId, long session) {
    return Long.MIN_VALUE;
  }

  @Override
  public boolean supports(long storeId, long session) {
    return false;
  }

  @Override
  public boolean coversReads() {
    return false;
  }

  @Override
  public boolean restful() {
    return false;
  }

  @Override
  public long ownUntil() {
    return Long.MIN_VALUE;
  }
}
