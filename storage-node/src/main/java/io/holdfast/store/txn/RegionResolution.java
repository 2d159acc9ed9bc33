package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.txn.command.FindLocks;
import io.holdfast.store.txn.command.Outcome;
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
  private final TxnScheduler scheduler;
  private final TxnCommands commands;
  private final RegionAccess region;
  private final SortedMap<Long, Long> fates;
  private final Completion<Outcome> completion;

  private RegionResolution(
      TxnScheduler scheduler,
      TxnCommands commands,
      RegionAccess region,
      SortedMap<Long, Long> fates,
      Completion<Outcome> completion) {
    this.scheduler = scheduler;
    this.commands = commands;
    this.region = region;
    this.fates = fates;
    this.completion = completion;
  }

  /** Starts; {@code fates} maps start_ts to commit_ts, 0 for rolled back. */
  public static void start(
      TxnScheduler scheduler,
      TxnCommands commands,
      RegionAccess region,
      SortedMap<Long, Long> fates,
      Completion<Outcome> completion) {
    new RegionResolution(scheduler, commands, region, fates, completion).findFrom(Bytes.EMPTY);
  }

  private void findFrom(Bytes from) {
    region.snapshot(
        new RegionAccess.SnapshotCallback() {
          @Override
          public void onSnapshot(RegionSnapshot snapshot) {
            found(snapshot, from);
          }

          @Override
          public void onRefused(RegionError error) {
            completion.onRefused(error);
          }
        });
  }

  private void found(RegionSnapshot snapshot, Bytes from) {
    FindLocks.Response batch;
    try (snapshot) {
      batch =
          commands
              .findLocks(new FindLocks.Request(fates, from))
              .process(snapshot.engine(), snapshot.range());
    }
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
