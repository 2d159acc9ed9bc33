package io.holdfast.bench.yardstick;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets from a {@link FloorServer}: the least that a get can cost a server. */
public final class FloorYardstick {
  /** Requests of one message. */
  public static final int BATCH_MAX = 64;

  private static final long WARM_UP_BATCHED = 400_000;
  private static final long WARM_UP_UNARY = 60_000;
  private static final long CALLS_BATCHED = 400_000;
  private static final long CALLS_UNARY = 60_000;
  private static final Duration PHASE_MAX = Duration.ofMinutes(2);
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private FloorYardstick() {}

  /**
   * One way of asking.
   *
   * @param outstanding gets under way at any time
   * @param server processor time of the server for all {@code calls}
   */
  public record Result(String title, int outstanding, long calls, CpuTimes server) {}

  /** Unary calls, and batches of up to {@link #BATCH_MAX} on a stream. */
  public static List<Result> run(
      ProcessGroup group, List<String> jvmOptions, int keys, int valueBytes, List<Integer> sizes)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    ChildProcess server =
        group.start(
            "floor",
            jvmOptions,
            FloorServer.class.getName(),
            List.of(
                group.directory().resolve("floor").toString(),
                Integer.toString(keys),
                Integer.toString(valueBytes)));
    String ready = server.awaitReady(START_MAX);
    Address address = Address.parse(ready.substring(ready.indexOf(' ') + 1).strip());
    List<Result> results = new ArrayList<>();
    try (ThreadedRuntime runtime = new ThreadedRuntime("floor-client")) {
      ManagedChannel channel = runtime.network().connect(address);
      CpuMeter meter = new CpuMeter("floor", server.pid());
      for (int outstanding : sizes) {
        batched(channel, keys, outstanding, WARM_UP_BATCHED);
        CpuTimes before = meter.sample();
        batched(channel, keys, outstanding, CALLS_BATCHED);
        results.add(
            new Result(
                "floor server, in batches of " + Math.min(outstanding, BATCH_MAX),
                outstanding,
                CALLS_BATCHED,
                meter.sample().since(before)));
      }
      for (int outstanding : sizes) {
        unary(channel, keys, outstanding, WARM_UP_UNARY);
        CpuTimes before = meter.sample();
        unary(channel, keys, outstanding, CALLS_UNARY);
        results.add(
            new Result(
                "floor server, unary", outstanding, CALLS_UNARY, meter.sample().since(before)));
      }
      channel.shutdownNow();
    }
    return results;
  }

  private static void unary(ManagedChannel channel, int keys, int outstanding, long calls)
      throws InterruptedException, ExecutionException, TimeoutException {
    EchoLoop loop = new EchoLoop(calls, outstanding);
    for (int i = 0; i < outstanding; i++) {
      ask(TikvGrpc.newStub(channel), new SplittableRandom(i), keys, loop);
    }
    loop.done().get(PHASE_MAX.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void ask(
      TikvGrpc.TikvStub stub, SplittableRandom random, int keys, EchoLoop loop) {
    if (!loop.admit()) {
      return;
    }
    long beganNanos = System.nanoTime();
    stub.rawGet(
        get(random, keys),
        new StreamObserver<RawGetResponse>() {
          @Override
          public void onNext(RawGetResponse answer) {
            loop.answered(System.nanoTime() - beganNanos);
          }

          @Override
          public void onError(Throwable cause) {
            loop.failed(cause);
          }

          @Override
          public void onCompleted() {
            ask(stub, random, keys, loop);
          }
        });
  }

  private static void batched(ManagedChannel channel, int keys, int outstanding, long calls)
      throws InterruptedException, ExecutionException, TimeoutException {
    EchoLoop loop = new EchoLoop(calls, outstanding);
    BatchChain chain = new BatchChain(loop, new SplittableRandom(outstanding), keys);
    StreamObserver<BatchCommandsRequest> requests = TikvGrpc.newStub(channel).batchCommands(chain);
    chain.begin(requests, outstanding);
    loop.done().get(PHASE_MAX.toNanos(), TimeUnit.NANOSECONDS);
    requests.onCompleted();
  }

  private static RawGetRequest get(SplittableRandom random, int keys) {
    ByteString key = UnsafeByteOperations.unsafeWrap(NumberedKeys.key(random.nextInt(keys)));
    return RawGetRequest.newBuilder().setKey(key).build();
  }

  /** Each answer sends as many requests as it brought answers. Runs on the network's thread. */
  private static final class BatchChain implements StreamObserver<BatchCommandsResponse> {
    private final EchoLoop loop;
    private final SplittableRandom random;
    private final int keys;
    private volatile @Nullable StreamObserver<BatchCommandsRequest> requests;

    BatchChain(EchoLoop loop, SplittableRandom random, int keys) {
      this.loop = loop;
      this.random = random;
      this.keys = keys;
    }

    void begin(StreamObserver<BatchCommandsRequest> opened, int outstanding) {
      requests = opened;
      for (int left = outstanding; left > 0; left -= BATCH_MAX) {
        send(opened, Math.min(left, BATCH_MAX));
      }
    }

    private synchronized void send(StreamObserver<BatchCommandsRequest> opened, int size) {
      BatchCommandsRequest.Builder batch = BatchCommandsRequest.newBuilder();
      for (int i = 0; i < size && loop.admit(); i++) {
        batch.addRequests(BatchCommandsRequest.Request.newBuilder().setRawGet(get(random, keys)));
        batch.addRequestIds(i);
      }
      if (batch.getRequestsCount() > 0) {
        opened.onNext(batch.build());
      }
    }

    @Override
    public void onNext(BatchCommandsResponse answers) {
      for (int i = 0; i < answers.getResponsesCount(); i++) {
        loop.answered(0);
      }
      StreamObserver<BatchCommandsRequest> opened = requests;
      if (opened != null) {
        send(opened, answers.getResponsesCount());
      }
    }

    @Override
    public void onError(Throwable cause) {
      loop.failed(cause);
    }

    @Override
    public void onCompleted() {
      // All answers have been counted already.
    }
  }
}
