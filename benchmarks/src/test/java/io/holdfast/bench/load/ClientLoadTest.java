package io.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.load.OfferedLoad.Count;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientLoadTest {
  /** Every third operation fails; the others begin again twice. Tells when it has done enough. */
  private static final class Scripted implements Client {
    private static final int OPERATIONS = 30;

    final CountDownLatch enough = new CountDownLatch(OPERATIONS);
    final CountDownLatch goOn = new CountDownLatch(1);
    private int number;
    boolean closed;

    @Override
    public int once(SplittableRandom random) throws IOException, InterruptedException {
      if (enough.getCount() == 0) {
        goOn.await();
      }
      enough.countDown();
      number++;
      if (number % 3 == 0) {
        throw new IOException("number " + number);
      }
      return 2;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void failuresAndRetriesAreCountedApart() throws Exception {
    Scripted client = new Scripted();
    ClientLoad load = ClientLoad.start(1, number -> client);
    client.enough.await();
    client.goOn.countDown();
    load.stop();

    Count count = load.count();
    assertThat(count.done() + count.failed()).isGreaterThanOrEqualTo(Scripted.OPERATIONS);
    assertThat(count.failed()).isEqualTo((count.done() + count.failed()) / 3);
    assertThat(count.retries()).isEqualTo(2 * count.done());
    assertThat(load.latencies().getTotalCount()).isEqualTo(count.done());
    assertThat(load.firstFailure()).contains("number 3");
    assertThat(client.closed).isTrue();
  }

  @Test
  void whenOneClientCannotBeMadeTheOthersAreClosed() {
    Scripted first = new Scripted();
    AtomicInteger made = new AtomicInteger();

    assertThatThrownBy(
            () ->
                ClientLoad.start(
                    2,
                    number -> {
                      if (made.getAndIncrement() > 0) {
                        throw new IOException("refused");
                      }
                      return first;
                    }))
        .hasMessage("refused");
    assertThat(first.closed).isTrue();
  }

  @Test
  void countsSinceAnEarlierOneAreDifferences() {
    assertThat(new Count(10, 3, 2).since(new Count(4, 1, 2))).isEqualTo(new Count(6, 2, 0));
  }
}
