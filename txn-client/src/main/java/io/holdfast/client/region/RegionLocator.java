package io.holdfast.client.region;

import io.grpc.Status;
import io.holdfast.client.error.DeadlineReachedException;
import io.holdfast.client.error.OperationCancelledException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.error.RetryableException;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.PdClient;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
import io.holdfast.client.rpc.RpcFailure;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Finds regions and the addresses of stores: from the cache, else from the placement driver. Equal
 * questions that are under way share one request.
 */
@LoopConfined("client-loop")
public final class RegionLocator {
  /** About a kilobyte each; a client that touches more regions than this pays look-ups. */
  static final int REGIONS_MAX = 100_000;

  /** Longer than any key that differs from another one only behind here is worth a look-up. */
  private static final int BELOW_PADDING_BYTES = 1_024;

  private final EventLoop loop;
  private final PdClient pd;
  private final RegionCache cache = new RegionCache(REGIONS_MAX);
  private final TreeMap<Long, Address> stores = new TreeMap<>();
  private final TreeMap<Bytes, CompletableFuture<RegionRoute>> regionQuestions = new TreeMap<>();
  private final TreeMap<Long, CompletableFuture<Address>> storeQuestions = new TreeMap<>();

  /** Starts with an empty cache. */
  public RegionLocator(EventLoop loop, PdClient pd) {
    this.loop = loop;
    this.pd = pd;
  }

  RegionCache cache() {
    return cache;
  }

  /** The region that holds {@code position}. */
  public CompletableFuture<RegionRoute> locate(Bytes position, RetryBudget budget) {
    loop.checkOwned();
    RegionRoute known = cache.find(position);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<RegionRoute> underWay = regionQuestions.get(position);
    if (underWay != null && !underWay.isDone()) {
      return orAgain(underWay, budget, () -> locate(position, budget));
    }
    CompletableFuture<RegionRoute> result = new CompletableFuture<>();
    regionQuestions.put(position, result);
    Async.then(result, result, (route, failure) -> regionQuestions.remove(position, result));
    ask(position, budget, result);
    return result;
  }

  /** The answer to somebody else's question; asks again when only that one's time was up. */
  private static <T> CompletableFuture<T> orAgain(
      CompletableFuture<T> shared, RetryBudget budget, Supplier<CompletableFuture<T>> again) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Async.then(
        shared,
        result,
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else if (isTheirs(failure) && !budget.isOver()) {
            Async.pipe(again.get(), result);
          } else {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  /** True for what ended the other caller's wait, not the question. */
  private static boolean isTheirs(Throwable failure) {
    return failure instanceof RetryableException
        || failure instanceof DeadlineReachedException
        || failure instanceof OperationCancelledException;
  }

  private CompletableFuture<GetRegionResponse> asked(Bytes position, RetryBudget budget) {
    return pd.call(
        PDGrpc.getGetRegionMethod(),
        header ->
            GetRegionRequest.newBuilder()
                .setHeader(header)
                .setRegionKey(ProtoBytes.toWire(position))
                .build(),
        GetRegionResponse::getHeader,
        budget);
  }

  /**
   * Where the region of {@code position} is led from by now, if the placement driver knows better
   * than the cache, which learns it; else what the cache knows.
   */
  CompletableFuture<RegionRoute> lookUp(Bytes position, RetryBudget budget) {
    CompletableFuture<RegionRoute> result = new CompletableFuture<>();
    Async.onSuccess(
        asked(position, budget),
        result,
        found -> {
          RegionRoute known = cache.find(position);
          boolean useful = found.hasLeader() && found.getRegion().getPeersCount() > 0;
          if (useful) {
            RegionRoute route = RegionRoute.of(found.getRegion(), found.getLeader());
            if (route.bounds().contains(position) && cache.insert(route)) {
              known = route;
            }
          }
          if (known == null) {
            result.completeExceptionally(
                new RpcFailure(Status.Code.UNAVAILABLE, "nobody knows the leader yet"));
          } else {
            result.complete(known);
          }
        });
    return result;
  }

  private void ask(Bytes position, RetryBudget budget, CompletableFuture<RegionRoute> result) {
    Async.onSuccess(
        asked(position, budget),
        result,
        found -> {
          if (found.getRegion().getId() == 0 || found.getRegion().getPeersCount() == 0) {
            Async.onSuccess(
                budget.pause(RetryReason.REGION_MISS, "no region known yet for " + position),
                result,
                due -> ask(position, budget, result));
            return;
          }
          RegionRoute route =
              RegionRoute.of(found.getRegion(), found.hasLeader() ? found.getLeader() : null);
          if (!route.bounds().contains(position)) {
            result.completeExceptionally(
                new RequestFailedException(
                    "region " + route.id() + " was named for a key outside it: " + position, null));
            return;
          }
          if (!cache.insert(route)) {
            // The placement driver lags behind what stores told us.
            RegionRoute newer = cache.find(position);
            result.complete(newer != null ? newer : route);
            return;
          }
          result.complete(route);
        });
  }

  /** The region that holds the greatest position below {@code limit}; empty is plus infinity. */
  public CompletableFuture<RegionRoute> locateBelow(Bytes limit, RetryBudget budget) {
    loop.checkOwned();
    RegionRoute known = cache.findBelow(limit);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<RegionRoute> result = new CompletableFuture<>();
    climb(justBelow(limit), limit, budget, result);
    return result;
  }

  /** From a region that begins below the limit upwards to the one that reaches it. */
  private void climb(
      Bytes from, Bytes limit, RetryBudget budget, CompletableFuture<RegionRoute> result) {
    Async.onSuccess(
        locate(from, budget),
        result,
        route -> {
          boolean reaches =
              route.end().isEmpty() || (!limit.isEmpty() && limit.compareTo(route.end()) <= 0);
          if (reaches) {
            result.complete(route);
          } else {
            climb(route.end(), limit, budget, result);
          }
        });
  }

  /** A position below the limit with little in between. */
  private static Bytes justBelow(Bytes limit) {
    byte[] padding = new byte[BELOW_PADDING_BYTES];
    Arrays.fill(padding, (byte) 0xFF);
    if (limit.isEmpty()) {
      return Bytes.wrap(padding);
    }
    int last = limit.length() - 1;
    Bytes prefix = limit.slice(0, last);
    int lastByte = limit.byteAt(last) & 0xFF;
    return lastByte == 0
        ? prefix
        : prefix.concat(Bytes.wrap(new byte[] {(byte) (lastByte - 1)})).concat(Bytes.wrap(padding));
  }

  /** Where a store listens. Fails with {@link RpcFailure} when it is gone for good. */
  CompletableFuture<Address> storeAddress(long storeId, RetryBudget budget) {
    Address known = stores.get(storeId);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<Address> underWay = storeQuestions.get(storeId);
    if (underWay != null && !underWay.isDone()) {
      return orAgain(underWay, budget, () -> storeAddress(storeId, budget));
    }
    CompletableFuture<Address> result = new CompletableFuture<>();
    storeQuestions.put(storeId, result);
    Async.then(result, result, (address, failure) -> storeQuestions.remove(storeId, result));
    CompletableFuture<GetStoreResponse> answer =
        pd.call(
            PDGrpc.getGetStoreMethod(),
            header -> GetStoreRequest.newBuilder().setHeader(header).setStoreId(storeId).build(),
            GetStoreResponse::getHeader,
            budget);
    Async.onSuccess(
        answer,
        result,
        found -> {
          Store store = found.getStore();
          if (store.getState() == StoreState.Tombstone || store.getAddress().isEmpty()) {
            result.completeExceptionally(gone(storeId));
            return;
          }
          Address address = Address.parse(store.getAddress());
          stores.put(storeId, address);
          result.complete(address);
        });
    return result;
  }

  private static RpcFailure gone(long storeId) {
    return new RpcFailure(Status.Code.UNAVAILABLE, "store " + storeId + " is gone");
  }

  /** The address did not answer or belongs to another store now. */
  void forgetStore(long storeId) {
    stores.remove(storeId);
  }
}
