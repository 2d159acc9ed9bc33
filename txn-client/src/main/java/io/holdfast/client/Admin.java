package io.holdfast.client;

import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.client.region.RegionBatches;
import io.holdfast.client.region.RegionBatches.Outcome;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionRoute;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.Operations;
import io.holdfast.client.rpc.PdClient;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.txn.Limits;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.StoreLiveness;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetAllStoresResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.Region;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.ScanRegionsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Looking at a cluster and cutting its regions. Thread-safe. */
public final class Admin {
  /** Regions asked for with one request. */
  private static final int REGIONS_PER_REQUEST = 1_024;

  private final Operations operations;
  private final PdClient pd;
  private final RegionSender sender;
  private final KeyMode keyMode;
  private final RandomGenerator random;
  private final long operationNanos;

  Admin(
      Operations operations,
      PdClient pd,
      RegionSender sender,
      KeyMode keyMode,
      RandomGenerator random,
      long operationNanos) {
    this.operations = operations;
    this.pd = pd;
    this.sender = sender;
    this.keyMode = keyMode;
    this.random = random;
    this.operationNanos = operationNanos;
  }

  private <T> CompletableFuture<T> start(Function<RetryBudget, CompletableFuture<T>> body) {
    return operations.start(
        () -> body.apply(new RetryBudget(operations.loop(), random, operationNanos)));
  }

  /** Makes each key the start of a region. Keys that are one already change nothing. */
  public void splitRegion(List<Bytes> keys) {
    operations.await(startSplit(keys));
  }

  /** As {@link #splitRegion}. */
  public CompletableFuture<Void> splitRegionAsync(List<Bytes> keys) {
    return operations.handOut(startSplit(keys));
  }

  private CompletableFuture<Void> startSplit(List<Bytes> keys) {
    for (Bytes key : keys) {
      Limits.checkKey(key);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("the empty key is the start of a region already");
      }
    }
    List<Bytes> sorted = List.copyOf(new TreeSet<>(keys));
    return start(
        budget ->
            RegionBatches.run(
                sender.locator(),
                sorted,
                keyMode::position,
                Bytes::length,
                budget,
                (route, batch) -> split(route, batch, budget)));
  }

  private CompletableFuture<Outcome<Bytes>> split(
      RegionRoute route, List<Bytes> batch, RetryBudget budget) {
    List<Bytes> inside =
        batch.stream().filter(key -> !keyMode.position(key).equals(route.start())).toList();
    if (inside.isEmpty()) {
      return CompletableFuture.completedFuture(Outcome.done());
    }
    RegionCall<SplitRegionRequest, SplitRegionResponse> call =
        new RegionCall<>(
            TikvGrpc.getSplitRegionMethod(),
            context ->
                SplitRegionRequest.newBuilder()
                    .setContext(context)
                    .addAllSplitKeys(ProtoBytes.toWire(inside))
                    .setIsRawKv(!keyMode.encodesBoundaries())
                    .build(),
            answer -> answer.hasRegionError() ? answer.getRegionError() : null);
    CompletableFuture<Outcome<Bytes>> result = new CompletableFuture<>();
    Async.onSuccess(
        sender.attempt(route, call, budget),
        result,
        attempt -> {
          SplitRegionResponse answer = attempt.answer();
          if (answer == null) {
            result.complete(Outcome.refused(batch, attempt));
          } else {
            sender.learn(answer.getRegionsList());
            result.complete(Outcome.done());
          }
        });
    return result;
  }

  /** All regions in the order of their keys. */
  public List<RegionInfo> regions() {
    return operations.await(start(this::fetchRegions));
  }

  /** As {@link #regions}. */
  public CompletableFuture<List<RegionInfo>> regionsAsync() {
    return operations.handOut(start(this::fetchRegions));
  }

  private CompletableFuture<List<RegionInfo>> fetchRegions(RetryBudget budget) {
    CompletableFuture<List<RegionInfo>> result = new CompletableFuture<>();
    fetchRegions(Bytes.EMPTY, new ArrayList<>(), budget, result);
    return result;
  }

  private void fetchRegions(
      Bytes from,
      List<RegionInfo> found,
      RetryBudget budget,
      CompletableFuture<List<RegionInfo>> result) {
    Async.onSuccess(
        pd.call(
            PDGrpc.getScanRegionsMethod(),
            header ->
                ScanRegionsRequest.newBuilder()
                    .setHeader(header)
                    .setStartKey(ProtoBytes.toWire(from))
                    .setLimit(REGIONS_PER_REQUEST)
                    .build(),
            ScanRegionsResponse::getHeader,
            budget),
        result,
        answer -> {
          Bytes end = Bytes.EMPTY;
          for (Region region : answer.getRegionsList()) {
            found.add(info(region));
            end = ProtoBytes.fromWire(region.getRegion().getEndKey());
          }
          if (end.isEmpty()) {
            result.complete(List.copyOf(found));
          } else {
            fetchRegions(end, found, budget, result);
          }
        });
  }

  private RegionInfo info(Region region) {
    var meta = region.getRegion();
    KeyRange keys =
        keyMode.keys(
            new KeyRange(
                ProtoBytes.fromWire(meta.getStartKey()), ProtoBytes.fromWire(meta.getEndKey())));
    return new RegionInfo(
        meta.getId(),
        keys.start(),
        keys.end(),
        meta.getRegionEpoch().getConfVer(),
        meta.getRegionEpoch().getVersion(),
        region.getLeader().getStoreId(),
        meta.getPeersList().stream()
            .map(
                peer ->
                    new PeerInfo(
                        peer.getId(), peer.getStoreId(), peer.getRole() != PeerRole.Learner))
            .toList());
  }

  /** All stores that are not gone for good. */
  public List<StoreInfo> stores() {
    return operations.await(start(this::fetchStores));
  }

  /** As {@link #stores}. */
  public CompletableFuture<List<StoreInfo>> storesAsync() {
    return operations.handOut(start(this::fetchStores));
  }

  private CompletableFuture<List<StoreInfo>> fetchStores(RetryBudget budget) {
    CompletableFuture<List<StoreInfo>> result = new CompletableFuture<>();
    Async.onSuccess(
        pd.call(
            PDGrpc.getGetAllStoresMethod(),
            header ->
                GetAllStoresRequest.newBuilder()
                    .setHeader(header)
                    .setExcludeTombstoneStores(true)
                    .build(),
            GetAllStoresResponse::getHeader,
            budget),
        result,
        answer ->
            result.complete(
                answer.getStoresList().stream()
                    .map(
                        store ->
                            new StoreInfo(
                                store.getId(),
                                Address.parse(store.getAddress()),
                                state(store, answer)))
                    .toList()));
    return result;
  }

  private static String state(Store store, GetAllStoresResponse answer) {
    if (store.getState() != StoreState.Up) {
      return store.getState().name();
    }
    for (StoreLiveness each : answer.getLivenessList()) {
      if (each.getStoreId() == store.getId()) {
        return switch (each.getLiveness()) {
          case DISCONNECTED -> "Disconnected";
          case DOWN -> "Down";
          case UP, LIVENESS_UNKNOWN, UNRECOGNIZED -> "Up";
        };
      }
    }
    return store.getState().name();
  }
}
