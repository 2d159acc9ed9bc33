package io.holdfast.client.region;

import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One operation over many items: cuts them by region and size, sends the batches with a bound on
 * how many are under way, and cuts what was refused again by the regions as they are then. Ends
 * with the last batch, or with the first failure; nothing new is sent after a failure.
 *
 * @param <T> an item: a key, a mutation
 */
@LoopConfined("client-loop")
public final class RegionBatches<T> {
  /** Batches under way for one operation: enough to hide latency, too few to flood a store. */
  static final int BATCHES_IN_FLIGHT_MAX = 16;

  /** Bytes of a batch: well below a Raft entry, and cheap to repeat. */
  public static final int BATCH_BYTES_MAX = 256 * 1024;

  /** Items of a batch. */
  public static final int BATCH_ITEMS_MAX = 4_096;

  /** What became of a batch: nothing is left, or some items go round again at once. */
  public record Outcome<T>(List<T> left, boolean pauseFirst, Attempt<?> refused) {
    private static final Attempt<?> NONE = Attempt.answered(Boolean.TRUE);

    /** All items are done. */
    public static <T> Outcome<T> done() {
      return new Outcome<>(List.of(), false, NONE);
    }

    /** These items go again now; the sender has already waited for what was in their way. */
    public static <T> Outcome<T> again(List<T> left) {
      return new Outcome<>(left, false, NONE);
    }

    /** The region refused the batch. */
    public static <T> Outcome<T> refused(List<T> left, Attempt<?> refused) {
      return new Outcome<>(left, true, refused);
    }
  }

  /** Sends one batch. */
  @FunctionalInterface
  public interface BatchCall<T> {
    /** {@code batch} lies within {@code route}, sorted by position. */
    CompletableFuture<Outcome<T>> send(RegionRoute route, List<T> batch);
  }

  private record Batch<T>(RegionRoute route, List<T> items) {}

  private final RegionLocator locator;
  private final Function<T, Bytes> positionOf;
  private final ToLongFunction<T> sizeOf;
  private final BatchCall<T> call;
  private final RetryBudget budget;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private final ArrayDeque<Batch<T>> ready = new ArrayDeque<>();
  private int cutting; // Lists of items that are being cut, or wait to be.
  private int inFlight;

  private RegionBatches(
      RegionLocator locator,
      Function<T, Bytes> positionOf,
      ToLongFunction<T> sizeOf,
      BatchCall<T> call,
      RetryBudget budget) {
    this.locator = locator;
    this.positionOf = positionOf;
    this.sizeOf = sizeOf;
    this.call = call;
    this.budget = budget;
  }

  /** Starts the operation; the result completes when all items are done. */
  public static <T> CompletableFuture<Void> run(
      RegionLocator locator,
      List<T> items,
      Function<T, Bytes> positionOf,
      ToLongFunction<T> sizeOf,
      RetryBudget budget,
      BatchCall<T> call) {
    RegionBatches<T> operation = new RegionBatches<>(locator, positionOf, sizeOf, call, budget);
    List<T> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparing(positionOf));
    operation.cut(sorted);
    operation.advance();
    return operation.result;
  }

  private void cut(List<T> sorted) {
    cutting++;
    cutFrom(sorted, 0);
  }

  /** Iterates while the regions are known, so that a long list does not become a deep stack. */
  private void cutFrom(List<T> sorted, int from) {
    int at = from;
    while (at < sorted.size()) {
      CompletableFuture<RegionRoute> located =
          locator.locate(positionOf.apply(sorted.get(at)), budget);
      if (!located.isDone() || located.isCompletedExceptionally()) {
        int here = at;
        Async.onSuccess(
            located,
            result,
            route -> {
              cutFrom(sorted, take(route, sorted, here));
              advance();
            });
        return;
      }
      at = take(located.getNow(null), sorted, at);
    }
    cutting--;
  }

  /** Makes batches of the items from {@code from} on that lie in the region. */
  private int take(RegionRoute route, List<T> sorted, int from) {
    int at = from;
    while (at < sorted.size() && route.bounds().contains(positionOf.apply(sorted.get(at)))) {
      int first = at;
      long bytes = 0;
      while (at < sorted.size()
          && at - first < BATCH_ITEMS_MAX
          && (at == first || bytes + sizeOf.applyAsLong(sorted.get(at)) <= BATCH_BYTES_MAX)
          && route.bounds().contains(positionOf.apply(sorted.get(at)))) {
        bytes += sizeOf.applyAsLong(sorted.get(at));
        at++;
      }
      ready.add(new Batch<>(route, List.copyOf(sorted.subList(first, at))));
    }
    if (at == from) {
      throw new IllegalStateException(
          "region " + route.id() + " does not hold " + positionOf.apply(sorted.get(from)));
    }
    return at;
  }

  private void advance() {
    while (!result.isDone() && inFlight < BATCHES_IN_FLIGHT_MAX && !ready.isEmpty()) {
      send(ready.remove());
    }
    if (!result.isDone() && inFlight == 0 && ready.isEmpty() && cutting == 0) {
      result.complete(null);
    }
  }

  private void send(Batch<T> batch) {
    inFlight++;
    Async.then(
        call.send(batch.route(), batch.items()),
        result,
        (outcome, failure) -> {
          inFlight--;
          if (failure != null) {
            result.completeExceptionally(failure);
            return;
          }
          if (result.isDone()) {
            return;
          }
          if (outcome.pauseFirst()) {
            cutAfterPause(outcome);
          } else if (!outcome.left().isEmpty()) {
            cut(outcome.left());
          }
          advance();
        });
  }

  private void cutAfterPause(Outcome<T> outcome) {
    cutting++;
    Async.onSuccess(
        outcome.refused().pause(budget),
        result,
        due -> {
          cutting--;
          cut(outcome.left());
          advance();
        });
  }
}
