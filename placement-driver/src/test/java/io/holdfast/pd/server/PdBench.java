package io.holdfast.pd.server;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.BootstrapRequest;
import io.holdfast.protocol.wire.pdpb.BootstrapResponse;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.PutStoreResponse;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.net.Address;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A placement driver and a client in a simulated world, called with ordinary stubs. */
final class PdBench implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Path DATA = Path.of("/pd");
  static final Address ADDRESS = new Address("pd-1", 2379);

  final SimWorld world;
  final SimNode node;
  final PDGrpc.PDStub stub;
  final ManagedChannel channel;
  PdConfig config = PdConfig.of(DATA).withListen(ADDRESS);
  PdWiring wiring = PdWiring.standard();
  @Nullable PdNode pd;
  long clusterId;

  PdBench(long seed) {
    world = new SimWorld(seed, SimOptions.defaults());
    node = world.newNode("pd-1");
    channel = world.newNode("client").runtime().network().connect(ADDRESS);
    stub = PDGrpc.newStub(channel);
  }

  /** Starts the node in its current life and waits until it serves. */
  PdBench start() throws PdStartException {
    pd = PdNode.start(node.runtime(), config, wiring);
    for (int i = 0; i < 200; i++) {
      Answer<GetMembersResponse> members =
          call(stub::getMembers, GetMembersRequest.getDefaultInstance());
      if (members.error == null) {
        clusterId = members.value().getHeader().getClusterId();
        return this;
      }
      world.run(Duration.ofMillis(50));
    }
    throw new AssertionError("the placement driver does not serve");
  }

  RequestHeader header() {
    return RequestHeader.newBuilder().setClusterId(clusterId).build();
  }

  /** Makes a unary call and waits for its end. */
  <Q, R> Answer<R> call(BiConsumer<Q, StreamObserver<R>> method, Q request) {
    Answer<R> answer = new Answer<>();
    method.accept(request, answer);
    world.runUntil(answer::done, LONG);
    return answer;
  }

  static Store store(long id) {
    return Store.newBuilder()
        .setId(id)
        .setAddress("store-" + id + ":20160")
        .setVersion("6.5.0")
        .build();
  }

  static Region firstRegion() {
    return Region.newBuilder()
        .setId(2)
        .setRegionEpoch(RegionEpoch.newBuilder().setConfVer(1).setVersion(1))
        .addPeers(Peer.newBuilder().setId(3).setStoreId(1))
        .build();
  }

  Answer<BootstrapResponse> bootstrap() {
    return call(
        stub::bootstrap,
        BootstrapRequest.newBuilder()
            .setHeader(header())
            .setStore(store(1))
            .setRegion(firstRegion())
            .build());
  }

  Answer<PutStoreResponse> putStore(Store store) {
    return call(
        stub::putStore, PutStoreRequest.newBuilder().setHeader(header()).setStore(store).build());
  }

  /** One timestamp as the published client asks for it: a stream each. */
  Answer<TsoResponse> timestamp(int count) {
    Answer<TsoResponse> answer = askTimestamp(count);
    world.runUntil(answer::done, LONG);
    return answer;
  }

  /** The same without waiting for it. */
  Answer<TsoResponse> askTimestamp(int count) {
    Answer<TsoResponse> answer = new Answer<>();
    StreamObserver<TsoRequest> requests = stub.tso(answer);
    requests.onNext(TsoRequest.newBuilder().setHeader(header()).setCount(count).build());
    requests.onCompleted();
    return answer;
  }

  @Override
  public void close() {
    world.close();
  }

  /** What came back on a call. */
  static final class Answer<R> implements StreamObserver<R> {
    final List<R> values = new ArrayList<>();
    @Nullable Status error;
    boolean completed;

    @Override
    public void onNext(R value) {
      values.add(value);
    }

    @Override
    public void onError(Throwable cause) {
      error = Status.fromThrowable(cause);
    }

    @Override
    public void onCompleted() {
      completed = true;
    }

    boolean done() {
      return completed || error != null;
    }

    /** The one answer of a call that succeeded. */
    R value() {
      if (!completed || values.size() != 1) {
        throw new AssertionError("not one answer: " + values + " " + error);
      }
      return values.get(0);
    }

    /** Why the call failed. */
    Status status() {
      if (error == null) {
        throw new AssertionError("did not fail: " + values + " completed=" + completed);
      }
      return error;
    }
  }
}
