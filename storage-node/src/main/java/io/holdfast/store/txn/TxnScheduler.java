package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.List;

/**
 * Runs write commands of the regions of one loop:
 *
 * <pre>
 * admit -> latch keys -> snapshot and term -> process -> propose -> applied -> answer, unlatch
 * </pre>
 *
 * <p>Latches are local to this loop, and so to one life of one leader; what makes a command of a
 * deposed leader harmless is the term its proposal carries (rule D1). After a split the child's
 * commands run on another loop: a proposal of the parent that is behind the split fails at apply by
 * its version, one ahead of it is in every snapshot of the child.
 */
@LoopConfined("store-loop")
public final class TxnScheduler {
  /** Commands in flight; with 128 KiB each at the usual most, 512 MiB in the worst case. */
  public static final int COMMANDS_MAX = 4096;

  /** What a client should wait when there are more. */
  private static final long BUSY_BACKOFF_MILLIS = 100;

  private final EventLoop loop;
  private final int commandsMax;
  private final Latches latches = new Latches();
  private int inFlight;

  /** A scheduler with the usual bound, on the loop of its regions. */
  public TxnScheduler(EventLoop loop) {
    this(loop, COMMANDS_MAX);
  }

  TxnScheduler(EventLoop loop, int commandsMax) {
    this.loop = loop;
    this.commandsMax = commandsMax;
  }

  /** Runs {@code command} against its region. The completion may run before this returns. */
  public <R> void submit(RegionAccess region, WriteCommand<R> command, Completion<R> completion) {
    loop.checkOwned();
    if (inFlight >= commandsMax) {
      completion.onRefused(
          new RegionError.ServerIsBusy("too many commands in flight", BUSY_BACKOFF_MILLIS));
      return;
    }
    inFlight++;
    new Run<>(region, command, completion).start();
  }

  /** Commands admitted and not answered. */
  public int inFlight() {
    loop.checkOwned();
    return inFlight;
  }

  /** Checks that latches are held only by commands that are not answered yet. */
  public void checkInvariants() {
    int claims = latches.checkInvariants();
    Invariant.check(
        claims <= inFlight,
        "Latches outlive their commands",
        "claims",
        claims,
        "commands",
        inFlight);
  }

  /** Latch slots held or waited for; 0 when idle. */
  int busySlots() {
    return latches.busySlots();
  }

  /** One command on its way. */
  private final class Run<R> implements RegionAccess.SnapshotCallback {
    private final RegionAccess region;
    private final WriteCommand<R> command;
    private final Completion<R> completion;
    private final Latches.Claim claim;

    Run(RegionAccess region, WriteCommand<R> command, Completion<R> completion) {
      this.region = region;
      this.command = command;
      this.completion = completion;
      this.claim = latches.claim(command.keysToLatch(), this::woken);
    }

    void start() {
      if (claim.acquired()) {
        latched();
      }
    }

    /** A turn of its own: a thousand waiters of one key must not become one deep stack. */
    private void woken() {
      loop.execute(this::latched);
    }

    private void latched() {
      region.snapshot(this);
    }

    @Override
    public void onSnapshot(RegionSnapshot snapshot) {
      CommandResult<R> result;
      try (snapshot) {
        if (!command.keys().stream().allMatch(snapshot.range()::contains)) {
          // The caller knows another shape of the region than its epoch says; it asks anew.
          onRefused(new RegionError.EpochNotMatch(List.of()));
          return;
        }
        result = command.process(snapshot.engine(), snapshot.range());
      }
      RegionAccess.Callback end =
          new RegionAccess.Callback() {
            @Override
            public void onDone() {
              completion.onResponse(result.response());
              finish();
            }

            @Override
            public void onRefused(RegionError error) {
              Run.this.onRefused(error);
            }
          };
      if (!result.writes().isEmpty()) {
        region.propose(snapshot, result.writes(), end);
      } else if (result.confirm()) {
        region.confirm(snapshot, end);
      } else {
        end.onDone();
      }
    }

    @Override
    public void onRefused(RegionError error) {
      completion.onRefused(error);
      finish();
    }

    private void finish() {
      loop.checkOwned();
      inFlight--;
      latches.release(claim);
    }
  }
}
