package io.holdfast.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class NettyNetworkTest {
  private static final Address ANY_PORT = new Address("127.0.0.1", 0);

  private static final MethodDescriptor<byte[], byte[]> ECHO =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Echo/Echo")
          .setRequestMarshaller(new Raw())
          .setResponseMarshaller(new Raw())
          .build();

  private final NettyTransport transport = new NettyTransport("test", 1);
  private final NettyNetwork network = new NettyNetwork(transport);

  @AfterEach
  void close() {
    network.close();
    transport.close();
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static ServerServiceDefinition echo(CompletableFuture<String> handlerThread) {
    return ServerServiceDefinition.builder("test.Echo")
        .addMethod(
            ECHO,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  handlerThread.complete(Thread.currentThread().getName());
                  observer.onNext(request);
                  observer.onCompleted();
                }))
        .build();
  }

  private static byte[] call(ManagedChannel channel, byte[] request) {
    return ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, request);
  }

  @Test
  void servesOnARealPortDirectlyOnTheNetworkThread() throws Exception {
    CompletableFuture<String> handlerThread = new CompletableFuture<>();
    try (Network.BoundServer server = network.serve(ANY_PORT, List.of(echo(handlerThread)))) {
      assertThat(server.address().port()).isPositive();
      ManagedChannel channel = network.connect(server.address());
      assertThat(call(channel, new byte[] {1, 2})).containsExactly(1, 2);
      assertThat(handlerThread.get()).startsWith("test/net");
    }
  }

  @Test
  void carriesMessagesLargerThanTheDefaultLimit() throws Exception {
    try (Network.BoundServer server =
        network.serve(ANY_PORT, List.of(echo(new CompletableFuture<>())))) {
      ManagedChannel channel = network.connect(server.address());
      assertThat(call(channel, new byte[24 << 20])).hasSize(24 << 20);
      assertThatThrownBy(() -> call(channel, new byte[Network.MESSAGE_BYTES_MAX + 1]))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e ->
                  assertThat(e.getStatus().getCode())
                      .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED));
    }
  }

  @Test
  void aTakenPortIsReportedWithItsAddress() throws Exception {
    try (Network.BoundServer server =
        network.serve(ANY_PORT, List.of(echo(new CompletableFuture<>())))) {
      assertThatThrownBy(() -> network.serve(server.address(), List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on " + server.address());
    }
  }

  @Test
  void callsToNobodyFailAsUnavailable() throws Exception {
    Address gone;
    try (Network.BoundServer server = network.serve(ANY_PORT, List.of())) {
      gone = server.address();
    }
    assertUnavailable(network.connect(gone));
  }

  @Test
  void onlyAMachineWhereNobodyListensRefuses() throws Exception {
    Network.BoundServer server = network.serve(ANY_PORT, List.of(echo(new CompletableFuture<>())));
    ManagedChannel channel = network.connect(server.address());
    ManagedChannel toNowhere = network.connect(new Address("nowhere.invalid", 1));
    server.close();
    assertThat(Refusal.is(failure(channel))).isTrue();
    assertThat(Refusal.is(failure(toNowhere))).isFalse();
    assertThat(Refusal.is(new ConnectException("connection timed out: /10.0.0.1:1"))).isFalse();
  }

  private static Throwable failure(ManagedChannel channel) {
    return catchThrowable(() -> call(channel, new byte[0]));
  }

  private static void assertUnavailable(ManagedChannel channel) {
    assertThatThrownBy(() -> call(channel, new byte[0]))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void aChannelFindsAServerThatCameBackOnTheSamePort() throws Exception {
    Network.BoundServer first = network.serve(ANY_PORT, List.of(echo(new CompletableFuture<>())));
    ManagedChannel channel = network.connect(first.address());
    call(channel, new byte[0]);
    first.close();
    assertUnavailable(channel);
    try (Network.BoundServer second =
        network.serve(first.address(), List.of(echo(new CompletableFuture<>())))) {
      assertThat(second.address()).isEqualTo(first.address());
      // Waits for the connection, which the quick back-off brings within a second.
      CallOptions patient = CallOptions.DEFAULT.withWaitForReady();
      assertThat(ClientCalls.blockingUnaryCall(channel, ECHO, patient, new byte[] {7}))
          .containsExactly(7);
    }
  }

  @Test
  void closingTheNetworkDropsCallsUnderWayAndFreesThePort() throws Exception {
    CompletableFuture<Void> entered = new CompletableFuture<>();
    ServerServiceDefinition silent =
        ServerServiceDefinition.builder("test.Echo")
            .addMethod(
                ECHO,
                ServerCalls.<byte[], byte[]>asyncUnaryCall(
                    (request, observer) -> entered.complete(null)))
            .build();
    NettyNetwork serving = new NettyNetwork(transport);
    Network.BoundServer server = serving.serve(ANY_PORT, List.of(silent));
    ManagedChannel channel = network.connect(server.address());
    var answer =
        ClientCalls.futureUnaryCall(channel.newCall(ECHO, CallOptions.DEFAULT), new byte[0]);
    entered.get();
    serving.close();
    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(StatusRuntimeException.class);
    assertThat(serving.awaitClosed(Duration.ofSeconds(10))).isTrue();
    network.serve(server.address(), List.of()).close();
  }
}
