package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cooperative threads: one runs at a time, in seeded order (X7). */
final class ThreadGateTest {
  private final SimWorld world =
      new SimWorld(5, SimOptions.defaults().withStuckThreadLimit(Duration.ofSeconds(1)));
  private final SimNode node = world.newNode("client");
  private final NodeRuntime runtime = node.runtime();
  private final EventLoop loop = runtime.newLoop("main");
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void stop() {
    world.close();
  }

  private interface Blocking {
    void run() throws InterruptedException, ExecutionException, TimeoutException;
  }

  private void spawn(String name, Blocking body) {
    world.spawn(
        node,
        name,
        () -> {
          try {
            body.run();
          } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aThreadAwaitsAFutureOfALoop() {
    spawn(
        "t",
        () -> {
          CompletableFuture<String> answer = new CompletableFuture<>();
          loop.schedule(50_000_000, () -> answer.complete("hello"));
          seen.add(runtime.await(answer));
        });
    world.run(Duration.ofMillis(40));
    assertThat(seen).isEmpty();
    world.run(Duration.ofMillis(40));
    assertThat(seen).containsExactly("hello");
    assertThat(world.liveThreads()).isZero();
  }

  @Test
  void anAwaitTimesOutAndTheThreadGoesOn() {
    CompletableFuture<String> never = new CompletableFuture<>();
    spawn(
        "t",
        () -> {
          assertThatThrownBy(() -> runtime.await(never, Duration.ofMillis(10)))
              .isInstanceOf(TimeoutException.class);
          runtime.sleep(Duration.ofMillis(5));
          seen.add("later");
        });
    world.run(Duration.ofMillis(50));
    never.complete("too late");
    world.run(Duration.ofMillis(50));
    assertThat(seen).containsExactly("later");
  }

  @Test
  void aFailedFutureThrowsItsCause() {
    spawn(
        "t",
        () ->
            assertThatThrownBy(
                    () ->
                        runtime.await(
                            CompletableFuture.failedFuture(new IllegalArgumentException("x"))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class));
    world.run(Duration.ofMillis(50));
    assertThat(world.liveThreads()).isZero();
  }

  @Test
  void threadsTakeTurnsInSeededOrder() {
    for (int i = 0; i < 4; i++) {
      String name = "t" + i;
      spawn(
          name,
          () -> {
            for (int turn = 0; turn < 5; turn++) {
              seen.add(name);
              runtime.sleep(Duration.ofMillis(1));
              runtime.preemptionPoint("turn");
            }
          });
    }
    world.run(Duration.ofSeconds(1));
    assertThat(seen).hasSize(20);
    assertThat(world.liveThreads()).isZero();
  }

  @Test
  void blockingCodeIsCalledFromTheTest() throws Exception {
    String answer =
        world.call(
            node,
            "call",
            () -> {
              runtime.sleep(Duration.ofSeconds(2));
              return "slept";
            },
            Duration.ofSeconds(3));
    assertThat(answer).isEqualTo("slept");
    assertThatThrownBy(
            () ->
                world.call(
                    node,
                    "call",
                    () -> {
                      throw new java.io.IOException("own");
                    },
                    Duration.ofSeconds(3)))
        .isInstanceOf(java.io.IOException.class)
        .hasMessage("own");
    assertThatThrownBy(
            () ->
                world.call(
                    node,
                    "call",
                    () -> runtime.await(new CompletableFuture<String>()),
                    Duration.ofSeconds(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("did not end");
  }

  @Test
  void aThreadDiesWithItsNode() {
    spawn(
        "t",
        () -> {
          try {
            runtime.sleep(Duration.ofSeconds(10));
            seen.add("survived");
          } finally {
            seen.add("unwound");
          }
        });
    world.run(Duration.ofMillis(10));
    node.kill();
    world.run(Duration.ofMillis(10));
    assertThat(seen).containsExactly("unwound");
    assertThat(world.liveThreads()).isZero();
    assertThat(world.failures()).isEmpty();
  }

  @Test
  void aPausedNodePausesItsThreads() {
    spawn(
        "t",
        () -> {
          runtime.sleep(Duration.ofMillis(1));
          seen.add("on");
        });
    world.run(Duration.ofNanos(500_000));
    node.pause(Duration.ofSeconds(1));
    world.run(Duration.ofMillis(900));
    assertThat(seen).isEmpty();
    world.run(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("on");
  }

  @Test
  void aFailedAssertionOfAThreadFailsTheRun() {
    spawn("t", () -> assertThat(1).isEqualTo(2));
    assertThatThrownBy(() -> world.run(Duration.ofMillis(10)))
        .isInstanceOf(SimulationFailure.class);
  }

  @Test
  void aThreadThatBlocksElsewhereIsReportedWithItsStack() {
    spawn("stuck", () -> new CompletableFuture<String>().get());
    assertThatThrownBy(() -> world.run(Duration.ofMillis(10)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("client/stuck")
        .hasMessageContaining("CompletableFuture");
  }

  @Test
  void blockingCallsOutsideCooperativeThreadsAreRefused() {
    assertThatThrownBy(() -> runtime.sleep(Duration.ofMillis(1)))
        .hasMessageContaining("SimWorld.spawn");
  }

  @Test
  void callsFromUnknownThreadsAreRefusedAndFailTheRun() throws InterruptedException {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Thread stranger =
        new Thread(
            () -> {
              try {
                loop.execute(() -> seen.add("stranger"));
              } catch (IllegalStateException e) {
                refused.set(e);
              }
            });
    stranger.start();
    stranger.join();
    assertThat(refused.get()).hasMessageContaining("does not drive");
    assertThatThrownBy(world::step).isInstanceOf(SimulationFailure.class);
  }
}
