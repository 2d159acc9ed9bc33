package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that asks and asks and never reads what comes back, over real sockets. */
final class SilentReaderTest {
  /** With answers of about 30 bytes: many times what the windows of a connection hold. */
  private static final int REQUESTS_MAX = 2_000_000;

  @Test
  void whatAClientDoesNotReadIsNotProduced(@TempDir Path directory) throws Exception {
    try (ThreadedRuntime runtime = new ThreadedRuntime("pd-1");
        PdNode pd =
            PdNode.start(runtime, PdConfig.of(directory).withListen(new Address("127.0.0.1", 0)))) {
      while (!pd.status().get(10, TimeUnit.SECONDS).serving()) {
        runtime.sleep(Duration.ofMillis(20));
      }
      ManagedChannel channel = runtime.network().connect(pd.address());
      ClientCall<TsoRequest, TsoResponse> call =
          channel.newCall(PDGrpc.getTsoMethod(), CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata()); // Never asks for an answer.
      TsoRequest request =
          TsoRequest.newBuilder()
              .setHeader(RequestHeader.newBuilder().setClusterId(pd.clusterId()))
              .setCount(1)
              .build();
      int sent = 0;
      int idle = 0;
      while (sent < REQUESTS_MAX && idle < 200) {
        if (call.isReady()) {
          call.sendMessage(request);
          sent++;
          idle = 0;
        } else {
          idle++;
          runtime.sleep(Duration.ofMillis(10));
        }
      }
      assertThat(idle).as("sent %s requests, still taken", sent).isEqualTo(200);
      assertThat(pd.status().get(10, TimeUnit.SECONDS).serving()).isTrue();
      call.cancel("enough", null);
      channel.shutdownNow();
    }
  }
}
