package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.txn.command.FindLocks;
import io.holdfast.store.txn.command.Outcome;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.ResolveLocks;
import io.holdfast.store.txn.command.TxnCommands;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Resolves all locks of decided transactions in one region: find a batch, latch and resolve it, go
 * on behind it. Finding holds no latches, so the writing half looks at each lock again. Runs on the
 * loop of its region and scheduler.
 */
public final class RegionResolution {
  /** Reads a snapshot, which it closes, in turns with other reads. */
  @FunctionalInterface
  public interface Search {
    /** The completion runs on the loop of the region. */
    void run(
        RegionSnapshot snapshot,
        ReadCommand<FindLocks.Response> command,
        Completion<FindLocks.Response> completion);
  }

  private final TxnScheduler scheduler;
  private final Search search;
  private final TxnCommands commands;
  private final RegionAccess region;
  private final SortedMap<Long, Long> fates;
  private final Completion<Outcome> completion;

  private RegionResolution(
      TxnScheduler scheduler,
      Search search,
      TxnCommands commands,
      RegionAccess region,
      SortedMap<Long, Long> fates,
      Completion<Outcome> completion) {
    this.scheduler = scheduler;
    this.search = search;
    this.commands = commands;
    this.region = region;
    this.fates = fates;
    this.completion = completion;
  }

  /** Starts; {@code fates} maps start_ts to commit_ts, 0 for rolled back. */
  public static void start(
      TxnScheduler scheduler,
      Search search,
      TxnCommands commands,
      RegionAccess region,
      SortedMap<Long, Long> fates,
      Completion<Outcome> completion) {
    new RegionResolution(scheduler, search, commands, region, fates, completion)
        .findFrom(Bytes.EMPTY);
  }

  private void findFrom(Bytes from) {
    region.snapshot(
        new RegionAccess.SnapshotCallback() {
          @Override
          public void onSnapshot(RegionSnapshot snapshot) {
            find(snapshot, from);
          }

          @Override
          public void onRefused(RegionError error) {
            completion.onRefused(error);
          }
        });
  }

  private void find(RegionSnapshot snapshot, Bytes from) {
    search.run(
        snapshot,
        commands.findLocks(new FindLocks.Request(fates, from)),
        new Completion<FindLocks.Response>() {
          @Override
          public void onResponse(FindLocks.Response batch) {
            found(snapshot, batch);
          }

          @Override
          public void onRefused(RegionError error) {
            completion.onRefused(error);
          }
        });
  }

  private void found(RegionSnapshot snapshot, FindLocks.Response batch) {
    if (batch.found().isEmpty()) {
      confirmNone(snapshot);
      return;
    }
    @Nullable Bytes next = batch.next();
    scheduler.submit(
        region,
        commands.resolveLocks(new ResolveLocks.Request(batch.found())),
        new Completion<Outcome>() {
          @Override
          public void onResponse(Outcome outcome) {
            if (next == null || outcome.error() != null) {
              completion.onResponse(outcome);
            } else {
              findFrom(next);
            }
          }

          @Override
          public void onRefused(RegionError error) {
            completion.onRefused(error);
          }
        });
  }

  /** That there is no lock left is a read. */
  private void confirmNone(RegionSnapshot snapshot) {
    region.confirm(
        snapshot,
        new RegionAccess.Callback() {
          @Override
          public void onDone() {
            completion.onResponse(Outcome.DONE);
          }

          @Override
          public void onRefused(RegionError error) {
            completion.onRefused(error);
          }
        });
  }
}
