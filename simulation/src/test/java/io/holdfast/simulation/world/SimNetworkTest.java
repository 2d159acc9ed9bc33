package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimNetworkTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final SimWorld world =
      new SimWorld(7, SimOptions.defaults().withDatagrams(name -> name.endsWith("/Tso")));
  private final SimNode server = world.newNode("pd-1");
  private final SimNode client = world.newNode("client-1");
  private final ManagedChannel channel =
      client.runtime().network().connect(TimestampService.ADDRESS);
  private final PDGrpc.PDStub stub = PDGrpc.newStub(channel);

  @BeforeEach
  void start() throws IOException {
    TimestampService.start(server.runtime());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Calls.Collector<GetMembersResponse> members() {
    Calls.Collector<GetMembersResponse> answer = new Calls.Collector<>();
    stub.getMembers(GetMembersRequest.getDefaultInstance(), answer);
    return answer;
  }

  private boolean finished(Calls.Collector<?> call) {
    return world.runUntil(call.done::isDone, LONG);
  }

  @Test
  void anUnmodifiedStubMakesAUnaryCall() {
    Calls.Collector<GetMembersResponse> answer = members();
    assertThat(finished(answer)).isTrue();
    assertThat(answer.values).hasSize(1);
    assertThat(answer.values.get(0).getLeader().getName()).isEqualTo("pd-1");
    assertThat(world.nowNanos()).isPositive();
  }

  @Test
  void aBidirectionalStreamKeepsOrderAndCompletes() {
    Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
    StreamObserver<TsoRequest> requests = stub.tso(answers);
    for (int i = 0; i < 20; i++) {
      requests.onNext(TimestampService.request(1));
    }
    requests.onCompleted();
    assertThat(finished(answers)).isTrue();
    assertThat(answers.values)
        .extracting(answer -> answer.getTimestamp().getLogical())
        .isSorted()
        .hasSize(20)
        .startsWith(1L)
        .endsWith(20L);
  }

  @Test
  void aHalfCloseThatCrossesARefusalStillEndsTheCall() throws IOException {
    Address refusing = new Address("pd-1", 2380);
    server
        .runtime()
        .network()
        .serve(
            refusing,
            List.of(
                new PDGrpc.PDImplBase() {
                  @Override
                  public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> out) {
                    out.onError(Status.UNAVAILABLE.withDescription("not leader").asException());
                    return new Calls.Collector<>();
                  }
                }.bindService()));
    PDGrpc.PDStub refused = PDGrpc.newStub(client.runtime().network().connect(refusing));
    for (int i = 0; i < 50; i++) {
      Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
      StreamObserver<TsoRequest> requests = refused.tso(answers);
      world.run(Duration.ofNanos(i * 40_000L)); // Somewhere on the way of the refusal.
      requests.onCompleted();
      assertThat(finished(answers)).as("call %d", i).isTrue();
    }
  }

  @Test
  void aDeadPeerIsUnavailable() {
    server.kill();
    Calls.Collector<GetMembersResponse> answer = members();
    assertThat(finished(answer)).isTrue();
    assertThat(Status.fromThrowable(answer.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void anUnknownMethodIsUnimplementedAndAnUnknownHostUnavailable() {
    Calls.Collector<StoreHeartbeatResponse> answer = new Calls.Collector<>();
    stub.storeHeartbeat(StoreHeartbeatRequest.getDefaultInstance(), answer);
    Calls.Collector<GetMembersResponse> lost = new Calls.Collector<>();
    PDGrpc.newStub(client.runtime().network().connect(new Address("nowhere", 1)))
        .getMembers(GetMembersRequest.getDefaultInstance(), lost);
    assertThat(finished(answer) && finished(lost)).isTrue();
    assertThat(Status.fromThrowable(answer.error).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(Status.fromThrowable(lost.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void theDeathOfTheServerBreaksAnOpenStreamAndARestartServesAgain() throws IOException {
    Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
    StreamObserver<TsoRequest> requests = stub.tso(answers);
    requests.onNext(TimestampService.request(3));
    assertThat(world.runUntil(() -> answers.values.size() == 1, LONG)).isTrue();
    server.kill();
    assertThat(finished(answers)).isTrue();
    assertThat(Status.fromThrowable(answers.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);

    TimestampService.start(server.restart());
    Calls.Collector<GetMembersResponse> again = members();
    assertThat(finished(again)).isTrue();
    assertThat(again.values.get(0).getLeader().getMemberId()).isEqualTo(3);
  }

  @Test
  void aPowerCutIsNoticedBySilenceOnly() {
    Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
    stub.tso(answers).onNext(TimestampService.request(1));
    assertThat(world.runUntil(() -> answers.values.size() == 1, LONG)).isTrue();
    long cutAt = world.nowNanos();
    server.powerCut();
    assertThat(finished(answers)).isTrue();
    assertThat(world.nowNanos() - cutAt).isGreaterThan(100_000_000L);
  }

  @Test
  void aPartitionHoldsMessagesUntilItHeals() {
    world.network().partition(List.of(client), List.of(server));
    Calls.Collector<GetMembersResponse> answer = members();
    world.run(Duration.ofMillis(100));
    assertThat(answer.done).isNotDone();
    world.network().heal();
    assertThat(finished(answer)).isTrue();
    assertThat(answer.error).isNull();
  }

  @Test
  void aLongPartitionBreaksTheConnection() {
    world.network().partition(List.of(client), List.of(server));
    Calls.Collector<GetMembersResponse> answer = members();
    assertThat(finished(answer)).isTrue();
    assertThat(Status.fromThrowable(answer.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aOneWayPartitionLosesTheAnswerOfAnExecutedRequest() {
    world.network().partitionOneWay(List.of(server), List.of(client));
    Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
    stub.tso(answers).onNext(TimestampService.request(1));
    assertThat(finished(answers)).isTrue();
    assertThat(answers.values).isEmpty();
    assertThat(server.disk().bytesWritten()).isEqualTo(Long.BYTES);
  }

  @Test
  void datagramsAreLostRepeatedAndReordered() {
    world.network().setChaos(new LinkChaos(1_000_000, 0.2, 0.2, 0.2, 0));
    Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
    StreamObserver<TsoRequest> requests = stub.tso(answers);
    for (int i = 0; i < 300; i++) {
      requests.onNext(TimestampService.request(1));
    }
    world.run(Duration.ofSeconds(3));
    SimNetwork network = world.network();
    assertThat(network.lost()).isPositive();
    assertThat(network.duplicated()).isPositive();
    assertThat(network.reordered()).isPositive();
    assertThat(answers.values).isNotEmpty();
    assertThat(answers.values)
        .extracting(answer -> answer.getTimestamp().getLogical())
        .isNotEqualTo(
            answers.values.stream().map(a -> a.getTimestamp().getLogical()).sorted().toList());
  }

  @Test
  void aDamagedDatagramIsReadAsAnotherOrEndsItsCall() {
    world.network().setChaos(new LinkChaos(0, 0, 0, 0, 0, 0, 1));
    int ended = 0;
    for (int i = 0; i < 60; i++) {
      Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
      StreamObserver<TsoRequest> requests = stub.tso(answers);
      requests.onNext(TimestampService.request(1));
      world.run(Duration.ofMillis(200));
      ended += answers.error == null ? 0 : 1;
    }
    assertThat(ended).isPositive();
    assertThat(world.failures()).isEmpty();
  }

  @Test
  void anAnswerMayBeLostThoughItsRequestWasCarriedOut() {
    world.network().setChaos(new LinkChaos(0, 0, 0, 0, 0, 1, 0));
    Calls.Collector<GetMembersResponse> answer = members();
    assertThat(finished(answer)).isTrue();
    assertThat(Status.fromThrowable(answer.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void deadlinesAndBlockingStubsAreRefused() {
    assertThatThrownBy(
            () ->
                stub.withDeadlineAfter(1, TimeUnit.SECONDS)
                    .getMembers(GetMembersRequest.getDefaultInstance(), new Calls.Collector<>()))
        .hasMessageContaining("deadline");
    assertThatThrownBy(
            () ->
                PDGrpc.newBlockingStub(channel).getMembers(GetMembersRequest.getDefaultInstance()))
        .hasMessageContaining("blocking");
  }

  @Test
  void aClosedChannelEndsItsCalls() {
    Calls.Collector<TsoResponse> answers = new Calls.Collector<>();
    stub.tso(answers).onNext(TimestampService.request(1));
    channel.shutdownNow();
    assertThat(finished(answers)).isTrue();
    Calls.Collector<GetMembersResponse> later = members();
    assertThat(finished(later)).isTrue();
    assertThat(Status.fromThrowable(later.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(channel.isTerminated()).isTrue();
  }

  @Test
  void aPortCanBeTakenOnceAndPortZeroIsResolved() throws IOException {
    assertThatThrownBy(() -> client.runtime().network().serve(TimestampService.ADDRESS, List.of()))
        .isInstanceOf(IOException.class);
    assertThat(
            client
                .runtime()
                .network()
                .serve(new Address("client-1", 0), List.of())
                .address()
                .port())
        .isPositive();
  }
}
