package io.holdfast.bench.yardstick;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Gets, one by one or in batches, answered on the network's thread. */
final class FloorService extends TikvGrpc.TikvImplBase {
  private final RocksDB engine;

  FloorService(RocksDB engine) {
    this.engine = engine;
  }

  private RawGetResponse get(ByteString key) throws RocksDBException {
    byte[] value = engine.get(key.toByteArray());
    return value == null
        ? RawGetResponse.newBuilder().setNotFound(true).build()
        : RawGetResponse.newBuilder().setValue(UnsafeByteOperations.unsafeWrap(value)).build();
  }

  @Override
  public void rawGet(RawGetRequest request, StreamObserver<RawGetResponse> answer) {
    try {
      answer.onNext(get(request.getKey()));
      answer.onCompleted();
    } catch (RocksDBException e) {
      answer.onError(Status.INTERNAL.withDescription(e.getMessage()).asException());
    }
  }

  @Override
  public StreamObserver<BatchCommandsRequest> batchCommands(
      StreamObserver<BatchCommandsResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(BatchCommandsRequest batch) {
        BatchCommandsResponse.Builder answer = BatchCommandsResponse.newBuilder();
        try {
          for (int i = 0; i < batch.getRequestsCount(); i++) {
            RawGetResponse found = get(batch.getRequests(i).getRawGet().getKey());
            answer.addResponses(BatchCommandsResponse.Response.newBuilder().setRawGet(found));
            answer.addRequestIds(batch.getRequestIds(i));
          }
          answers.onNext(answer.build());
        } catch (RocksDBException e) {
          answers.onError(Status.INTERNAL.withDescription(e.getMessage()).asException());
        }
      }

      @Override
      public void onError(Throwable cause) {
        // The client went away; there is nobody to answer.
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }
}
