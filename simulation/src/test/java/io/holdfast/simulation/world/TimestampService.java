package io.holdfast.simulation.world;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.Member;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.protocol.wire.pdpb.Timestamp;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.file.FileSystem.AppendFile;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.seed.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A toy placement driver for tests: a counter persisted before each answer, behind generated
 * service code.
 */
final class TimestampService extends PDGrpc.PDImplBase {
  static final Address ADDRESS = new Address("pd-1", 2379);
  static final Path FILE = Path.of("/data/counter");

  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final AppendFile file;
  private final boolean syncs;
  private long next;

  private TimestampService(NodeRuntime runtime, AppendFile file, boolean syncs) {
    this.runtime = runtime;
    this.loop = runtime.newLoop("pd");
    this.file = file;
    this.syncs = syncs;
    this.next = file.size() / Long.BYTES;
  }

  static TimestampService start(NodeRuntime runtime) throws IOException {
    return start(runtime, true);
  }

  /** Without {@code syncs} this is a planted bug: answers before they are durable. */
  static TimestampService start(NodeRuntime runtime, boolean syncs) throws IOException {
    runtime.files().createDirectories(Path.of("/data"));
    AppendFile file =
        runtime.files().exists(FILE)
            ? runtime.files().openForAppend(FILE)
            : runtime.files().create(FILE);
    runtime.files().syncDirectory(Path.of("/data"));
    file.truncate(file.size() / Long.BYTES * Long.BYTES);
    TimestampService service = new TimestampService(runtime, file, syncs);
    runtime.network().serve(ADDRESS, List.of(service.bindService()));
    return service;
  }

  @Override
  public void getMembers(GetMembersRequest request, StreamObserver<GetMembersResponse> answer) {
    loop.execute(
        () -> {
          runtime.preemptionPoint("members");
          answer.onNext(
              GetMembersResponse.newBuilder()
                  .setLeader(Member.newBuilder().setMemberId(next).setName(runtime.name()))
                  .build());
          answer.onCompleted();
        });
  }

  /** Bits turn over on the way: a message says what it was. */
  static long sum(long value) {
    return Seeds.mix(value);
  }

  /** A request for so many timestamps. */
  static TsoRequest request(int count) {
    return TsoRequest.newBuilder()
        .setHeader(RequestHeader.newBuilder().setClusterId(sum(count)))
        .setCount(count)
        .build();
  }

  /** Whether an answer is as it was sent. */
  static boolean isSound(TsoResponse response) {
    return response.getHeader().getClusterId() == sum(response.getTimestamp().getLogical());
  }

  @Override
  public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(TsoRequest request) {
        if (request.getHeader().getClusterId() == sum(request.getCount())) {
          loop.execute(() -> answers.onNext(allocate(request)));
        }
      }

      @Override
      public void onError(Throwable cause) {}

      @Override
      public void onCompleted() {
        loop.execute(answers::onCompleted);
      }
    };
  }

  private TsoResponse allocate(TsoRequest request) {
    runtime.preemptionPoint("allocate");
    try {
      for (int i = 0; i < request.getCount(); i++) {
        file.append(ByteBuffer.allocate(Long.BYTES).putLong(++next).flip());
      }
      if (syncs) {
        file.sync();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TsoResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setClusterId(sum(next)))
        .setCount(request.getCount())
        .setTimestamp(
            Timestamp.newBuilder().setPhysical(runtime.clock().wallMillis()).setLogical(next))
        .build();
  }
}
