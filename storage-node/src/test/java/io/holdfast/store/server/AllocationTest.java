package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an operation allocates in a cluster of three stores that runs in this one thread, requests,
 * Raft, apply and answers together; gRPC's and the kernel's share is not in it. The figure depends
 * on nothing but the code: the world is seeded, and the compiler that would remove allocations now
 * and then is off. So it is compared with the one on record, to the byte or nearly so.
 *
 * <p>Runs by itself with {@code mvn -P bench-guard verify}. When a figure falls, or rises for a
 * reason, {@code allocation.properties} changes with the change that caused it.
 */
@Tag("guard")
class AllocationTest {
  private static final String ROOM = "allocation.properties";
  private static final int WARM_UP = 3_000;
  private static final int MEASURED = 2_000;
  private static final int BATCH = 64;

  /** Before it stores make nothing of each other's promises. */
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(10);

  /** Tables that grow, and work that goes by time. A planted array of 32 bytes is above it. */
  private static final double TOLERANCE_BYTES = 24;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is done. */
  private enum Operation {
    GET,
    PUT,
    GET_IN_BATCH,
    /** The leader holds a lease: answered where it arrives. */
    LEASED_GET_IN_BATCH
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void anOperationAllocatesWhatItDid(Operation operation) throws IOException {
    try (StoreWorld stores = new StoreWorld(7)) {
      stores.pd.replicas = 3;
      stores.leases = operation == Operation.LEASED_GET_IN_BATCH;
      for (String name : new String[] {"store-1", "store-2", "store-3"}) {
        stores.addStore(name);
        stores.awaitReady(name);
      }
      stores.await(() -> stores.settledAt(3));
      if (stores.leases) {
        stores.world.run(CLOCKS_AGREE);
      }
      Client client = new Client(stores);
      client.put();
      for (int i = 0; i < WARM_UP; i += client.run(operation)) {}
      long before = THREADS.getCurrentThreadAllocatedBytes();
      int done = 0;
      while (done < MEASURED) {
        done += client.run(operation);
      }
      double each = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / done;
      assertThat(each)
          .as("bytes allocated for one %s; on record in %s", operation, ROOM)
          .isLessThanOrEqualTo(onRecord(operation) + TOLERANCE_BYTES);
      assertThat(each)
          .as("bytes allocated for one %s: lower than on record, write it into %s", operation, ROOM)
          .isGreaterThanOrEqualTo(onRecord(operation) * 0.95);
    }
  }

  private static double onRecord(Operation operation) throws IOException {
    Properties figures = new Properties();
    try (InputStream from = AllocationTest.class.getResourceAsStream(ROOM)) {
      figures.load(from);
    }
    return Double.parseDouble(figures.getProperty(operation.name()));
  }

  /** One request after the other, each waiting for its answer. */
  private static final class Client {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ByteString VALUE = ByteString.copyFrom(new byte[100]);

    private final StoreWorld stores;
    private final String leader;
    private final RawGetRequest get;
    private final RawPutRequest put;
    private final BatchCommandsRequest batch;
    private final Answers answers = new Answers();
    private @Nullable StreamObserver<BatchCommandsRequest> stream;

    Client(StoreWorld stores) {
      this.stores = stores;
      this.leader = stores.leaderOf(KEY);
      var context = stores.contextAtLeader(KEY);
      get = RawGetRequest.newBuilder().setContext(context).setKey(KEY).build();
      put = RawPutRequest.newBuilder().setContext(context).setKey(KEY).setValue(VALUE).build();
      BatchCommandsRequest.Builder many = BatchCommandsRequest.newBuilder();
      for (int i = 0; i < BATCH; i++) {
        many.addRequestIds(i).addRequestsBuilder().setRawGet(get);
      }
      batch = many.build();
    }

    /** Answers how many were done. */
    int run(Operation operation) {
      switch (operation) {
        case GET ->
            assertThat(stores.call(leader, TikvGrpc.getRawGetMethod(), get).getValue())
                .isEqualTo(VALUE);
        case PUT -> put();
        case GET_IN_BATCH, LEASED_GET_IN_BATCH -> {
          batch();
          return BATCH;
        }
      }
      return 1;
    }

    void put() {
      assertThat(stores.call(leader, TikvGrpc.getRawPutMethod(), put).hasRegionError()).isFalse();
    }

    private void batch() {
      StreamObserver<BatchCommandsRequest> open = stream;
      if (open == null) {
        open =
            ClientCalls.asyncBidiStreamingCall(
                stores
                    .channel(leader)
                    .newCall(TikvGrpc.getBatchCommandsMethod(), CallOptions.DEFAULT),
                answers);
        stream = open;
      }
      answers.count = 0;
      open.onNext(batch);
      assertThat(stores.world.runUntil(answers::all, Duration.ofSeconds(5))).isTrue();
    }
  }

  /** Those of a stream. */
  private static final class Answers implements StreamObserver<BatchCommandsResponse> {
    private int count;

    boolean all() {
      return count >= BATCH;
    }

    @Override
    public void onNext(BatchCommandsResponse answer) {
      count += answer.getRequestIdsCount();
    }

    @Override
    public void onError(Throwable cause) {
      throw new AssertionError("the stream broke", cause);
    }

    @Override
    public void onCompleted() {}
  }
}
