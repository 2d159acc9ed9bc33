package io.holdfast.client.commit;

import io.holdfast.client.lock.LockResolver;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.tso.TimestampClient;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a commit works with.
 *
 * @param settleNanos how long a commit of unknown outcome is looked up beyond its own time
 * @param background keeps track of work that goes on after the answer
 * @param systemKeys reserved keys may be written
 */
public record CommitServices(
    EventLoop loop,
    RegionSender sender,
    TimestampClient timestamps,
    LockResolver locks,
    KeyMode keyMode,
    long settleNanos,
    Consumer<CompletableFuture<Void>> background,
    boolean systemKeys) {
  /** The same with the right to write reserved keys. */
  public CommitServices withSystemKeys() {
    return new CommitServices(
        loop, sender, timestamps, locks, keyMode, settleNanos, background, true);
  }
}
