package io.holdfast.client.region;

import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
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
 * <p>How many bytes are under way follows what the stores can take: a batch without an answer or
 * refused for want of room halves it, every answer adds a little. Without that, a store that needs
 * longer for all it has been sent than a request may take is sent the same again, and never ends.
 *
 * @param <T> an item: a key, a mutation
 */
@LoopConfined("client-loop")
public final class RegionBatches<T> {
  /** Batches under way for one operation, of any size. */
  static final int BATCHES_IN_FLIGHT_MAX = 16;

  /** Bytes of a batch: well below a Raft entry, and cheap to repeat. */
  public static final int BATCH_BYTES_MAX = 256 * 1024;

  /** Items of a batch. */
  public static final int BATCH_ITEMS_MAX = 4_096;

  /** Bytes of a page: what we ask stores to answer at once; one entry may be larger. */
  public static final int PAGE_BYTES = 2 * 1024 * 1024;

  /** What an item costs besides its bytes: a look-up, a record of its own in the store. */
  private static final long ITEM_BYTES = 64;

  /** Bytes under way for one operation at the most: what so many full batches have. */
  private static final long WINDOW_BYTES_MAX = (long) BATCHES_IN_FLIGHT_MAX * BATCH_BYTES_MAX;

  /** To begin with: enough for two stores to work while the next batch is on its way. */
  private static final long WINDOW_BYTES_INITIAL = 4L * BATCH_BYTES_MAX;

  /** What an answer adds: after some seconds without a loss the window is fully open. */
  private static final long WINDOW_BYTES_STEP = BATCH_BYTES_MAX / 4;

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

    /** The answer was a page: it speaks of the first {@code answered} items; 0 is all of them. */
    public static <T> Outcome<T> answered(List<T> batch, int answered) {
      return answered <= 0 || answered >= batch.size()
          ? done()
          : again(batch.subList(answered, batch.size()));
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

  /** An item with its position, which costs more to find out than to keep. */
  private record Placed<T>(T item, Bytes position, long sizeBytes) {}

  private record Batch<T>(RegionRoute route, List<Placed<T>> items, long sizeBytes) {
    List<T> bareItems() {
      List<T> bare = new ArrayList<>(items.size());
      for (Placed<T> each : items) {
        bare.add(each.item());
      }
      return bare;
    }
  }

  private final RegionLocator locator;
  private final Function<T, Bytes> positionOf;
  private final ToLongFunction<T> sizeOf;
  private final BatchCall<T> call;
  private final RetryBudget budget;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private final ArrayDeque<Batch<T>> ready = new ArrayDeque<>();
  private int cutting; // Lists of items that are being cut, or wait to be.
  private int inFlight;
  private long inFlightBytes;
  private long windowBytes = WINDOW_BYTES_INITIAL;

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
    operation.cut(operation.placed(items));
    operation.advance();
    return operation.result;
  }

  private List<Placed<T>> placed(List<T> items) {
    List<Placed<T>> placed = new ArrayList<>(items.size());
    for (T item : items) {
      placed.add(new Placed<>(item, positionOf.apply(item), ITEM_BYTES + sizeOf.applyAsLong(item)));
    }
    placed.sort(Comparator.comparing(Placed::position));
    return placed;
  }

  private void cut(List<Placed<T>> sorted) {
    cutting++;
    cutFrom(sorted, 0);
  }

  /** Iterates while the regions are known, so that a long list does not become a deep stack. */
  private void cutFrom(List<Placed<T>> sorted, int from) {
    int at = from;
    while (at < sorted.size()) {
      CompletableFuture<RegionRoute> located = locator.locate(sorted.get(at).position(), budget);
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
  private int take(RegionRoute route, List<Placed<T>> sorted, int from) {
    int at = from;
    while (at < sorted.size() && route.bounds().contains(sorted.get(at).position())) {
      int first = at;
      long bytes = 0;
      while (at < sorted.size()
          && at - first < BATCH_ITEMS_MAX
          && (at == first || bytes + sorted.get(at).sizeBytes() <= BATCH_BYTES_MAX)
          && (at == first || route.bounds().contains(sorted.get(at).position()))) {
        bytes += sorted.get(at).sizeBytes();
        at++;
      }
      ready.add(new Batch<>(route, List.copyOf(sorted.subList(first, at)), bytes));
    }
    if (at == from) {
      throw new IllegalStateException(
          "region " + route.id() + " does not hold " + sorted.get(from).position());
    }
    return at;
  }

  private void advance() {
    while (!result.isDone() && !ready.isEmpty() && hasRoomFor(ready.element())) {
      send(ready.remove());
    }
    if (!result.isDone() && inFlight == 0 && ready.isEmpty() && cutting == 0) {
      result.complete(null);
    }
  }

  private boolean hasRoomFor(Batch<T> batch) {
    return inFlight == 0
        || (inFlight < BATCHES_IN_FLIGHT_MAX && inFlightBytes + batch.sizeBytes() <= windowBytes);
  }

  private void send(Batch<T> batch) {
    inFlight++;
    inFlightBytes += batch.sizeBytes();
    Async.then(
        call.send(batch.route(), batch.bareItems()),
        result,
        (outcome, failure) -> {
          inFlight--;
          inFlightBytes -= batch.sizeBytes();
          if (failure != null) {
            result.completeExceptionally(failure);
            return;
          }
          if (result.isDone()) {
            return;
          }
          adjustWindow(outcome.refused());
          List<Placed<T>> left = left(batch, outcome.left());
          if (outcome.pauseFirst()) {
            cutAfterPause(outcome.refused(), left);
          } else if (!left.isEmpty()) {
            cut(left);
          }
          advance();
        });
  }

  private void adjustWindow(Attempt<?> attempt) {
    if (attempt.reason() == RetryReason.UNREACHABLE
        || attempt.reason() == RetryReason.SERVER_BUSY) {
      windowBytes = Math.max(BATCH_BYTES_MAX, windowBytes / 2);
    } else if (attempt.reason() == null) {
      windowBytes = Math.min(WINDOW_BYTES_MAX, windowBytes + WINDOW_BYTES_STEP);
    }
  }

  /** Mostly all or nothing of the batch: then nothing is placed again. */
  private List<Placed<T>> left(Batch<T> batch, List<T> left) {
    if (left.isEmpty()) {
      return List.of();
    }
    return left.size() == batch.items().size() ? batch.items() : placed(left);
  }

  private void cutAfterPause(Attempt<?> refused, List<Placed<T>> left) {
    cutting++;
    Async.onSuccess(
        refused.pause(budget),
        result,
        due -> {
          cutting--;
          cut(left);
          advance();
        });
  }
}
