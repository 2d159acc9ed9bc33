package io.holdfast.bench.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network.BoundServer;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EchoServiceTest {
  @Test
  void bytesComeBackAsTheyWentOut() throws Exception {
    try (ThreadedRuntime runtime = new ThreadedRuntime("echo");
        BoundServer server =
            runtime
                .network()
                .serve(new Address("127.0.0.1", 0), List.of(EchoService.definition()))) {
      ManagedChannel channel = runtime.network().connect(server.address());
      byte[] request = {1, 2, 3};

      byte[] answer =
          ClientCalls.blockingUnaryCall(channel, EchoService.UNARY, CallOptions.DEFAULT, request);

      assertThat(answer).isEqualTo(request);
      channel.shutdownNow();
    }
  }

  @Test
  void theSyncYardstickMeasuresAndLeavesNothing(@TempDir Path directory) throws Exception {
    try (ThreadedRuntime runtime = new ThreadedRuntime("sync")) {
      assertThat(SyncYardstick.run(runtime.files(), directory).getTotalCount()).isEqualTo(300);
    }
    assertThat(directory).isEmptyDirectory();
  }
}
