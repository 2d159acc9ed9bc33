package io.holdfast.endtoend.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.holdfast.endtoend.tikv.Wire.Place;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthGrpc;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients rely on in stores, and trip over when it is not so. */
@ExtendWith(SharedClusters.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StorePitfallsTest {
  private final Wire raw;
  private final Wire txn;
  private final KeepAlivePings pingsToStore;
  private final KeepAlivePings pingsToPd;

  StorePitfallsTest(@Serving(KeyMode.V1_RAW) Wire raw, @Serving(KeyMode.V1_TXN) Wire txn) {
    this.raw = raw;
    this.txn = txn;
    this.pingsToStore = KeepAlivePings.begin(raw.cluster().storeAddress(0));
    this.pingsToPd = KeepAlivePings.begin(raw.cluster().pd());
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private void put(String... keys) {
    for (String key : keys) {
      Place place = raw.place(bytes(key));
      RawPutResponse answer =
          place
              .stub()
              .rawPut(
                  RawPutRequest.newBuilder()
                      .setContext(place.context())
                      .setKey(bytes(key))
                      .setValue(bytes("v"))
                      .build());
      assertThat(answer).isEqualTo(RawPutResponse.getDefaultInstance());
    }
  }

  @BeforeAll
  void data() {
    raw.split(bytes("pit/m"));
    put("pit/a", "pit/b", "pit/m", "pit/n");
  }

  // ---- connections ----

  @Test
  @Order(Integer.MAX_VALUE) // The pings take a while and were begun with the class.
  void pingsWithoutCallsArePermitted() throws Exception {
    assertThat(pingsToStore.answered()).isEqualTo(KeepAlivePings.sent());
    assertThat(pingsToPd.answered()).isEqualTo(KeepAlivePings.sent());
  }

  @Test
  void healthIsAnsweredWithinTheTenthOfASecondThatClientsGiveIt() {
    for (Store store : raw.stores()) {
      HealthGrpc.HealthBlockingStub health =
          HealthGrpc.newBlockingStub(raw.storeChannel(store.getId()));
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        health
            .withDeadlineAfter(Wire.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .check(HealthCheckRequest.getDefaultInstance());
        best = Math.min(best, System.nanoTime() - start);
      }
      assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void aRequestToBeForwardedIsRefused() {
    Metadata forwarded = new Metadata();
    forwarded.put(
        Metadata.Key.of("tikv-forwarded-host", Metadata.ASCII_STRING_MARSHALLER),
        raw.cluster().storeAddress(1).toString());
    Place place = raw.place(bytes("pit/a"));
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                place
                    .stub()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(forwarded))
                    .rawGet(get(place, "pit/a")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  // ---- who leads, and what the region is ----

  private static RawGetRequest get(Place place, String key) {
    return RawGetRequest.newBuilder().setContext(place.context()).setKey(bytes(key)).build();
  }

  @Test
  void aRawReadTellsWhoLeadsInBothKindsOfClusters() {
    for (Wire wire : List.of(raw, txn)) {
      Place place = wire.place(bytes("pit/a"));
      int leaders = 0;
      for (Peer peer : place.region().getPeersList()) {
        RawGetResponse answer =
            wire.store(peer.getStoreId())
                .rawGet(
                    RawGetRequest.newBuilder()
                        .setContext(place.context(peer))
                        .setKey(place.region().getStartKey())
                        .build());
        if (answer.hasRegionError()) {
          assertThat(answer.getRegionError().getNotLeader().getRegionId())
              .isEqualTo(place.region().getId());
          assertThat(answer.getRegionError().getNotLeader().getLeader()).isEqualTo(place.leader());
        } else {
          assertThat(peer).isEqualTo(place.leader());
          leaders++;
        }
      }
      assertThat(leaders).isEqualTo(1);
    }
  }

  @Test
  void anOldEpochIsToldTheRegionsOfToday() {
    Place before = raw.place(bytes("pit/x"));
    raw.split(bytes("pit/x"), bytes("pit/y"));
    Place now = raw.place(bytes("pit/y"));
    RawGetRequest old =
        RawGetRequest.newBuilder()
            .setContext(now.context().toBuilder().setRegionEpoch(before.region().getRegionEpoch()))
            .setKey(bytes("pit/y"))
            .build();
    List<Region> current = currentRegions(now, old);
    assertThat(current).filteredOn(Region::getId, now.region().getId()).hasSize(1);
    for (Region region : current) {
      Place place = raw.place(region.getStartKey());
      assertThat(region.getRegionEpoch()).isEqualTo(place.region().getRegionEpoch());
      assertThat(region.getPeersList())
          .containsExactlyInAnyOrderElementsOf(place.region().getPeersList());
    }
    // The published client takes the first peer for the leader; a new region elects one first.
    Eventually.isTrue(
        "leaders first",
        Wire.PATIENCE,
        () ->
            currentRegions(now, old).stream()
                .allMatch(
                    region -> region.getPeers(0).equals(raw.place(region.getStartKey()).leader())));
    assertThat(before.region().getEndKey())
        .as("the parts end where the whole did")
        .isEqualTo(current.get(current.size() - 1).getEndKey());
  }

  private static List<Region> currentRegions(Place place, RawGetRequest request) {
    return place.stub().rawGet(request).getRegionError().getEpochNotMatch().getCurrentRegionsList();
  }

  @Test
  void aSplitAnswersWithItsParts() {
    Place place = raw.place(bytes("pit/s"));
    SplitRegionResponse answer =
        place
            .stub()
            .splitRegion(
                SplitRegionRequest.newBuilder()
                    .setContext(place.context())
                    .addSplitKeys(bytes("pit/s"))
                    .addSplitKeys(bytes("pit/t"))
                    .setIsRawKv(true)
                    .build());
    List<Region> parts = answer.getRegionsList();
    assertThat(parts).hasSize(3);
    assertThat(parts.stream().map(Region::getEndKey).toList())
        .containsExactly(bytes("pit/s"), bytes("pit/t"), place.region().getEndKey());
    for (Region part : parts) {
      assertThat(part.getRegionEpoch().getVersion())
          .isEqualTo(place.region().getRegionEpoch().getVersion() + 2);
      assertThat(part.getRegionEpoch().getConfVer())
          .isEqualTo(place.region().getRegionEpoch().getConfVer());
      assertThat(part.getPeersList()).hasSameSizeAs(place.region().getPeersList());
    }
    assertThat(parts.get(2).getId())
        .as("the last part keeps the id")
        .isEqualTo(place.region().getId());
  }

  // ---- raw keys ----

  @Test
  void aRawScanEndsWithItsRegion() {
    Place place = raw.place(bytes("pit/a"));
    RawScanResponse answer =
        place
            .stub()
            .rawScan(
                RawScanRequest.newBuilder()
                    .setContext(place.context())
                    .setStartKey(bytes("pit/a"))
                    .setLimit(10_240)
                    .build());
    assertThat(answer.getKvsList().stream().map(KvPair::getKey))
        .containsExactly(bytes("pit/a"), bytes("pit/b"));
  }

  @Test
  void aTimeToLiveIsRefusedInTheAnswer() {
    Place place = raw.place(bytes("pit/a"));
    assertThat(
            place
                .stub()
                .rawPut(
                    RawPutRequest.newBuilder()
                        .setContext(place.context())
                        .setKey(bytes("pit/a"))
                        .setTtl(1)
                        .build())
                .getError())
        .contains("ttl is not enabled");
    KvPair pair = KvPair.newBuilder().setKey(bytes("pit/a")).build();
    assertThat(
            place
                .stub()
                .rawBatchPut(
                    RawBatchPutRequest.newBuilder()
                        .setContext(place.context())
                        .addPairs(pair)
                        .addTtls(1)
                        .build())
                .getError())
        .contains("ttl is not enabled");
    assertThat(
            place
                .stub()
                .rawCompareAndSwap(
                    RawCASRequest.newBuilder()
                        .setContext(place.context())
                        .setKey(bytes("pit/a"))
                        .setPreviousNotExist(true)
                        .setTtl(1)
                        .build())
                .getError())
        .contains("ttl is not enabled");
    assertThat(place.stub().rawGet(get(place, "pit/a")).getValue()).isEqualTo(bytes("v"));
  }

  @Test
  void rawWritesToAClusterForTransactionsAreRefused() {
    Place place = txn.place(bytes("pit/a"));
    assertThat(
            place
                .stub()
                .rawPut(
                    RawPutRequest.newBuilder()
                        .setContext(place.context())
                        .setKey(bytes("pit/a"))
                        .setValue(bytes("v"))
                        .build())
                .getError())
        .isNotEmpty();
  }

  // ---- batches ----

  @Test
  void aStreamOfCommandsIsAnsweredById() {
    put("pot/a");
    Place place = raw.place(bytes("pot/a"));
    Collected<BatchCommandsResponse> answers = new Collected<>();
    var out =
        TikvGrpc.newStub(raw.storeChannel(place.leader().getStoreId()))
            .withDeadlineAfter(Wire.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .batchCommands(answers);
    BatchCommandsRequest.Builder batch = BatchCommandsRequest.newBuilder();
    for (int id = 1; id <= 50; id++) {
      BatchCommandsRequest.Request.Builder request = batch.addRequestsBuilder();
      if (id % 5 == 0) {
        request.getEmptyBuilder().setTestId(id);
      } else {
        request.setRawPut(
            RawPutRequest.newBuilder()
                .setContext(place.context())
                .setKey(bytes("pot/b" + id))
                .setValue(bytes("value " + id)));
      }
      batch.addRequestIds(1_000 + id);
    }
    out.onNext(batch.build());
    out.onNext(
        BatchCommandsRequest.newBuilder()
            .addRequestIds(7)
            .addRequests(BatchCommandsRequest.Request.newBuilder().setRawGet(get(place, "pot/a")))
            .build());
    out.onCompleted();

    Map<Long, BatchCommandsResponse.Response> byId = new TreeMap<>();
    for (BatchCommandsResponse answer : answers.await()) {
      assertThat(answer.getResponsesCount()).isEqualTo(answer.getRequestIdsCount());
      for (int i = 0; i < answer.getRequestIdsCount(); i++) {
        assertThat(byId.put(answer.getRequestIds(i), answer.getResponses(i))).isNull();
      }
    }
    assertThat(byId).hasSize(51);
    byId.forEach(
        (id, response) -> {
          switch (response.getCmdCase()) {
            case RAWGET -> assertThat(response.getRawGet().getValue()).isEqualTo(bytes("v"));
            case RAWPUT -> assertThat(response.getRawPut().hasRegionError()).isFalse();
            case EMPTY -> assertThat(response.getEmpty().getTestId()).isEqualTo(id - 1_000);
            default -> throw new AssertionError(response);
          }
        });
    assertThat(place.stub().rawGet(get(place, "pot/b41")).getValue()).isEqualTo(bytes("value 41"));
  }

  @Test
  void manyPairsInOneRequestAreOneWrite() {
    Place place = raw.place(bytes("pot/a"));
    RawBatchPutRequest.Builder batch = RawBatchPutRequest.newBuilder().setContext(place.context());
    for (int i = 0; i < 1_000; i++) {
      batch.addPairs(KvPair.newBuilder().setKey(bytes("pot/c" + i)).setValue(bytes("v")));
    }
    RawBatchPutResponse answer = place.stub().rawBatchPut(batch.build());
    assertThat(answer).isEqualTo(RawBatchPutResponse.getDefaultInstance());
  }

  // ---- what a store says of itself ----

  @Test
  void aStoreIsOfAVersionThatClientsAccept() {
    for (Store store : raw.stores()) {
      String[] parts = store.getVersion().split("\\.", -1);
      int version = Integer.parseInt(parts[0]) * 100 + Integer.parseInt(parts[1]);
      assertThat(version).isGreaterThanOrEqualTo(601);
      assertThat(store.getLabelsList())
          .noneMatch(
              label -> label.getKey().equals("engine") && label.getValue().equals("tiflash"));
    }
  }

  @Test
  void theStatusPageTellsTheKindOfKeys() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    for (Store store : raw.stores()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + store.getStatusAddress() + "/config"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(answer.body()).contains("\"api-version\":1").contains("\"enable-ttl\":false");
    }
  }
}
