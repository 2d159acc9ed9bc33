package io.holdfast.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.error.LockTimeoutException;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.ServerBusyException;
import io.holdfast.client.error.StorageFullException;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private final SimNode node = world.newNode("client");
  private final EventLoop loop = node.runtime().newLoop("client-loop");

  @AfterEach
  void close() {
    world.close();
  }

  /** Retries until the budget says no; answers what it said. */
  private Throwable exhaust(RetryBudget budget, RetryReason reason) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    loop.execute(() -> again(budget, reason, end));
    assertThat(world.runUntil(end::isDone, Duration.ofMinutes(5))).isTrue();
    try {
      end.join();
      throw new AssertionError("the budget never ended");
    } catch (CompletionException e) {
      return Async.unwrap(e);
    }
  }

  private static void again(RetryBudget budget, RetryReason reason, CompletableFuture<Void> end) {
    Async.onSuccess(budget.pause(reason, "why"), end, due -> again(budget, reason, end));
  }

  @Test
  void everyReasonEndsInTimeWithItsPublicError() {
    Map<RetryReason, Class<?>> errors =
        Map.of(
            RetryReason.LOCKED, LockTimeoutException.class,
            RetryReason.SERVER_BUSY, ServerBusyException.class,
            RetryReason.STORAGE_FULL, StorageFullException.class,
            RetryReason.NOT_LEADER, RegionUnavailableException.class,
            RetryReason.REGION_MISS, RegionUnavailableException.class,
            RetryReason.UNREACHABLE, RegionUnavailableException.class,
            RetryReason.PD_UNAVAILABLE, RegionUnavailableException.class);
    for (RetryReason reason : RetryReason.values()) {
      long began = world.nowNanos();
      RetryBudget budget =
          new RetryBudget(loop, new SplittableRandom(3), Duration.ofSeconds(5).toNanos());
      assertThat(exhaust(budget, reason)).isInstanceOf(errors.get(reason));
      assertThat(Duration.ofNanos(world.nowNanos() - began))
          .isLessThanOrEqualTo(Duration.ofMillis(5_100));
      assertThat(budget.pauses()).isBetween(2, 200);
    }
  }

  /** Where all disks are full a caller is told so soon, however long it would have waited. */
  @Test
  void aFullDiskIsToldAfterLeadersHadTimeToMove() {
    long began = world.nowNanos();
    RetryBudget budget =
        new RetryBudget(loop, new SplittableRandom(3), Duration.ofMinutes(1).toNanos());
    assertThat(exhaust(budget, RetryReason.STORAGE_FULL)).isInstanceOf(StorageFullException.class);
    assertThat(Duration.ofNanos(world.nowNanos() - began))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }

  @Test
  void aPauseThatIsAskedForCountsAgainstTheBudget() {
    RetryBudget budget =
        new RetryBudget(loop, new SplittableRandom(3), Duration.ofSeconds(1).toNanos());
    CompletableFuture<Void> pause =
        budget.pause(RetryReason.SERVER_BUSY, Duration.ofSeconds(2).toNanos(), "busy", null);
    assertThat(pause).isCompletedExceptionally();
  }
}
