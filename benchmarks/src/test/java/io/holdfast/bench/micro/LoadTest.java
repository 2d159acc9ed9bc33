package io.holdfast.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {
  private static final int CONCURRENT = 4;

  @Test
  void asManyAreUnderWayAsTheShapeSaysAndEachAnswerStartsTheNext() throws Exception {
    Queue<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    Load load =
        new Load(
                random -> {
                  CompletableFuture<Void> call = new CompletableFuture<>();
                  underWay.add(call);
                  return call;
                },
                new Shape(CONCURRENT, false))
            .start();

    assertThat(underWay).hasSize(CONCURRENT);
    for (int i = 0; i < 10; i++) {
      underWay.remove().complete(null);
      assertThat(underWay).hasSize(CONCURRENT);
    }
    assertThat(load.done()).isEqualTo(10);
    assertThat(load.latencies().getTotalCount()).isEqualTo(10);

    CountDownLatch stopped = new CountDownLatch(1);
    Thread stopper =
        new Thread(
            () -> {
              try {
                load.stop();
                stopped.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stopper.start();
    while (stopper.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    while (!underWay.isEmpty()) {
      underWay.remove().complete(null);
    }
    stopped.await();
    assertThat(load.done()).isEqualTo(10 + CONCURRENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failuresAreCountedAndHaveNoLatency(boolean threads) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(1_000);
    Call call =
        random -> {
          enough.countDown();
          return calls.incrementAndGet() % 2 == 0
              ? CompletableFuture.completedFuture(Boolean.TRUE)
              : CompletableFuture.failedFuture(new IllegalStateException("no such key"));
        };
    Load load = new Load(call, new Shape(CONCURRENT, threads));
    Thread starter = new Thread(load::start); // Answers that are there at once keep it.
    starter.setDaemon(true);
    starter.start();
    enough.await();
    while (load.failed() == 0 || load.done() == 0) {
      Thread.onSpinWait();
    }

    assertThat(load.firstFailure()).hasMessageContaining("no such key");
    assertThat(load.latencies().getTotalCount()).isLessThanOrEqualTo(load.done());
    load.stop();
    starter.join();
  }
}
