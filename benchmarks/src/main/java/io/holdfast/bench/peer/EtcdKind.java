package io.holdfast.bench.peer;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuSource;
import io.holdfast.bench.load.Client;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.FreePorts;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.bench.process.Programs;
import io.holdfast.bench.yardstick.NumberedKeys;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Three members of etcd. Its clients are spread over all of them, as its own client does. */
final class EtcdKind implements PeerKind {
  private static final int MEMBERS = 3;
  private static final long READY_NANOS_MAX = TimeUnit.MINUTES.toNanos(3);
  private static final long POLL_MILLIS = 100;

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public String settings() {
    return "3 members, --quota-backend-bytes 8 GiB (its largest suggested), revisions compacted"
        + " beyond 1000, else defaults; each append is synced; reads linearizable";
  }

  @Override
  public @Nullable String absent() {
    return Programs.find("etcd").isPresent()
        ? null
        : "etcd is not on this machine; to measure it too: apt-get install etcd-server (Debian),"
            + " brew install etcd (macOS)";
  }

  @Override
  public Peer start(ProcessGroup group, PeerPlan plan, Consumer<String> progress) throws Exception {
    String program = Programs.find("etcd").orElseThrow().toString();
    progress.accept("etcd: starting " + MEMBERS + " members");
    List<Integer> ports = FreePorts.find(2 * MEMBERS);
    List<String> cluster = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      cluster.add("m" + i + "=http://127.0.0.1:" + ports.get(MEMBERS + i));
    }
    List<ChildProcess> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      String clients = "http://127.0.0.1:" + ports.get(i);
      String peers = "http://127.0.0.1:" + ports.get(MEMBERS + i);
      members.add(
          group.startProgram(
              "etcd-" + i,
              List.of(
                  program,
                  "--name=m" + i,
                  "--data-dir=" + group.directory().resolve("etcd-" + i),
                  "--listen-client-urls=" + clients,
                  "--advertise-client-urls=" + clients,
                  "--listen-peer-urls=" + peers,
                  "--initial-advertise-peer-urls=" + peers,
                  "--initial-cluster=" + String.join(",", cluster),
                  "--initial-cluster-state=new",
                  "--quota-backend-bytes=8589934592",
                  "--auto-compaction-mode=revision",
                  "--auto-compaction-retention=1000",
                  "--logger=zap",
                  "--log-level=error")));
    }
    List<CpuSource> meters = new ArrayList<>();
    members.forEach(member -> meters.add(new CpuMeter(member.label(), member.pid())));
    EtcdClients clients = new EtcdClients(ports.subList(0, MEMBERS), plan);
    clients.awaitReady(group);
    clients.load(plan.keys(), plan.valueBytes());
    return new LocalPeer(clients, meters, group::checkAlive);
  }

  private static final class EtcdClients implements PeerClients {
    private final ThreadedRuntime runtime = new ThreadedRuntime("etcd-client");
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final int keys;
    private final byte[] value;

    EtcdClients(List<Integer> ports, PeerPlan plan) {
      ports.forEach(
          port -> channels.add(runtime.network().connect(new Address("127.0.0.1", port))));
      keys = plan.keys();
      value = new byte[plan.valueBytes()];
      new SplittableRandom(1).nextBytes(value);
    }

    void awaitReady(ProcessGroup group) throws InterruptedException {
      long beganNanos = System.nanoTime();
      while (true) {
        try {
          for (ManagedChannel channel : channels) {
            get(channel, NumberedKeys.key(0));
          }
          return;
        } catch (StatusRuntimeException e) {
          group.checkAlive();
          if (System.nanoTime() - beganNanos > READY_NANOS_MAX) {
            throw new IllegalStateException("etcd does not answer", e);
          }
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
      }
    }

    private static int get(ManagedChannel channel, byte[] key) {
      return EtcdMessages.rows(
          ClientCalls.blockingUnaryCall(
              channel, EtcdMessages.RANGE, CallOptions.DEFAULT, EtcdMessages.get(key)));
    }

    private void put(ManagedChannel channel, byte[] key) {
      byte[] unused =
          ClientCalls.blockingUnaryCall(
              channel, EtcdMessages.PUT, CallOptions.DEFAULT, EtcdMessages.put(key, value));
    }

    @Override
    public void load(int count, int valueBytes) throws InterruptedException {
      int writers = Math.min(64, count);
      List<Thread> threads = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int first = writer;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = first; i < count; i += writers) {
                    put(channels.get(first % channels.size()), NumberedKeys.key(i));
                  }
                },
                "etcd-load-" + writer);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    @Override
    public Client client(PeerOperation operation, int number) {
      ManagedChannel channel = channels.get(number % channels.size());
      return random -> {
        int rows =
            switch (operation) {
              case PUT -> {
                put(channel, NumberedKeys.key(random.nextInt(keys)));
                yield 1;
              }
              case GET -> get(channel, NumberedKeys.key(random.nextInt(keys)));
              case SCAN -> scan(channel, random.nextInt(keys - PeerOperation.SCAN_ROWS));
            };
        int expected = operation == PeerOperation.SCAN ? PeerOperation.SCAN_ROWS : 1;
        if (rows != expected) {
          throw new IllegalStateException(rows + " rows, not " + expected);
        }
        return 0;
      };
    }

    private int scan(ManagedChannel channel, int from) {
      return EtcdMessages.rows(
          ClientCalls.blockingUnaryCall(
              channel,
              EtcdMessages.RANGE,
              CallOptions.DEFAULT,
              EtcdMessages.scan(
                  NumberedKeys.key(from), NumberedKeys.key(keys), PeerOperation.SCAN_ROWS)));
    }

    @Override
    public void close() {
      channels.forEach(ManagedChannel::shutdownNow);
      runtime.close();
    }
  }
}
