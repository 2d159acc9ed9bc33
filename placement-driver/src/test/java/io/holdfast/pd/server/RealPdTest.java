package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real threads, sockets and files, and a blocking stub. */
final class RealPdTest {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aMemberServesAndComesBackOnTheSameDirectory(@TempDir Path directory) throws Exception {
    long clusterId = 0;
    long id = 0;
    for (int life = 0; life < 2; life++) {
      ThreadedRuntime runtime = new ThreadedRuntime("pd-1");
      try (runtime;
          PdNode node = PdNode.start(runtime, PdConfig.of(directory.resolve("pd")))) {
        ManagedChannel channel = runtime.network().connect(node.address());
        PDGrpc.PDBlockingStub stub = PDGrpc.newBlockingStub(channel);
        GetMembersResponse members = members(stub);
        assertThat(Address.parse(members.getLeader().getClientUrls(0))).isEqualTo(node.address());
        clusterId = clusterId == 0 ? node.clusterId() : clusterId;
        assertThat(members.getHeader().getClusterId()).isEqualTo(clusterId);
        long next =
            stub.allocID(
                    AllocIDRequest.newBuilder()
                        .setHeader(RequestHeader.newBuilder().setClusterId(clusterId))
                        .build())
                .getId();
        assertThat(next).isGreaterThan(id);
        id = next;
        channel.shutdownNow();
      }
    }
  }

  /** Until the group has a leader the answer is "not leader", as on a follower. */
  private static GetMembersResponse members(PDGrpc.PDBlockingStub stub) {
    while (true) {
      try {
        return stub.getMembers(GetMembersRequest.getDefaultInstance());
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getDescription()).isEqualTo("not leader");
      }
    }
  }
}
