package io.holdfast.client.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.holdfast.client.error.IncompatibleClusterException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.Member;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the leading placement driver. The leader is found by asking every known address for the
 * members; a call that fails makes the next one look again.
 *
 * <p>Circuit breaker: all callers share one search, and after a search that found nobody the next
 * starts only after a growing pause. Until then callers fail at once into their own back-off, so a
 * missing placement driver sees a trickle, not a storm.
 */
@LoopConfined("client-loop")
public final class PdClient {
  private static final long BREAKER_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long BREAKER_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /** Asking one address for the members; there may be several to ask. */
  private static final long MEMBERS_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /**
   * A leader that is silent for so long is looked for elsewhere: all requests are questions that
   * may be asked again. Each further try waits twice as long, up to the limit of one call.
   */
  private static final long FIRST_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(750);

  private final EventLoop loop;
  private final RpcCaller rpc;
  private final RandomGenerator random;
  private final List<Address> seeds;
  private final long timeoutNanos;

  private List<Member> members = List.of();
  private long clusterId;
  private @Nullable Address leader;
  private @Nullable CompletableFuture<Address> search;
  private Backoff breaker;
  private long closedUntilNanos;

  /** {@code seeds} are tried first to last; {@code timeoutNanos} limits one call. */
  public PdClient(
      EventLoop loop,
      RpcCaller rpc,
      RandomGenerator random,
      List<Address> seeds,
      long timeoutNanos) {
    this.loop = loop;
    this.rpc = rpc;
    this.random = random;
    this.seeds = List.copyOf(seeds);
    this.timeoutNanos = timeoutNanos;
    this.breaker = newBreaker();
    this.closedUntilNanos = loop.clock().nanos();
  }

  private Backoff newBreaker() {
    return new Backoff(BREAKER_NANOS_MIN, BREAKER_NANOS_MAX, Long.MAX_VALUE, random);
  }

  /** The cluster's id; zero before the first answer. */
  public long clusterId() {
    return clusterId;
  }

  /** Members as of the last search. */
  public List<Member> members() {
    return members;
  }

  /** What every request but the first carries. */
  public RequestHeader header() {
    return RequestHeader.newBuilder().setClusterId(clusterId).build();
  }

  /** Where the leader is, as far as known; looks for it when unknown. */
  public CompletableFuture<Address> leader() {
    loop.checkOwned();
    if (leader != null) {
      return CompletableFuture.completedFuture(leader);
    }
    if (search != null) {
      return search;
    }
    if (closedUntilNanos - loop.clock().nanos() > 0) {
      return CompletableFuture.failedFuture(
          new RpcFailure(Status.Code.UNAVAILABLE, "no placement driver found a moment ago"));
    }
    CompletableFuture<Address> started = new CompletableFuture<>();
    search = started;
    ask(new ArrayList<>(candidates()), 0, started, "no address");
    return started;
  }

  /** The leader did not answer, or is none any more: look again before the next call. */
  public void suspect(Address suspected) {
    if (suspected.equals(leader)) {
      leader = null;
    }
  }

  private Set<Address> candidates() {
    Set<Address> addresses = new LinkedHashSet<>(seeds);
    for (Member member : members) {
      member.getClientUrlsList().forEach(url -> addresses.add(Address.parse(url)));
    }
    return addresses;
  }

  private void ask(List<Address> left, int at, CompletableFuture<Address> result, String last) {
    if (at >= left.size()) {
      search = null;
      closedUntilNanos = loop.clock().nanos() + breaker.nextDelayNanos();
      result.completeExceptionally(
          new RpcFailure(
              Status.Code.UNAVAILABLE, "no leading placement driver among " + left + ": " + last));
      return;
    }
    Async.then(
        rpc.call(
            left.get(at),
            PDGrpc.getGetMembersMethod(),
            GetMembersRequest.getDefaultInstance(),
            Math.min(MEMBERS_NANOS_MAX, timeoutNanos)),
        result,
        (answer, failure) -> {
          if (failure != null) {
            ask(left, at + 1, result, String.valueOf(failure.getMessage()));
          } else if (answer.getLeader().getMemberId() == 0
              || answer.getLeader().getClientUrlsCount() == 0) {
            ask(left, at + 1, result, left.get(at) + " knows no leader");
          } else {
            found(answer, result);
          }
        });
  }

  private void found(GetMembersResponse answer, CompletableFuture<Address> result) {
    search = null;
    long id = answer.getHeader().getClusterId();
    if (clusterId != 0 && id != clusterId) {
      result.completeExceptionally(
          new IncompatibleClusterException(
              "the placement driver now serves cluster " + id + ", not " + clusterId));
      return;
    }
    clusterId = id;
    members = answer.getMembersList();
    breaker = newBreaker();
    Address address = Address.parse(answer.getLeader().getClientUrls(0));
    leader = address;
    result.complete(address);
  }

  /** Calls the leader until it answers without an error or the budget is used up. */
  public <Q, A> CompletableFuture<A> call(
      MethodDescriptor<Q, A> method,
      Function<RequestHeader, Q> request,
      Function<A, ResponseHeader> headerOf,
      RetryBudget budget) {
    CompletableFuture<A> result = new CompletableFuture<>();
    attempt(method, request, headerOf, budget, Math.min(FIRST_TRY_NANOS, timeoutNanos), result);
    return result;
  }

  private <Q, A> void attempt(
      MethodDescriptor<Q, A> method,
      Function<RequestHeader, Q> request,
      Function<A, ResponseHeader> headerOf,
      RetryBudget budget,
      long patienceNanos,
      CompletableFuture<A> result) {
    long morePatience = Math.min(timeoutNanos, 2 * patienceNanos);
    Runnable again = () -> attempt(method, request, headerOf, budget, morePatience, result);
    Async.then(
        leader(),
        result,
        (address, noLeader) -> {
          if (noLeader != null) {
            retry(noLeader, budget, again, result);
            return;
          }
          Async.then(
              rpc.call(
                  address,
                  method,
                  request.apply(header()),
                  Math.max(1, Math.min(patienceNanos, budget.leftNanos())),
                  budget.callScope()),
              result,
              (answer, failure) -> {
                Throwable problem =
                    failure != null ? failure : headerProblem(method, headerOf.apply(answer));
                if (problem == null) {
                  result.complete(answer);
                  return;
                }
                if (failure != null && !budget.isOver()) {
                  suspect(address);
                }
                retry(problem, budget, again, result);
              });
        });
  }

  private static @Nullable RpcFailure headerProblem(
      MethodDescriptor<?, ?> method, ResponseHeader header) {
    return header.getError().getType() == ErrorType.OK
        ? null
        : new RpcFailure(
            Status.Code.UNAVAILABLE,
            method.getBareMethodName() + ": " + header.getError().getMessage());
  }

  private <A> void retry(
      Throwable failure, RetryBudget budget, Runnable again, CompletableFuture<A> result) {
    if (!(failure instanceof RpcFailure rpcFailure)) {
      result.completeExceptionally(failure);
      return;
    }
    String why = String.valueOf(rpcFailure.getMessage());
    if (rpcFailure.statusCode() == Status.Code.FAILED_PRECONDITION
        && why.contains("mismatch cluster id")) {
      result.completeExceptionally(new IncompatibleClusterException(why));
    } else if (rpcFailure.isFinal()) {
      result.completeExceptionally(new RequestFailedException(why, rpcFailure));
    } else {
      Async.onSuccess(
          budget.pause(RetryReason.PD_UNAVAILABLE, 0, why, rpcFailure), result, due -> again.run());
    }
  }
}
