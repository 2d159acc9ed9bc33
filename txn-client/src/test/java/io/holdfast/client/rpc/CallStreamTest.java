package io.holdfast.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.protocol.rpc.KvRpc;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsEmptyResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse.Response;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that travel together, against a store that answers as each test says. */
final class CallStreamTest {
  private static final Address STORE = new Address("store", 20160);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final long TIMEOUT_NANOS = Duration.ofSeconds(3).toNanos();

  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private final SimNode client = world.newNode("client");
  private final EventLoop loop = client.runtime().newLoop("client-loop");
  private final RpcCaller caller = new RpcCaller(loop, client.runtime().network(), true);
  private final Store store = new Store();

  /** Keeps what it is sent; answers when told, or at once. */
  private static final class Store extends TikvGrpc.TikvImplBase {
    final List<BatchCommandsRequest> messages = new ArrayList<>();
    final List<StreamObserver<BatchCommandsResponse>> streams = new ArrayList<>();
    final List<String> alone = new ArrayList<>();
    int cancelled;
    boolean echoes = true;
    boolean knowsStreams = true;

    @Override
    public void rawGet(RawGetRequest request, StreamObserver<RawGetResponse> out) {
      alone.add(request.getKey().toStringUtf8());
      out.onNext(RawGetResponse.newBuilder().setValue(request.getKey()).build());
      out.onCompleted();
    }

    @Override
    public void rawScan(RawScanRequest request, StreamObserver<RawScanResponse> out) {
      alone.add("scan");
      out.onNext(RawScanResponse.getDefaultInstance());
      out.onCompleted();
    }

    @Override
    public StreamObserver<BatchCommandsRequest> batchCommands(
        StreamObserver<BatchCommandsResponse> out) {
      if (!knowsStreams) {
        return super.batchCommands(out);
      }
      streams.add(out);
      ((ServerCallStreamObserver<BatchCommandsResponse>) out).setOnCancelHandler(() -> cancelled++);
      return new StreamObserver<>() {
        @Override
        public void onNext(BatchCommandsRequest message) {
          messages.add(message);
          if (echoes) {
            out.onNext(answers(message));
          }
        }

        @Override
        public void onError(Throwable cause) {
          // Counted by the handler above.
        }

        @Override
        public void onCompleted() {
          out.onCompleted();
        }
      };
    }

    /** The last request first: order means nothing. */
    static BatchCommandsResponse answers(BatchCommandsRequest message) {
      BatchCommandsResponse.Builder answers = BatchCommandsResponse.newBuilder();
      for (int i = message.getRequestsCount() - 1; i >= 0; i--) {
        answers.addRequestIds(message.getRequestIds(i)).addResponses(answer(message, i));
      }
      return answers.build();
    }

    /** Says that a message is taken, and answers none of its requests. */
    static BatchCommandsResponse taken(BatchCommandsRequest message) {
      int last = message.getRequestsCount() - 1;
      assertThat(message.getRequests(last).hasEmpty()).as("asks whether it is taken").isTrue();
      return BatchCommandsResponse.newBuilder()
          .addRequestIds(message.getRequestIds(last))
          .addResponses(answer(message, last))
          .build();
    }

    private static Response answer(BatchCommandsRequest message, int i) {
      BatchCommandsRequest.Request request = message.getRequests(i);
      if (request.hasEmpty()) {
        return Response.newBuilder()
            .setEmpty(BatchCommandsEmptyResponse.getDefaultInstance())
            .build();
      }
      ByteString key = request.getRawGet().getKey();
      return KvRpc.RAW_GET.packAnswer(RawGetResponse.newBuilder().setValue(key).build());
    }

    /** The keys that each message asks for. */
    List<List<String>> keys() {
      return messages.stream()
          .map(
              message ->
                  message.getRequestsList().stream()
                      .filter(request -> request.hasRawGet())
                      .map(request -> request.getRawGet().getKey().toStringUtf8())
                      .toList())
          .toList();
    }
  }

  @BeforeEach
  void serve() throws IOException {
    world.newNode("store").runtime().network().serve(STORE, List.of(store.bindService()));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static RawGetRequest get(String key) {
    return RawGetRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  /** Sends all in one turn of the loop. */
  private List<RpcCaller.Sent<RawGetResponse>> send(String... keys) {
    List<RpcCaller.Sent<RawGetResponse>> sent = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          for (String key : keys) {
            sent.add(
                caller.open(
                    STORE, TikvGrpc.getRawGetMethod(), get(key), TIMEOUT_NANOS, LiveScope.ENDLESS));
          }
          done.complete(null);
        });
    await(done);
    return sent;
  }

  private void await(CompletableFuture<?> future) {
    assertThat(world.runUntil(future::isDone, LONG)).as("ended").isTrue();
  }

  private String valueOf(RpcCaller.Sent<RawGetResponse> sent) {
    await(sent.answer());
    return sent.answer().join().getValue().toStringUtf8();
  }

  private RpcFailure failureOf(RpcCaller.Sent<?> sent) {
    await(sent.answer());
    try {
      throw new AssertionError("answered: " + sent.answer().join());
    } catch (CompletionException e) {
      return (RpcFailure) Async.unwrap(e);
    }
  }

  @Test
  void whatIsWaitingGoesInOneMessageAndEachGetsItsOwnAnswer() {
    List<RpcCaller.Sent<RawGetResponse>> sent = send("a", "b", "c");

    assertThat(sent).extracting(this::valueOf).containsExactly("a", "b", "c");
    assertThat(store.messages).singleElement().extracting(m -> m.getRequestsCount()).isEqualTo(3);
    assertThat(valueOf(send("d").get(0))).isEqualTo("d");
    assertThat(store.streams).as("one stream for all").hasSize(1);
    assertThat(store.alone).isEmpty();
  }

  @Test
  void aMessageIsBounded() {
    String[] keys = new String[2 * CallStream.PARTS_MAX + 1];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "k" + i;
    }
    List<RpcCaller.Sent<RawGetResponse>> sent = send(keys);

    assertThat(sent).extracting(this::valueOf).containsExactly(keys);
    assertThat(store.keys())
        .extracting(List::size)
        .containsExactly(CallStream.PARTS_MAX, CallStream.PARTS_MAX, 1);
  }

  /** Sends once the store has so many messages. */
  private RpcCaller.Sent<RawGetResponse> sendAfter(int messages, String key) {
    assertThat(world.runUntil(() -> store.messages.size() == messages, LONG)).isTrue();
    return send(key).get(0);
  }

  /** As many as are not worth waiting for each other. */
  private static String[] few() {
    return IntStream.range(0, CallStream.FEW).mapToObj(i -> "slow" + i).toArray(String[]::new);
  }

  @Test
  void fewRequestsNeverWaitForTheStoresWord() {
    store.echoes = false;
    for (int i = 0; i < CallStream.FEW; i++) {
      sendAfter(i, "k" + i);
    }
    assertThat(world.runUntil(() -> store.messages.size() == CallStream.FEW, LONG)).isTrue();
    assertThat(store.messages)
        .allSatisfy(message -> assertThat(message.getRequests(0).hasEmpty()).isFalse())
        .allSatisfy(message -> assertThat(message.getRequestsCount()).isEqualTo(1));
  }

  @Test
  void requestsGatherUntilTheStoreHasTakenTheMessageBefore() {
    store.echoes = false;
    RpcCaller.Sent<RawGetResponse> slow = send(few()).get(0);
    sendAfter(1, "next"); // While many are unanswered.
    sendAfter(2, "c");
    List<RpcCaller.Sent<RawGetResponse>> last = send("d", "e");
    world.run(Duration.ofMillis(200));
    assertThat(store.keys()).containsExactly(List.of(few()), List.of("next"));

    store.streams.get(0).onNext(Store.taken(store.messages.get(1)));
    assertThat(world.runUntil(() -> store.messages.size() == 3, LONG)).isTrue();
    assertThat(store.keys()).last().isEqualTo(List.of("c", "d", "e"));
    store.streams.get(0).onNext(Store.answers(store.messages.get(2)));
    assertThat(valueOf(last.get(1))).isEqualTo("e");
    assertThat(slow.answer()).as("whoever takes long makes nobody wait").isNotDone();
  }

  @Test
  void whatABrokenStreamHadNotSentIsKnownNotToHaveBeenSent() {
    store.echoes = false;
    RpcCaller.Sent<RawGetResponse> first = send(few()).get(0);
    RpcCaller.Sent<RawGetResponse> second = sendAfter(1, "second");
    RpcCaller.Sent<RawGetResponse> held = sendAfter(2, "held");
    store.streams.get(0).onError(Status.UNAVAILABLE.asException());

    assertThat(failureOf(first).notSent()).isFalse();
    assertThat(failureOf(second).notSent()).isFalse();
    assertThat(failureOf(held).notSent()).isTrue();
  }

  @Test
  void aMessageThatCannotGrowDoesNotWait() {
    store.echoes = false;
    send(few());
    sendAfter(1, "next");
    assertThat(world.runUntil(() -> store.messages.size() == 2, LONG)).isTrue();
    String[] keys = new String[CallStream.PARTS_MAX];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "k" + i;
    }
    send(keys);

    assertThat(world.runUntil(() -> store.messages.size() == 3, LONG)).isTrue();
    assertThat(store.keys()).last().isEqualTo(List.of(keys));
  }

  @Test
  void aStreamWhoseMessagesAreNotTakenIsTakenForDead() {
    store.echoes = false;
    send(few());
    sendAfter(1, "next");
    RpcCaller.Sent<RawGetResponse> held = sendAfter(2, "held");
    // It answers something, but never that it took the second message.
    world.run(Duration.ofSeconds(1));
    store.streams.get(0).onNext(BatchCommandsResponse.getDefaultInstance());

    assertThat(failureOf(held).statusCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(failureOf(held).notSent()).isTrue();
    assertThat(world.runUntil(() -> store.cancelled == 1, LONG)).as("told the store").isTrue();
    store.echoes = true;
    assertThat(valueOf(send("again").get(0))).isEqualTo("again");
    assertThat(store.keys()).doesNotContain(List.of("held"));
  }

  @Test
  void aBrokenStreamFailsWhatIsUnansweredAndTheNextRequestOpensAnother() {
    store.echoes = false;
    List<RpcCaller.Sent<RawGetResponse>> sent = send("a", "b");
    world.runUntil(() -> !store.messages.isEmpty(), LONG);
    store.streams.get(0).onError(Status.UNAVAILABLE.asException());

    assertThat(sent)
        .extracting(each -> failureOf(each).statusCode())
        .containsOnly(Status.Code.UNAVAILABLE);
    store.echoes = true;
    assertThat(valueOf(send("c").get(0))).isEqualTo("c");
    assertThat(store.streams).hasSize(2);
  }

  @Test
  void aStoreWithoutStreamsIsAskedOneByOne() {
    store.knowsStreams = false;

    assertThat(send("a", "b")).extracting(this::valueOf).containsExactly("a", "b");
    assertThat(valueOf(send("c").get(0))).isEqualTo("c");
    assertThat(store.alone).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void whoIsGivenUpIsForgottenAndTheOthersGoOn() {
    store.echoes = false;
    List<RpcCaller.Sent<RawGetResponse>> sent = send("a", "b");
    world.runUntil(() -> !store.messages.isEmpty(), LONG);
    store.streams.get(0).onNext(BatchCommandsResponse.getDefaultInstance()); // It is alive.
    world.run(Duration.ofMillis(100));
    loop.execute(() -> sent.get(0).cut().run());

    assertThat(failureOf(sent.get(0)).statusCode()).isEqualTo(Status.Code.CANCELLED);
    store.streams.get(0).onNext(Store.answers(store.messages.get(0)));
    assertThat(valueOf(sent.get(1))).isEqualTo("b");
    assertThat(store.cancelled).isZero();
  }

  @Test
  void whoIsGivenUpBeforeItWasSentIsNotSent() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          caller
              .open(STORE, TikvGrpc.getRawGetMethod(), get("a"), TIMEOUT_NANOS, LiveScope.ENDLESS)
              .cut()
              .run();
          done.complete(null);
        });
    await(done);

    assertThat(valueOf(send("b").get(0))).isEqualTo("b");
    assertThat(store.messages).singleElement().extracting(m -> m.getRequestsCount()).isEqualTo(1);
  }

  @Test
  void aSilentStreamIsTakenForDeadAtTheFirstTimeOut() {
    store.echoes = false;
    RpcCaller.Sent<RawGetResponse> first = send("a").get(0);
    world.run(Duration.ofSeconds(2));
    RpcCaller.Sent<RawGetResponse> second = send("b").get(0);

    assertThat(failureOf(first).statusCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    long failedAt = world.nowNanos();
    assertThat(failureOf(second).statusCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(world.nowNanos() - failedAt).isLessThan(Duration.ofSeconds(1).toNanos());
    assertThat(world.runUntil(() -> store.cancelled == 1, LONG)).as("told the store").isTrue();
    store.echoes = true;
    assertThat(valueOf(send("c").get(0))).isEqualTo("c");
  }

  @Test
  void anEmptyAnswerMeansThatTheStoreDoesNotKnowTheCall() {
    store.echoes = false;
    RpcCaller.Sent<RawGetResponse> sent = send("a").get(0);
    world.runUntil(() -> !store.messages.isEmpty(), LONG);
    store
        .streams
        .get(0)
        .onNext(
            BatchCommandsResponse.newBuilder()
                .addRequestIds(store.messages.get(0).getRequestIds(0))
                .addResponses(BatchCommandsResponse.Response.getDefaultInstance())
                .build());

    assertThat(failureOf(sent).statusCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void whatTakesLongOrIsLargeTravelsAlone() {
    CompletableFuture<?>[] answers = new CompletableFuture<?>[2];
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          answers[0] =
              caller.call(
                  STORE,
                  TikvGrpc.getRawScanMethod(),
                  RawScanRequest.getDefaultInstance(),
                  TIMEOUT_NANOS);
          answers[1] =
              caller.call(
                  STORE, TikvGrpc.getRawGetMethod(), get("x".repeat(70_000)), TIMEOUT_NANOS);
          done.complete(null);
        });
    await(done);
    await(CompletableFuture.allOf(answers));

    assertThat(store.messages).isEmpty();
    assertThat(store.alone).hasSize(2);
  }
}
