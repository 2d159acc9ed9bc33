package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.PeerStatus;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas are compared at an index that none of them has reached when they are asked. */
final class DigestAheadTest {
  private static final List<String> STORES = List.of("store-1", "store-2", "store-3");

  private StoreWorld stores = new StoreWorld(5);

  DigestAheadTest() throws IOException {}

  @BeforeEach
  void start() {
    stores.pd.replicas = 3;
    STORES.forEach(stores::addStore);
    STORES.forEach(stores::awaitReady);
    stores.await(() -> stores.settledAt(3));
    stores.putSurely("a", "1");
  }

  @AfterEach
  void end() {
    stores.close();
  }

  private PeerStatus peer(String store) {
    return stores
        .call(store, InspectionGrpc.getListRegionsMethod(), ListRegionsRequest.getDefaultInstance())
        .getPeers(0);
  }

  private StoreWorld.Answer<RegionDigestResponse> ask(String store, long at) {
    return stores.send(
        stores.channel(store),
        InspectionGrpc.getRegionDigestMethod(),
        RegionDigestRequest.newBuilder()
            .setRegionId(peer(store).getRegion().getId())
            .setAtIndex(at)
            .build());
  }

  /** Many at once, so that entries reach apply in groups with the index in their middle. */
  private void write(int count) {
    ByteString key = ByteString.copyFromUtf8("k");
    Region region = stores.region(key);
    for (String store : STORES) {
      for (int i = 0; i < count; i++) {
        stores.send(
            stores.channel(store),
            TikvGrpc.getRawPutMethod(),
            RawPutRequest.newBuilder()
                .setContext(stores.context(region, stores.store(store).storeId()))
                .setKey(ByteString.copyFromUtf8("k" + i))
                .setValue(ByteString.copyFromUtf8("v" + i))
                .build());
      }
    }
    stores.world.run(Duration.ofSeconds(2));
  }

  @Test
  void everyReplicaAnswersForExactlyThatIndex() {
    long at = peer("store-1").getAppliedIndex() + 17;
    List<StoreWorld.Answer<RegionDigestResponse>> answers = new ArrayList<>();
    STORES.forEach(store -> answers.add(ask(store, at)));
    stores.world.run(Duration.ofSeconds(1));
    assertThat(answers).noneMatch(StoreWorld.Answer::done);

    write(50);

    for (StoreWorld.Answer<RegionDigestResponse> answer : answers) {
      assertThat(answer.value().getFound()).isTrue();
      assertThat(answer.value().getAppliedIndex()).isEqualTo(at);
      assertThat(answer.value().getFamiliesList())
          .isEqualTo(answers.get(0).value().getFamiliesList());
    }
    assertThat(peer("store-2").getAppliedIndex()).isGreaterThan(at);
  }

  @Test
  void anIndexThatIsPastIsNotFound() {
    long at = peer("store-1").getAppliedIndex();
    StoreWorld.Answer<RegionDigestResponse> answer = ask("store-1", at);
    stores.await(answer::done);
    assertThat(answer.value().getFound()).isFalse();
  }

  @Test
  void onlySoManyMayWait() {
    long at = peer("store-1").getAppliedIndex() + 1_000;
    for (int i = 0; i < 16; i++) {
      ask("store-1", at + i);
    }
    StoreWorld.Answer<RegionDigestResponse> answer = ask("store-1", at);
    stores.await(answer::done);
    assertThat(answer.value().getFound()).isFalse();
  }
}
