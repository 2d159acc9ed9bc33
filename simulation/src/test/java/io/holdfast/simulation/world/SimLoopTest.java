package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loops, timers, preemption points (X4) and clocks of their own (X5). */
final class SimLoopTest {
  private final SimWorld world = new SimWorld(11, SimOptions.defaults().withLoopQueueMax(5));
  private final SimNode node = world.newNode("a");
  private final NodeRuntime runtime = node.runtime();
  private final EventLoop loop = runtime.newLoop("main");
  private final List<Object> seen = new ArrayList<>();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void tasksOfALoopRunInOrderOneAtATime() {
    for (int i = 0; i < 50; i++) {
      int number = i;
      loop.execute(
          () -> {
            assertThat(loop.inLoop()).isTrue();
            seen.add(number);
          });
    }
    assertThat(loop.inLoop()).isFalse();
    world.run(Duration.ofSeconds(1));
    assertThat(seen).hasSize(50).isSortedAccordingTo((a, b) -> (int) a - (int) b);
  }

  @Test
  void aNodeIsCheckedAfterEachOfItsTurnsAndNeverWithinOne() {
    SimNode other = world.newNode("b");
    boolean[] within = new boolean[1];
    node.checkTurns(
        () -> {
          assertThat(within[0]).isFalse();
          seen.add("checked");
        });
    other.checkTurns(() -> seen.add("other"));
    loop.execute(
        () -> {
          within[0] = true;
          runtime.preemptionPoint("middle");
          within[0] = false;
        });
    world.run(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("checked");
    node.kill();
    node.restart().newLoop("main").execute(() -> {});
    world.run(Duration.ofSeconds(1));
    assertThat(seen).as("the check ended with its life").containsExactly("checked");
  }

  @Test
  void aStalledThreadRunsNothingWhileTheOthersGoOn() {
    EventLoop other = runtime.newLoop("other");
    node.stallThread(1, 3_000_000_000L); // The second of the two.
    other.execute(() -> seen.add("late"));
    loop.execute(() -> seen.add("at once"));
    world.run(Duration.ofSeconds(2));
    assertThat(seen).containsExactly("at once");
    world.run(Duration.ofSeconds(2));
    assertThat(seen).containsExactly("at once", "late");
  }

  @Test
  void aCheckOfATurnFailsTheRun() {
    node.checkTurns(() -> Invariant.check(false, "X4 broken"));
    loop.execute(() -> {});
    assertThatThrownBy(() -> world.run(Duration.ofSeconds(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("X4 broken");
  }

  @Test
  void twoLoopsInterleaveDifferentlyUnderOtherSeeds() {
    List<String> orders = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      try (SimWorld other = new SimWorld(seed, SimOptions.defaults())) {
        NodeRuntime fresh = other.newNode("a").runtime();
        StringBuilder order = new StringBuilder();
        EventLoop left = fresh.newLoop("l");
        EventLoop right = fresh.newLoop("r");
        for (int i = 0; i < 8; i++) {
          left.execute(() -> order.append('l'));
          right.execute(() -> order.append('r'));
        }
        other.run(Duration.ofSeconds(1));
        orders.add(order.toString());
      }
    }
    assertThat(orders.stream().distinct().count()).isGreaterThan(5);
  }

  @Test
  void offersAreRefusedBeyondTheBoundAndExecuteIsNot() {
    for (int i = 0; i < 5; i++) {
      assertThat(loop.offer(() -> seen.add("x"))).isTrue();
    }
    assertThat(loop.offer(() -> seen.add("x"))).isFalse();
    loop.execute(() -> seen.add("y"));
    world.run(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("x", "x", "x", "x", "x", "y");
  }

  @Test
  void timersFireWhenDueAndNotWhenCancelled() {
    long start = loop.clock().nanos();
    loop.schedule(5_000_000, () -> seen.add(loop.clock().nanos() - start));
    loop.schedule(1_000_000, () -> seen.add("cancelled")).cancel();
    world.run(Duration.ofMillis(100));
    assertThat(seen).hasSize(1);
    assertThat((long) seen.get(0)).isBetween(5_000_000L, 20_000_000L);
  }

  @Test
  void aSlowClockMakesTimersLateInTrueTimeAndNeverEarlyInItsOwn() {
    node.setClockRatePpm(-500_000);
    long own = loop.clock().nanos();
    loop.schedule(10_000_000, () -> seen.add(loop.clock().nanos() - own));
    world.run(Duration.ofMillis(19));
    assertThat(seen).isEmpty();
    world.run(Duration.ofMillis(30));
    assertThat((long) seen.get(0)).isGreaterThanOrEqualTo(10_000_000L);

    node.setClockRatePpm(500_000);
    long before = loop.clock().nanos();
    loop.schedule(30_000_000, () -> seen.add(loop.clock().nanos() - before));
    node.setClockRatePpm(-500_000);
    world.run(Duration.ofSeconds(1));
    assertThat((long) seen.get(1)).isGreaterThanOrEqualTo(30_000_000L);
  }

  @Test
  void wallClocksJumpAndMonotonicOnesDoNot() {
    long wall = loop.clock().wallMillis();
    long nanos = loop.clock().nanos();
    node.jumpWallClock(Duration.ofHours(-1));
    assertThat(loop.clock().wallMillis()).isEqualTo(wall - 3_600_000);
    assertThat(loop.clock().nanos()).isEqualTo(nanos);
    node.healClocks();
    assertThat(loop.clock().wallMillis()).isEqualTo(wall);
  }

  @Test
  void aPausedNodeRunsNothingWhileItsClockGoesOn() {
    long before = loop.clock().nanos();
    node.pause(Duration.ofSeconds(2));
    loop.execute(() -> seen.add(loop.clock().nanos() - before));
    loop.schedule(1_000_000, () -> seen.add("timer"));
    world.run(Duration.ofSeconds(1));
    assertThat(seen).isEmpty();
    world.run(Duration.ofSeconds(2));
    assertThat((long) seen.get(0)).isGreaterThanOrEqualTo(2_000_000_000L);
    assertThat(seen).hasSize(2);
  }

  @Test
  void theClocksOfASuspendedMachineStand() {
    long nanos = loop.clock().nanos();
    long wall = loop.clock().wallMillis();
    loop.schedule(1_000_000_000, () -> seen.add(loop.clock().nanos() - nanos));
    node.suspend(Duration.ofSeconds(5));
    world.run(Duration.ofSeconds(5));
    assertThat(loop.clock().nanos()).isEqualTo(nanos);
    assertThat(loop.clock().wallMillis()).isEqualTo(wall);
    assertThat(seen).isEmpty();
    world.run(Duration.ofSeconds(2));
    assertThat((long) seen.get(0)).isBetween(1_000_000_000L, 1_100_000_000L);
  }

  @Test
  void aKilledNodeRunsNothingAndItsSuccessorIsFresh() {
    List<CrashKind> crashes = new ArrayList<>();
    node.onCrash(crashes::add);
    loop.execute(() -> seen.add("old"));
    loop.schedule(1, () -> seen.add("old timer"));
    node.kill();
    loop.execute(() -> seen.add("zombie"));
    assertThat(loop.offer(() -> seen.add("zombie"))).isFalse();
    assertThat(runtime.stopped()).isTrue();
    NodeRuntime next = node.restart();
    next.newLoop("main").execute(() -> seen.add("new"));
    world.run(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("new");
    assertThat(crashes).containsExactly(CrashKind.KILL);
    assertThat(next.newRandom("x").nextLong()).isNotEqualTo(runtime.newRandom("x").nextLong());
  }

  @Test
  void aBrokenInvariantFailsTheRunWithTheSeed() {
    loop.execute(() -> Invariant.check(false, "RAFT-7 broken"));
    assertThatThrownBy(() -> world.run(Duration.ofSeconds(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("RAFT-7 broken")
        .hasMessageContaining("REPRODUCE: seed=0xB")
        .hasCauseInstanceOf(InvariantViolation.class);
    assertThat(world.failures()).hasSize(1);
  }

  @Test
  void anExpectedFailureAndAFaultOfTheEnvironmentStopTheirNodeOnly() {
    SimNode other = world.newNode("b");
    world.expectFailures(cause -> cause instanceof InvariantViolation);
    loop.execute(() -> Invariant.check(false, "planted"));
    other
        .runtime()
        .newLoop("main")
        .execute(
            () -> {
              throw new UncheckedIOException(new IOException("disk"));
            });
    world.run(Duration.ofSeconds(1));
    assertThat(node.up()).isFalse();
    assertThat(other.up()).isFalse();
    assertThat(node.fault()).isInstanceOf(InvariantViolation.class);
    assertThat(world.failures()).isEmpty();
    assertThat(world.faults()).hasSize(2);
  }

  @Test
  void preemptionRunsOthersButNeverTheSameLoop() {
    boolean overtaken = false;
    for (int seed = 0; seed < 20; seed++) {
      SimOptions options = SimOptions.defaults().withPreemption(1, 5);
      try (SimWorld preempting = new SimWorld(seed, options)) {
        NodeRuntime fresh = preempting.newNode("a").runtime();
        EventLoop left = fresh.newLoop("l");
        EventLoop right = fresh.newLoop("r");
        StringBuilder order = new StringBuilder();
        Runnable guarded =
            () -> {
              order.append('(');
              fresh.preemptionPoint("middle");
              order.append(')');
            };
        left.execute(guarded);
        left.execute(guarded);
        right.execute(() -> order.append('r'));
        preempting.run(Duration.ofMillis(50));
        assertThat(order.toString().replace("r", "")).isEqualTo("()()");
        overtaken |= order.toString().contains("(r)");
      }
    }
    assertThat(overtaken).isTrue();
  }

  @Test
  void aNodeThatDiesAtAPreemptionPointIsUnwound() {
    SimOptions options = SimOptions.defaults().withPreemptionPauses(1, Duration.ofSeconds(2));
    try (SimWorld pausing = new SimWorld(3, options)) {
      SimNode victim = pausing.newNode("a");
      NodeRuntime life = victim.runtime();
      pausing.after(Duration.ofMillis(1), "kill", victim::kill);
      life.newLoop("l")
          .execute(
              () -> {
                seen.add("before");
                life.preemptionPoint("middle");
                seen.add("after");
              });
      pausing.run(Duration.ofSeconds(5));
      assertThat(seen).containsExactly("before");
      assertThat(pausing.failures()).isEmpty();
    }
  }

  @Test
  void aPauseAtAPreemptionPointLetsTimePass() {
    SimOptions options = SimOptions.defaults().withPreemptionPauses(1, Duration.ofSeconds(2));
    try (SimWorld pausing = new SimWorld(4, options)) {
      NodeRuntime life = pausing.newNode("a").runtime();
      life.newLoop("l")
          .execute(
              () -> {
                long before = life.clock().nanos();
                life.preemptionPoint("middle");
                seen.add(life.clock().nanos() - before);
              });
      pausing.run(Duration.ofSeconds(5));
      assertThat((long) seen.get(0)).isGreaterThan(1_000_000L);
    }
  }
}
