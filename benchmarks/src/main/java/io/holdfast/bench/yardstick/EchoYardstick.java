package io.holdfast.bench.yardstick;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** A gRPC call that does nothing, over loopback, between two processes. */
public final class EchoYardstick {
  private static final int PAYLOAD_BYTES = 100;
  private static final long WARM_UP_CALLS = 20_000;
  private static final long CALLS_ALONE = 10_000;
  private static final long CALLS_TOGETHER = 40_000;
  private static final Duration PHASE_MAX = Duration.ofSeconds(60);
  private static final Duration START_MAX = Duration.ofSeconds(30);

  private EchoYardstick() {}

  /**
   * One way of calling.
   *
   * @param title what was called
   * @param inFlight calls outstanding at any time
   */
  public record Result(
      String title, int inFlight, Histogram latencyNanos, CpuTimes server, CpuTimes client) {
    /** Calls that were measured. */
    public long calls() {
      return latencyNanos.getTotalCount();
    }
  }

  /** Runs all four: unary and stream, one call at a time and {@code inFlight} at a time. */
  public static List<Result> run(ProcessGroup group, List<String> jvmOptions, int inFlight)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    ChildProcess server = group.start("echo", jvmOptions, EchoServer.class.getName(), List.of());
    String ready = server.awaitReady(START_MAX);
    Address address = Address.parse(ready.substring(ready.indexOf(' ') + 1).strip());
    try (ThreadedRuntime runtime = new ThreadedRuntime("echo-client")) {
      ManagedChannel channel = runtime.network().connect(address);
      CpuMeter serverMeter = new CpuMeter("echo", server.pid());
      CpuMeter clientMeter = CpuMeter.ofThisProcess("client");
      List<Result> results = new ArrayList<>();
      for (boolean stream : new boolean[] {false, true}) {
        phase(channel, stream, inFlight, WARM_UP_CALLS);
        for (int outstanding : inFlight == 1 ? new int[] {1} : new int[] {1, inFlight}) {
          long calls = outstanding == 1 ? CALLS_ALONE : CALLS_TOGETHER;
          CpuTimes serverBefore = serverMeter.sample();
          CpuTimes clientBefore = clientMeter.sample();
          Histogram latency = phase(channel, stream, outstanding, calls);
          results.add(
              new Result(
                  stream ? "echo on a stream" : "echo, unary",
                  outstanding,
                  latency,
                  serverMeter.sample().since(serverBefore),
                  clientMeter.sample().since(clientBefore)));
        }
      }
      channel.shutdownNow();
      return results;
    }
  }

  private static Histogram phase(ManagedChannel channel, boolean stream, int inFlight, long calls)
      throws InterruptedException, ExecutionException, TimeoutException {
    EchoLoop loop = new EchoLoop(calls, inFlight);
    byte[] payload = new byte[PAYLOAD_BYTES];
    for (int i = 0; i < inFlight; i++) {
      if (stream) {
        startStream(channel, payload, loop);
      } else {
        startUnary(channel, payload, loop);
      }
    }
    return loop.done().get(PHASE_MAX.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void startUnary(ManagedChannel channel, byte[] payload, EchoLoop loop) {
    if (!loop.admit()) {
      return;
    }
    long startNanos = System.nanoTime();
    ClientCalls.asyncUnaryCall(
        channel.newCall(EchoService.UNARY, CallOptions.DEFAULT),
        payload,
        new StreamObserver<byte[]>() {
          @Override
          public void onNext(byte[] answer) {
            loop.answered(System.nanoTime() - startNanos);
          }

          @Override
          public void onError(Throwable cause) {
            loop.failed(cause);
          }

          @Override
          public void onCompleted() {
            startUnary(channel, payload, loop);
          }
        });
  }

  private static void startStream(ManagedChannel channel, byte[] payload, EchoLoop loop) {
    StreamChain chain = new StreamChain(payload, loop);
    chain.begin(
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(EchoService.STREAM, CallOptions.DEFAULT), chain));
  }
}
