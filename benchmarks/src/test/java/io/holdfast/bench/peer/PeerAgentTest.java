package io.holdfast.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.load.Client;
import io.holdfast.bench.load.OfferedLoad;
import io.holdfast.bench.load.OfferedLoad.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PeerAgentTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Reads fail, writes do not; scans there are none. Counts down with each write. */
  private static final class Scripted implements PeerClients {
    final CountDownLatch written = new CountDownLatch(50);
    int loaded;
    boolean closed;

    @Override
    public void load(int keys, int valueBytes) {
      loaded = keys * valueBytes;
    }

    @Override
    public boolean can(PeerOperation operation) {
      return operation != PeerOperation.SCAN;
    }

    @Override
    public Client client(PeerOperation operation, int number) {
      return random -> {
        if (operation == PeerOperation.GET) {
          throw new IOException("it has\nno leader");
        }
        written.countDown();
        return 0;
      };
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @FunctionalInterface
  private interface Conversation {
    void with(AgentConnection agent) throws Exception;
  }

  private static Scripted talk(Conversation conversation) throws Exception {
    Scripted clients = new Scripted();
    AtomicReference<Throwable> fault = new AtomicReference<>();
    Thread agent;
    try (AgentConnection connection = new AgentConnection()) {
      int port = connection.port();
      agent =
          new Thread(
              () -> {
                try {
                  PeerAgent.serve(port, clients);
                } catch (Exception e) {
                  fault.set(e);
                }
              });
      agent.start();
      connection.await(LONG, LONG);
      conversation.with(connection);
    }
    agent.join();
    assertThat(fault.get()).isNull();
    assertThat(clients.closed).isTrue();
    return clients;
  }

  @Test
  void aLoadInTheOtherProcessIsCountedAndTimedAsOneHere() throws Exception {
    Scripted clients =
        talk(
            agent -> {
              assertThat(agent.ask("load 10 7")).isEqualTo("ok");
              OfferedLoad load = agent.start(PeerOperation.PUT, 2);
              Count count = load.count();
              while (count.done() < 50) {
                count = load.count();
              }
              assertThat(count.failed()).isZero();
              assertThat(load.latencies().getTotalCount()).isGreaterThanOrEqualTo(50);
              assertThat(load.firstFailure()).isNull();
              load.stop();
            });
    assertThat(clients.loaded).isEqualTo(70);
    assertThat(clients.written.getCount()).isZero();
  }

  @Test
  void whatFailsThereIsToldHereInOneLine() throws Exception {
    Scripted unused =
        talk(
            agent -> {
              OfferedLoad load = agent.start(PeerOperation.GET, 1);
              while (load.count().failed() == 0) {
                Thread.onSpinWait();
              }
              assertThat(load.firstFailure()).contains("it has no leader");
              load.stop();
            });
  }

  @Test
  void aRequestThatCannotBeServedFailsAndTheNextOneIsServed() throws Exception {
    Scripted unused =
        talk(
            agent -> {
              assertThatThrownBy(() -> agent.ask("count"))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("no load is under way");
              assertThatThrownBy(() -> agent.ask("fly")).hasMessageContaining("no request 'fly'");
              assertThat(agent.ask("can scan")).isEqualTo("false");
              assertThat(agent.ask("can put")).isEqualTo("true");
            });
  }

  @Test
  void aHistogramSurvivesTheJourney() throws IOException {
    Histogram histogram = new Histogram(3);
    histogram.recordValue(1_234);
    histogram.recordValue(5_000_000);

    assertThat(PeerAgent.decode(PeerAgent.encode(histogram))).isEqualTo(histogram);
    assertThatThrownBy(() -> PeerAgent.decode("nonsense!")).isInstanceOf(IOException.class);
  }
}
