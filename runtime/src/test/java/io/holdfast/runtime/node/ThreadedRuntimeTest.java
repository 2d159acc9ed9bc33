package io.holdfast.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.runtime.file.DirectoryInUseException;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class ThreadedRuntimeTest {
  private final ThreadedRuntime runtime = new ThreadedRuntime("node");

  @AfterEach
  void close() {
    runtime.close();
  }

  private <T> T on(EventLoop loop, java.util.concurrent.Callable<T> call) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(call.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return runtime.await(result);
  }

  @Test
  void tasksOfOneCallerRunInOrderWhateverItsNumber() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    int callers = 4;
    int each = 20_000;
    List<List<Integer>> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(callers * each);
    for (int caller = 0; caller < callers; caller++) {
      seen.add(new ArrayList<>());
    }
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      List<Integer> mine = seen.get(caller);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  int number = i;
                  loop.execute(
                      () -> {
                        mine.add(number);
                        done.countDown();
                      });
                }
              });
      threads.add(thread);
      thread.start();
    }
    done.await();
    for (Thread thread : threads) {
      thread.join();
    }
    for (List<Integer> mine : seen) {
      assertThat(mine).hasSize(each).isSorted();
    }
  }

  @Test
  void wakesUpForEachTaskThatArrivesWhileItSleeps() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      assertThat(on(loop, () -> number)).isEqualTo(number);
    }
  }

  @Test
  void knowsItsOwnThread() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    assertThat(loop.inLoop()).isFalse();
    assertThat(on(loop, loop::inLoop)).isTrue();
    assertThat(on(loop, () -> Thread.currentThread().getName())).isEqualTo("node/loop");
    assertThatThrownBy(loop::checkOwned).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void timersFireInTheOrderOfTheirInstants() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    List<String> fired = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(3);
    on(
        loop,
        () -> {
          for (String name : List.of("30", "10", "20")) {
            loop.schedule(
                TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(name)),
                () -> {
                  fired.add(name);
                  done.countDown();
                });
          }
          return true;
        });
    done.await();
    assertThat(fired).containsExactly("10", "20", "30");
  }

  @Test
  void aTimerNeverFiresEarly() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    long delay = TimeUnit.MILLISECONDS.toNanos(15);
    long start = runtime.clock().nanos();
    CompletableFuture<Long> fired = new CompletableFuture<>();
    loop.schedule(delay, () -> fired.complete(loop.clock().nanos()));
    assertThat(runtime.await(fired) - start).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void aTimerCancelledOnItsLoopDoesNotFire() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    List<String> fired = new ArrayList<>();
    CompletableFuture<Void> later = new CompletableFuture<>();
    on(
        loop,
        () -> {
          EventLoop.Timer cancelled = loop.schedule(0, () -> fired.add("cancelled"));
          loop.schedule(1, () -> later.complete(null));
          cancelled.cancel();
          cancelled.cancel();
          return true;
        });
    runtime.await(later);
    assertThat(fired).isEmpty();
  }

  @Test
  void aTimerCancelledElsewhereBeforeItIsDueDoesNotFire() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    List<String> fired = Collections.synchronizedList(new ArrayList<>());
    loop.schedule(TimeUnit.SECONDS.toNanos(60), () -> fired.add("late")).cancel();
    assertThat(on(loop, fired::isEmpty)).isTrue();
  }

  @Test
  void offerRefusesWhenTheQueueIsFullAndExecuteDoesNot() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    loop.execute(
        () -> {
          entered.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    entered.await();
    int accepted = 0;
    while (loop.offer(() -> {})) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(loop.queueMax());
    CompletableFuture<String> internal = new CompletableFuture<>();
    loop.execute(() -> internal.complete("ran"));
    release.countDown();
    assertThat(runtime.await(internal)).isEqualTo("ran");
    assertThat(loop.offer(() -> {})).isTrue();
  }

  @Test
  void anExceptionInATaskStopsTheWholeNode() throws Exception {
    EventLoop broken = runtime.newLoop("broken");
    EventLoop other = runtime.newLoop("other");
    InvariantViolation fault = new InvariantViolation("planted");
    broken.execute(
        () -> {
          throw fault;
        });
    assertThat(runtime.failed().get()).isSameAs(fault);
    assertThat(runtime.stopped()).isTrue();
    assertThat(runtime.awaitEnd(Duration.ofSeconds(10))).isTrue();
    assertThat(other.offer(() -> {})).isFalse();
    assertThatThrownBy(() -> runtime.newLoop("late")).isInstanceOf(NodeStoppedException.class);
  }

  @Test
  void haltDropsWhatIsQueuedAndCloseRunsIt() throws Exception {
    for (boolean orderly : new boolean[] {true, false}) {
      ThreadedRuntime node = new ThreadedRuntime("n");
      EventLoop loop = node.newLoop("loop");
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      List<String> ran = Collections.synchronizedList(new ArrayList<>());
      loop.execute(
          () -> {
            entered.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      loop.execute(() -> ran.add("queued"));
      entered.await();
      if (orderly) {
        Thread closer = new Thread(node::close);
        closer.start();
        release.countDown();
        closer.join();
        assertThat(ran).containsExactly("queued");
      } else {
        node.halt();
        release.countDown();
        assertThat(node.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(ran).isEmpty();
      }
    }
  }

  @Test
  void theDirectoryIsFreeOnceAHaltedNodeHasEnded(@TempDir Path directory) throws Exception {
    runtime.newLoop("loop");
    runtime.files().lockDirectory(directory);
    try (ThreadedRuntime successor = new ThreadedRuntime("successor")) {
      assertThatThrownBy(() -> successor.files().lockDirectory(directory))
          .isInstanceOf(DirectoryInUseException.class);
      runtime.halt();
      assertThat(runtime.awaitEnd(Duration.ofSeconds(10))).isTrue();
      successor.files().lockDirectory(directory).close();
    }
  }

  /**
   * The loops end before the caller of halt gets to the network, whose threads must outlive them.
   */
  @Test
  void thePortIsFreeOnceAHaltedNodeHasEndedHoweverFastItsLoopsWere() throws Exception {
    for (int i = 0; i < 20; i++) {
      ThreadedRuntime fleeting = new ThreadedRuntime("fleeting");
      EventLoop loop = fleeting.newLoop("loop");
      Address bound = fleeting.network().serve(new Address("127.0.0.1", 0), List.of()).address();
      loop.execute(Thread::yield);
      fleeting.halt();
      assertThat(fleeting.awaitEnd(Duration.ofSeconds(5))).isTrue();
      runtime.network().serve(bound, List.of()).close();
    }
  }

  @Test
  void awaitReturnsResultsFailuresAndTimeouts() throws Exception {
    assertThat(runtime.await(CompletableFuture.completedFuture("x"))).isEqualTo("x");
    assertThatThrownBy(
            () -> runtime.await(CompletableFuture.failedFuture(new IllegalStateException("no"))))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no");
    assertThatThrownBy(() -> runtime.await(new CompletableFuture<>(), Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void awaitEndsWhenTheNodeDies() {
    runtime.halt();
    assertThatThrownBy(() -> runtime.await(new CompletableFuture<>()))
        .hasCauseInstanceOf(NodeStoppedException.class);
  }

  @Test
  void blockingOnALoopIsAFault() throws Exception {
    EventLoop loop = runtime.newLoop("loop");
    loop.execute(
        () -> {
          try {
            runtime.await(new CompletableFuture<>());
          } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(runtime.failed().get()).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void generatorsDiffer() {
    assertThat(runtime.newRandom("a").nextLong()).isNotEqualTo(runtime.newRandom("a").nextLong());
  }
}
