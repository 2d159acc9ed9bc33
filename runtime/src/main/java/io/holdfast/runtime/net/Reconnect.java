package io.holdfast.runtime.net;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the pause between two attempts to connect short. gRPC's own back-off starts at one second
 * and grows to two minutes and cannot be configured: a store that came back would stay unused.
 *
 * <p>Runs on the network threads; one object per channel, its steps never overlap.
 */
final class Reconnect {
  private static final long PAUSE_MILLIS_MIN = 100;
  private static final long PAUSE_MILLIS_MAX = 1_000;

  private final ManagedChannel channel;
  private final ScheduledExecutorService timers;
  private long pauseMillis = PAUSE_MILLIS_MIN;

  Reconnect(ManagedChannel channel, ScheduledExecutorService timers) {
    this.channel = channel;
    this.timers = timers;
  }

  void watch() {
    ConnectivityState state = channel.getState(false);
    if (state == ConnectivityState.SHUTDOWN || timers.isShutdown()) {
      return;
    }
    if (state == ConnectivityState.TRANSIENT_FAILURE) {
      var unused = timers.schedule(this::tryAgain, pauseMillis, TimeUnit.MILLISECONDS);
      pauseMillis = Math.min(PAUSE_MILLIS_MAX, pauseMillis * 2);
      return;
    }
    if (state == ConnectivityState.READY) {
      pauseMillis = PAUSE_MILLIS_MIN;
    }
    channel.notifyWhenStateChanged(state, this::watch);
  }

  /** The state stays "failing" across attempts, so this looks again by itself. */
  private void tryAgain() {
    channel.resetConnectBackoff();
    watch();
  }
}
