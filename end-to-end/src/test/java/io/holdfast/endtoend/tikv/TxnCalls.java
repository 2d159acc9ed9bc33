package io.holdfast.endtoend.tikv;

import com.google.protobuf.ByteString;
import io.holdfast.endtoend.tikv.Wire.Place;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockResponse;
import java.util.List;

/** Single calls of transactions, filled in as the published client fills them in. */
final class TxnCalls {
  /** What it always says, so that locks are resolved by region and not by key. */
  static final int TXN_SIZE = 16;

  private final Wire wire;

  TxnCalls(Wire wire) {
    this.wire = wire;
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  List<KeyError> prewrite(long startTs, long ttlMillis, String primary, String... keys) {
    Place place = wire.place(bytes(primary));
    PrewriteRequest.Builder request =
        PrewriteRequest.newBuilder()
            .setContext(place.context())
            .setPrimaryLock(bytes(primary))
            .setStartVersion(startTs)
            .setMinCommitTs(startTs)
            .setLockTtl(ttlMillis)
            .setTxnSize(TXN_SIZE);
    for (String key : keys) {
      request.addMutations(
          Mutation.newBuilder()
              .setOp(Op.Put)
              .setKey(bytes(key))
              .setValue(bytes(key + "@" + startTs)));
    }
    PrewriteResponse answer = place.stub().kvPrewrite(request.build());
    if (answer.hasRegionError()) {
      throw new AssertionError(answer);
    }
    return answer.getErrorsList();
  }

  CommitResponse commit(long startTs, long commitTs, String... keys) {
    Place place = wire.place(bytes(keys[0]));
    CommitRequest.Builder request =
        CommitRequest.newBuilder()
            .setContext(place.context())
            .setStartVersion(startTs)
            .setCommitVersion(commitTs);
    for (String key : keys) {
      request.addKeys(bytes(key));
    }
    return place.stub().kvCommit(request.build());
  }

  /** A transaction of one key; its commit timestamp. */
  long put(String key) {
    long startTs = wire.timestamp();
    if (!prewrite(startTs, 3_000, key, key).isEmpty()) {
      throw new AssertionError("prewrite of " + key);
    }
    long commitTs = wire.timestamp();
    CommitResponse answer = commit(startTs, commitTs, key);
    if (answer.hasError() || answer.hasRegionError()) {
      throw new AssertionError(answer);
    }
    return commitTs;
  }

  GetResponse get(String key, long ts) {
    Place place = wire.place(bytes(key));
    return place
        .stub()
        .kvGet(
            GetRequest.newBuilder()
                .setContext(place.context())
                .setKey(bytes(key))
                .setVersion(ts)
                .build());
  }

  CheckTxnStatusResponse status(
      String primary, long lockTs, long callerStartTs, long currentTs, boolean rollbackIfNotExist) {
    Place place = wire.place(bytes(primary));
    return place
        .stub()
        .kvCheckTxnStatus(
            CheckTxnStatusRequest.newBuilder()
                .setContext(place.context())
                .setPrimaryKey(bytes(primary))
                .setLockTs(lockTs)
                .setCallerStartTs(callerStartTs)
                .setCurrentTs(currentTs)
                .setRollbackIfNotExist(rollbackIfNotExist)
                .build());
  }

  /** All locks of a transaction in the region of a key. */
  ResolveLockResponse resolveRegion(String key, long startTs, long commitTs) {
    Place place = wire.place(bytes(key));
    return place
        .stub()
        .kvResolveLock(
            ResolveLockRequest.newBuilder()
                .setContext(place.context())
                .setStartVersion(startTs)
                .setCommitVersion(commitTs)
                .build());
  }
}
