package io.holdfast.endtoend.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.endtoend.tikv.Wire.Place;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tikv.common.TiSession;
import org.tikv.raw.RawKVClient;

/** Requests that cannot be served get an answer that says why; nothing is lost, service goes on. */
@ExtendWith(SharedClusters.class)
@SuppressWarnings("try") // The published client's close() may be interrupted.
class BadInputTest {
  private static final int KEY_BYTES_MAX = 8 << 10;
  private static final int VALUE_BYTES_MAX = 6 << 20;
  private static final ByteString KEPT = ByteString.copyFromUtf8("bad/kept");
  private static final ByteString VALUE = ByteString.copyFromUtf8("as it was");

  private final Wire raw;
  private final Wire txn;

  BadInputTest(@Serving(KeyMode.V1_RAW) Wire raw, @Serving(KeyMode.V1_TXN) Wire txn) {
    this.raw = raw;
    this.txn = txn;
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static ByteString ofSize(String prefix, int size) {
    return bytes(prefix).concat(ByteString.copyFrom(new byte[size - prefix.length()]));
  }

  private RawPutResponse put(Context context, ByteString key, ByteString value) {
    return raw.place(key)
        .stub()
        .rawPut(RawPutRequest.newBuilder().setContext(context).setKey(key).setValue(value).build());
  }

  private RawGetResponse get(Place place, Context context, ByteString key) {
    return place.stub().rawGet(RawGetRequest.newBuilder().setContext(context).setKey(key).build());
  }

  @BeforeEach
  void somethingToLose() {
    assertThat(put(raw.place(KEPT).context(), KEPT, VALUE))
        .isEqualTo(RawPutResponse.getDefaultInstance());
  }

  @AfterEach
  void nothingIsLostAndServiceGoesOn() {
    Place place = raw.place(KEPT);
    assertThat(get(place, place.context(), KEPT).getValue()).isEqualTo(VALUE);
    ByteString other = bytes("bad/other");
    assertThat(put(place.context(), other, VALUE)).isEqualTo(RawPutResponse.getDefaultInstance());
    assertThat(get(place, place.context(), other).getValue()).isEqualTo(VALUE);
  }

  // ---- sizes ----

  @Test
  void aKeyMayBeOfTheLargestSizeAndNotOneByteLonger() {
    ByteString largest = ofSize("bad/key", KEY_BYTES_MAX);
    Place place = raw.place(largest);
    assertThat(put(place.context(), largest, VALUE)).isEqualTo(RawPutResponse.getDefaultInstance());
    assertThat(get(place, place.context(), largest).getValue()).isEqualTo(VALUE);

    ByteString tooLong = ofSize("bad/key", KEY_BYTES_MAX + 1);
    assertThat(put(place.context(), tooLong, VALUE).getError()).contains("8193", "8192");
    assertThat(
            place
                .stub()
                .rawCompareAndSwap(
                    RawCASRequest.newBuilder()
                        .setContext(place.context())
                        .setKey(tooLong)
                        .setPreviousNotExist(true)
                        .setValue(VALUE)
                        .build())
                .getError())
        .contains("8193");
    assertThat(get(place, place.context(), tooLong).getNotFound()).isTrue();
  }

  @Test
  void aValueMayBeOfTheLargestSizeAndNotOneByteLonger() {
    ByteString key = bytes("bad/value");
    Place place = raw.place(key);
    ByteString largest = ofSize("v", VALUE_BYTES_MAX);
    assertThat(put(place.context(), key, largest)).isEqualTo(RawPutResponse.getDefaultInstance());
    assertThat(put(place.context(), key, ofSize("v", VALUE_BYTES_MAX + 1)).getError())
        .contains(Integer.toString(VALUE_BYTES_MAX));
    assertThat(get(place, place.context(), key).getValue()).isEqualTo(largest);
  }

  @Test
  void aBatchLargerThanALogEntryIsRefusedWhole() {
    Place place = raw.place(bytes("bad/entry"));
    RawBatchPutRequest.Builder batch = RawBatchPutRequest.newBuilder().setContext(place.context());
    for (int i = 0; i < 2; i++) {
      batch.addPairs(
          KvPair.newBuilder().setKey(bytes("bad/entry" + i)).setValue(ofSize("v", 5 << 20)));
    }
    Error refused = place.stub().rawBatchPut(batch.build()).getRegionError();
    assertThat(refused.getRaftEntryTooLarge().getRegionId()).isEqualTo(place.region().getId());
    assertThat(refused.getRaftEntryTooLarge().getEntrySize()).isGreaterThan(8 << 20);
    assertThat(get(place, place.context(), bytes("bad/entry0")).getNotFound()).isTrue();
    assertThat(get(place, place.context(), bytes("bad/entry1")).getNotFound()).isTrue();
  }

  @Test
  void aValueFarBeyondTheLimitIsRefusedInTheWordsOfTheLimit() {
    ByteString key = bytes("bad/far");
    Place place = raw.place(key);
    assertThat(put(place.context(), key, ofSize("v", 20 << 20)).getError()).contains("longer than");
    assertThat(get(place, place.context(), key).getNotFound()).isTrue();
  }

  @Test
  void aMessageLargerThanAnyRequestFailsItsCallOnly() {
    ByteString key = bytes("bad/message");
    Place place = raw.place(key);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> put(place.context(), key, ofSize("v", 97 << 20)));
    assertThat(refused.getStatus().getCode())
        .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    assertThat(get(place, place.context(), key).getNotFound()).isTrue();
  }

  @Test
  void aTransactionsKeysAndValuesHaveTheSameLimits() {
    for (Mutation tooLarge :
        List.of(
            mutation(ofSize("bad/key", KEY_BYTES_MAX + 1), VALUE),
            mutation(bytes("bad/value"), ofSize("v", VALUE_BYTES_MAX + 1)))) {
      Place place = txn.place(tooLarge.getKey());
      long startTs = txn.timestamp();
      KeyError refused =
          place
              .stub()
              .kvPrewrite(
                  PrewriteRequest.newBuilder()
                      .setContext(place.context())
                      .addMutations(tooLarge)
                      .setPrimaryLock(tooLarge.getKey())
                      .setStartVersion(startTs)
                      .setLockTtl(1_000)
                      .build())
              .getErrors(0);
      assertThat(refused.getAbort()).contains("longer than");
    }
    assertThat(new TxnCalls(txn).put("bad/fine")).isPositive();
  }

  private static Mutation mutation(ByteString key, ByteString value) {
    return Mutation.newBuilder().setOp(Op.Put).setKey(key).setValue(value).build();
  }

  @Test
  void aPrewriteLargerThanALogEntryIsRefusedWhole() {
    Place place = txn.place(bytes("bad/big"));
    PrewriteRequest.Builder prewrite =
        PrewriteRequest.newBuilder()
            .setContext(place.context())
            .setPrimaryLock(bytes("bad/big0"))
            .setStartVersion(txn.timestamp())
            .setLockTtl(1_000);
    for (int i = 0; i < 2; i++) {
      prewrite.addMutations(mutation(bytes("bad/big" + i), ofSize("v", 5 << 20)));
    }
    assertThat(place.stub().kvPrewrite(prewrite.build()).getRegionError().hasRaftEntryTooLarge())
        .isTrue();
    assertThat(new TxnCalls(txn).get("bad/big0", txn.timestamp()).getNotFound()).isTrue();
  }

  @Test
  void thePublishedClientTellsItsUserOfEachLimit() throws Exception {
    try (TiSession session = Published.impatientRawSession(raw.cluster());
        RawKVClient client = session.createRawClient()) {
      var value = Published.bytes("v");
      var tooLong =
          org.tikv.shade.com.google.protobuf.ByteString.copyFrom(new byte[KEY_BYTES_MAX + 1]);
      assertThatThrownBy(() -> client.put(tooLong, value)).hasStackTraceContaining("longer than");
      var large =
          org.tikv.shade.com.google.protobuf.ByteString.copyFrom(new byte[VALUE_BYTES_MAX + 1]);
      assertThatThrownBy(() -> client.put(Published.bytes("bad/large"), large))
          .hasStackTraceContaining("longer than");
    }
  }

  @Test
  void thePublishedClientCutsABatchThatIsTooLarge() throws Exception {
    var half = org.tikv.shade.com.google.protobuf.ByteString.copyFrom(new byte[5 << 20]);
    try (TiSession session = Published.rawSession(raw.cluster());
        RawKVClient client = session.createRawClient()) {
      client.batchPut(
          Map.of(Published.bytes("bad/half1"), half, Published.bytes("bad/half2"), half));
      assertThat(client.get(Published.bytes("bad/half2"))).contains(half);
    }
  }

  // ---- the wrong place ----

  private Error refusal(Place place, Context context) {
    return get(place, context, KEPT).getRegionError();
  }

  @Test
  void anUnknownRegionIsNotFound() {
    Place place = raw.place(KEPT);
    Error error = refusal(place, place.context().toBuilder().setRegionId(987_654).build());
    assertThat(error.getRegionNotFound().getRegionId()).isEqualTo(987_654);
  }

  @Test
  void aStaleEpochIsToldTheRegionAndChangesNothing() {
    raw.split(KEPT);
    Place place = raw.place(KEPT);
    Context.Builder stale = place.context().toBuilder();
    stale.getRegionEpochBuilder().setVersion(place.region().getRegionEpoch().getVersion() - 1);
    assertThat(refusal(place, stale.build()).getEpochNotMatch().getCurrentRegionsList())
        .contains(leaderFirst(place));
    RawPutResponse put = put(stale.build(), KEPT, bytes("never"));
    assertThat(put.getRegionError().hasEpochNotMatch()).isTrue();
    Error split =
        place
            .stub()
            .splitRegion(
                SplitRegionRequest.newBuilder()
                    .setContext(stale)
                    .addSplitKeys(bytes("bad/never"))
                    .setIsRawKv(true)
                    .build())
            .getRegionError();
    assertThat(split.hasEpochNotMatch()).isTrue();
  }

  private static Region leaderFirst(Place place) {
    Region.Builder region = place.region().toBuilder().clearPeers().addPeers(place.leader());
    for (Peer peer : place.region().getPeersList()) {
      if (!peer.equals(place.leader())) {
        region.addPeers(peer);
      }
    }
    return region.build();
  }

  @Test
  void anEpochOfTheFutureIsNotServed() {
    Place place = raw.place(KEPT);
    Context.Builder early = place.context().toBuilder();
    early.getRegionEpochBuilder().setVersion(place.region().getRegionEpoch().getVersion() + 1);
    assertThat(refusal(place, early.build()).hasEpochNotMatch()).isTrue();
  }

  @Test
  void aKeyOfAnotherRegionIsNotServed() {
    raw.split(KEPT);
    Place place = raw.place(KEPT);
    ByteString before = bytes("bad/");
    Error error = get(place, place.context(), before).getRegionError();
    assertThat(error.getKeyNotInRegion().getKey()).isEqualTo(before);
    assertThat(error.getKeyNotInRegion().getStartKey()).isEqualTo(place.region().getStartKey());
    assertThat(error.getKeyNotInRegion().getRegionId()).isEqualTo(place.region().getId());
    RawPutResponse put =
        place
            .stub()
            .rawPut(
                RawPutRequest.newBuilder()
                    .setContext(place.context())
                    .setKey(before)
                    .setValue(VALUE)
                    .build());
    assertThat(put.getRegionError().hasKeyNotInRegion()).isTrue();
  }

  @Test
  void aRequestMeantForAnotherStoreIsRefused() {
    Place place = raw.place(KEPT);
    Context context =
        place.context().toBuilder().setPeer(place.leader().toBuilder().setStoreId(987_654)).build();
    Error error = refusal(place, context);
    assertThat(error.getStoreNotMatch().getRequestStoreId()).isEqualTo(987_654);
    assertThat(error.getStoreNotMatch().getActualStoreId()).isEqualTo(place.leader().getStoreId());
  }

  @Test
  void aRequestMeantForAnotherReplicaIsRefused() {
    Place place = raw.place(KEPT);
    Peer other = place.leader().toBuilder().setId(987_654).build();
    Error error = refusal(place, place.context(other));
    assertThat(error.getMessage()).isNotEmpty();
    assertThat(error.getMismatchPeerId().getRequestPeerId()).isEqualTo(987_654);
  }

  @Test
  void anotherClusterIsRefusedByThePlacementDriver() {
    RequestHeader wrong =
        RequestHeader.newBuilder().setClusterId(raw.header().getClusterId() ^ 1).build();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> raw.pd().allocID(AllocIDRequest.newBuilder().setHeader(wrong).build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThatThrownBy(
            () -> raw.timestamps(TsoRequest.newBuilder().setHeader(wrong).setCount(1).build()))
        .hasStackTraceContaining("mismatch cluster id");
    assertThat(raw.timestamp()).isPositive();
  }

  @Test
  void aCountOfTimestampsThatMakesNoSenseIsRefused() {
    for (int count : new int[] {0, -1, 1 << 18}) {
      assertThatThrownBy(
              () ->
                  raw.timestamps(
                      TsoRequest.newBuilder().setHeader(raw.header()).setCount(count).build()))
          .hasStackTraceContaining("count");
    }
    assertThat(raw.timestamp()).isPositive();
  }
}
