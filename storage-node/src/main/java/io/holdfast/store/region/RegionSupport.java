package io.holdfast.store.region;

import io.holdfast.raft.core.Support;
import io.holdfast.runtime.time.Clock;
import java.util.function.LongUnaryOperator;

/** What the stores of one region's members have promised each other, by peer. */
final class RegionSupport implements Support {
  private final StorePromises promises;
  private final Clock clock;
  private final LongUnaryOperator storeOf;

  /** {@code storeOf} answers any thread; 0 for a peer that is not known. */
  RegionSupport(StorePromises promises, Clock clock, LongUnaryOperator storeOf) {
    this.promises = promises;
    this.clock = clock;
    this.storeOf = storeOf;
  }

  @Override
  public boolean enabled() {
    return promises.enabled();
  }

  @Override
  public boolean graceful() {
    return promises.graceful();
  }

  @Override
  public long given(long peer) {
    return promises.given(storeOf.applyAsLong(peer));
  }

  @Override
  public void want(long peer) {
    promises.want(storeOf.applyAsLong(peer));
  }

  @Override
  public long promisedUntil(long peer, long session) {
    return promises.until(storeOf.applyAsLong(peer), session);
  }

  @Override
  public boolean supports(long peer, long session) {
    return promises.supports(storeOf.applyAsLong(peer), session);
  }

  @Override
  public boolean restful() {
    return promises.restful();
  }

  @Override
  public long nowNanos() {
    return clock.nanos();
  }

  @Override
  public long ownUntil() {
    return promises.ownUntil();
  }
}
