package io.holdfast.pd.operator;

import io.holdfast.pd.state.RegionInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps for one region, and how far they have come. Confined to {@code pd-loop}. */
final class Operator {
  private final String description;
  private final long regionId;
  private final long targetStoreId;
  private final List<Step> steps;
  private final long endsAtNanos;
  private long sentAtNanos;
  private boolean sent;
  private int done;

  Operator(
      String description,
      long regionId,
      long targetStoreId,
      List<Step> steps,
      long startedAtNanos,
      long timeoutNanos) {
    this.description = description;
    this.regionId = regionId;
    this.targetStoreId = targetStoreId;
    this.steps = List.copyOf(steps);
    this.endsAtNanos = startedAtNanos + timeoutNanos;
  }

  String description() {
    return description;
  }

  long regionId() {
    return regionId;
  }

  long targetStoreId() {
    return targetStoreId;
  }

  /** It is given up then. */
  long endsAtNanos() {
    return endsAtNanos;
  }

  /** Passes over finished steps; the current one, or null when all are done. */
  @Nullable Step advance(RegionInfo region) {
    while (done < steps.size() && steps.get(done).finished(region)) {
      done++;
      sent = false;
    }
    return done < steps.size() ? steps.get(done) : null;
  }

  /** True iff the current step was not sent within the last {@code everyNanos}. */
  boolean dueForSending(long nowNanos, long everyNanos) {
    return !sent || nowNanos - sentAtNanos >= everyNanos;
  }

  void sent(long nowNanos) {
    sent = true;
    sentAtNanos = nowNanos;
  }

  @Override
  public String toString() {
    return description + " region " + regionId + " step " + done + " of " + steps.size();
  }
}
