package io.holdfast.client.region;

import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.error.TxnTooLargeException;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
import io.holdfast.client.rpc.RpcCaller;
import io.holdfast.client.rpc.RpcFailure;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.error.RegionError.EpochNotMatch;
import io.holdfast.protocol.error.RegionError.NotLeader;
import io.holdfast.protocol.error.RegionError.ServerIsBusy;
import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the leaders of regions. Each failure teaches the cache something before the
 * caller tries again: the new leader, the new shape, or that nothing is known any more.
 */
@LoopConfined("client-loop")
public final class RegionSender {
  /** The longest pause a busy store may ask for. */
  private static final long BUSY_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

  private final RegionLocator locator;
  private final RegionCache cache;
  private final RpcCaller rpc;
  private final LeaderSearch search;
  private final long timeoutNanos;

  /** {@code timeoutNanos} limits one request. */
  public RegionSender(RegionLocator locator, RpcCaller rpc, long timeoutNanos) {
    this.locator = locator;
    this.cache = locator.cache();
    this.rpc = rpc;
    this.search = new LeaderSearch(rpc.loop(), locator);
    this.timeoutNanos = timeoutNanos;
  }

  /** Finds regions. */
  public RegionLocator locator() {
    return locator;
  }

  /** Sends to the region of {@code position} until it answers or the budget is used up. */
  public <Q, A> CompletableFuture<A> call(
      Bytes position, RegionCall<Q, A> call, RetryBudget budget) {
    return call(position, call, budget, () -> {});
  }

  /** As above; runs {@code maybeExecuted} for every try that may have taken effect unseen. */
  public <Q, A> CompletableFuture<A> call(
      Bytes position, RegionCall<Q, A> call, RetryBudget budget, Runnable maybeExecuted) {
    CompletableFuture<A> result = new CompletableFuture<>();
    callAgain(position, call, budget, maybeExecuted, result);
    return result;
  }

  private <Q, A> void callAgain(
      Bytes position,
      RegionCall<Q, A> call,
      RetryBudget budget,
      Runnable maybeExecuted,
      CompletableFuture<A> result) {
    Async.onSuccess(
        locator.locate(position, budget),
        result,
        route ->
            Async.onSuccess(
                attempt(route, call, budget),
                result,
                attempt -> {
                  A answer = attempt.answer();
                  if (answer != null) {
                    result.complete(answer);
                    return;
                  }
                  if (attempt.maybeExecuted()) {
                    maybeExecuted.run();
                  }
                  Async.onSuccess(
                      attempt.pause(budget),
                      result,
                      due -> callAgain(position, call, budget, maybeExecuted, result));
                }));
  }

  /** One try. Fails only with what no repetition can cure. */
  public <Q, A> CompletableFuture<Attempt<A>> attempt(
      RegionRoute route, RegionCall<Q, A> call, RetryBudget budget) {
    CompletableFuture<Attempt<A>> result = new CompletableFuture<>();
    Async.then(
        locator.storeAddress(route.leader().getStoreId(), budget),
        result,
        (address, unknown) -> {
          if (unknown != null) {
            storeUnknown(route, unknown, result);
            return;
          }
          TxnException ended = budget.scope().ended();
          if (ended != null) {
            result.completeExceptionally(ended); // Not sent, so nothing is unknown about it.
            return;
          }
          send(address, route, call, budget, result);
        });
    return result;
  }

  private <Q, A> void send(
      Address address,
      RegionRoute route,
      RegionCall<Q, A> call,
      RetryBudget budget,
      CompletableFuture<Attempt<A>> result) {
    RpcCaller.Sent<A> sent =
        rpc.open(
            address,
            call.method(),
            call.request().apply(route.context()),
            Math.max(1, Math.min(timeoutNanos, budget.leftNanos())),
            budget.callScope());
    if (!call.once() && !sent.answer().isDone()) {
      LeaderSearch.Watch watch =
          search.watch(route, budget, () -> overtaken(route, sent.cut(), result));
      Async.then(sent.answer(), result, (answer, failure) -> watch.end());
    }
    Async.then(
        sent.answer(),
        result,
        (answer, failure) -> {
          if (result.isDone()) {
            return;
          }
          if (failure != null) {
            unanswered(route, failure, budget, result);
            return;
          }
          Error error = call.regionError().apply(answer);
          if (error == null) {
            cache.leaderAnswered(route);
            result.complete(Attempt.answered(answer));
          } else {
            result.complete(refused(route, RegionError.fromWire(error)));
          }
        });
  }

  /** Somebody else leads by now; whether the request had an effect before that is not known. */
  private static <A> void overtaken(
      RegionRoute route, Runnable cut, CompletableFuture<Attempt<A>> result) {
    String why = "region " + route.id() + ": its leader is silent and another one leads";
    result.complete(Attempt.unknown(RetryReason.NOT_LEADER, why));
    cut.run();
  }

  private <A> void storeUnknown(
      RegionRoute route, Throwable unknown, CompletableFuture<Attempt<A>> result) {
    if (unknown instanceof RpcFailure || unknown instanceof RequestFailedException) {
      cache.invalidate(route);
      result.complete(Attempt.again(RetryReason.REGION_MISS, String.valueOf(unknown.getMessage())));
    } else {
      result.completeExceptionally(unknown);
    }
  }

  private <A> void unanswered(
      RegionRoute route,
      Throwable failure,
      RetryBudget budget,
      CompletableFuture<Attempt<A>> result) {
    if (!(failure instanceof RpcFailure rpcFailure)) {
      result.completeExceptionally(failure);
      return;
    }
    String why = "region " + route.id() + ": " + rpcFailure.getMessage();
    if (rpcFailure.isFinal()) {
      result.completeExceptionally(new RequestFailedException(why, rpcFailure));
      return;
    }
    if (!budget.isOver()) {
      // Else it was we who gave up, which says nothing about the leader.
      cache.leaderFailed(route);
      locator.forgetStore(route.leader().getStoreId());
    }
    result.complete(
        rpcFailure.notSent()
            ? Attempt.again(RetryReason.UNREACHABLE, why)
            : Attempt.unknown(RetryReason.UNREACHABLE, why));
  }

  private <A> Attempt<A> refused(RegionRoute route, RegionError error) {
    String why = "region " + route.id() + ": " + error.message();
    return switch (error.kind()) {
      case NOT_LEADER -> notLeader(route, ((NotLeader) error).leader(), why);
      case EPOCH_NOT_MATCH -> epochNotMatch(route, (EpochNotMatch) error, why);
      case SERVER_IS_BUSY -> {
        long asked = TimeUnit.MILLISECONDS.toNanos(((ServerIsBusy) error).backoffMillis());
        yield Attempt.again(RetryReason.SERVER_BUSY, Math.min(asked, BUSY_NANOS_MAX), why);
      }
      case DISK_FULL -> Attempt.again(RetryReason.STORAGE_FULL, why);
      case STALE_COMMAND -> Attempt.again(RetryReason.REGION_MISS, why);
      case STORE_NOT_MATCH -> {
        locator.forgetStore(route.leader().getStoreId());
        cache.invalidate(route);
        yield Attempt.again(RetryReason.REGION_MISS, why);
      }
      case RAFT_ENTRY_TOO_LARGE -> throw new TxnTooLargeException(why);
      case UNDETERMINED -> Attempt.unknown(RetryReason.REGION_MISS, why);
      case REGION_NOT_FOUND, KEY_NOT_IN_REGION, PEER_NOT_MATCH, REGION_NOT_INITIALIZED -> {
        cache.invalidate(route);
        yield Attempt.again(RetryReason.REGION_MISS, why);
      }
      case MAX_TIMESTAMP_NOT_SYNCED, READ_INDEX_NOT_READY, DATA_IS_NOT_READY ->
          // The right replica, which needs a moment. Nobody knows of a better one.
          Attempt.again(RetryReason.REGION_MISS, why);
      case OTHER -> other(route, why);
    };
  }

  private <A> Attempt<A> other(RegionRoute route, String why) {
    if (!why.contains("ProposalDropped")) {
      cache.invalidate(route);
    }
    return Attempt.again(RetryReason.REGION_MISS, why);
  }

  private <A> Attempt<A> notLeader(RegionRoute route, @Nullable Peer leader, String why) {
    Peer known = leader == null ? null : route.peerOn(leader.getStoreId());
    if (known == null) {
      // An election, or a peer we have not heard of: the placement driver knows sooner than we.
      cache.leaderFailed(route);
      return Attempt.again(RetryReason.REGION_MISS, why);
    }
    cache.setLeader(route, known);
    return Attempt.again(RetryReason.NOT_LEADER, why);
  }

  private <A> Attempt<A> epochNotMatch(RegionRoute route, EpochNotMatch error, String why) {
    if (error.currentRegions().isEmpty()) {
      cache.invalidate(route);
      return Attempt.again(RetryReason.REGION_MISS, why);
    }
    for (Region region : error.currentRegions()) {
      if (region.getId() == route.id() && RegionEpoch.of(region).isOlderThan(route.epoch())) {
        // The store has not applied yet what we heard from others: it needs a moment.
        return Attempt.again(RetryReason.REGION_MISS, why);
      }
    }
    cache.invalidate(route);
    for (Region region : error.currentRegions()) {
      if (region.getPeersCount() > 0) {
        cache.insert(RegionRoute.of(region, likelyLeader(route, region)));
      }
    }
    return Attempt.again(RetryReason.NOT_LEADER, why);
  }

  /** Who answered led the region a moment ago, and probably leads what it was split into. */
  private static @Nullable Peer likelyLeader(RegionRoute route, Region region) {
    Peer first = region.getPeers(0);
    for (Peer peer : region.getPeersList()) {
      if (peer.getStoreId() == route.leader().getStoreId()) {
        return peer;
      }
    }
    return first;
  }

  /** Takes over regions that a store named in an answer, as after a split. */
  public void learn(Iterable<Region> regions) {
    for (Region region : regions) {
      if (region.getPeersCount() > 0) {
        cache.insert(RegionRoute.of(region, region.getPeers(0)));
      }
    }
  }
}
