package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.budget.SharedBudget;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs write commands of the regions of one loop:
 *
 * <pre>
 * admit -> latch keys -> snapshot and term -> process -> propose -> applied -> answer, unlatch
 * </pre>
 *
 * <p>Latches are local to this loop and a region, and so to one life of one leader; what makes a
 * command of a deposed leader harmless is the term its proposal carries (rule D1). After a split
 * the child's commands have latches of their own: a proposal of the parent that is behind the split
 * fails at apply by its version, one ahead of it is in every snapshot of the child.
 *
 * <p>A command whose leader is deposed before the end of its proposal holds nothing any more, but
 * its caller still waits for that end. A region without a quorum thus takes no room from others.
 */
@LoopConfined("store-loop")
public final class TxnScheduler {
  /** Commands in flight; with 128 KiB each at the usual most, 512 MiB in the worst case. */
  public static final int COMMANDS_MAX = 4096;

  /** What a client should wait when there are more. */
  private static final long BUSY_BACKOFF_MILLIS = 100;

  private final EventLoop loop;
  private final SharedBudget commands;
  private final Map<Long, Lane> lanes = new TreeMap<>();

  /** A scheduler with the usual bound, on the loop of its regions. */
  public TxnScheduler(EventLoop loop) {
    this(loop, COMMANDS_MAX);
  }

  TxnScheduler(EventLoop loop, int commandsMax) {
    this.loop = loop;
    this.commands = new SharedBudget(commandsMax);
  }

  /** What the commands of one region share; there only while it has any. */
  private static final class Lane {
    final SharedBudget.Part commands;
    final Latches latches = new Latches();

    Lane(SharedBudget.Part commands) {
      this.commands = commands;
    }
  }

  /** Runs {@code command} against its region. The completion may run before this returns. */
  public <R> void submit(RegionAccess region, WriteCommand<R> command, Completion<R> completion) {
    loop.checkOwned();
    Lane lane = lanes.get(region.regionId());
    if (lane == null) {
      lane = new Lane(commands.newPart());
    }
    if (!lane.commands.fits(1)) {
      completion.onRefused(
          new RegionError.ServerIsBusy("too many commands in flight", BUSY_BACKOFF_MILLIS));
      return;
    }
    lanes.put(region.regionId(), lane);
    new Run<>(lane, region, command, completion).start();
  }

  /** Commands that hold or wait for something. */
  public int inFlight() {
    loop.checkOwned();
    return (int) commands.used();
  }

  /** Checks that latches are held only by commands that are not answered yet. */
  public void checkInvariants() {
    for (Map.Entry<Long, Lane> each : lanes.entrySet()) {
      int claims = each.getValue().latches.checkInvariants();
      long held = each.getValue().commands.held();
      Invariant.check(
          held > 0 && claims <= held,
          "Latches outlive their commands",
          "region",
          each.getKey(),
          "claims",
          claims,
          "commands",
          held);
    }
  }

  /** Latch slots held or waited for; 0 when idle. */
  int busySlots() {
    return lanes.values().stream().mapToInt(lane -> lane.latches.busySlots()).sum();
  }

  /** One command on its way. */
  private final class Run<R> implements RegionAccess.SnapshotCallback {
    private final Lane lane;
    private final RegionAccess region;
    private final WriteCommand<R> command;
    private final Completion<R> completion;
    private final Latches.Claim claim;
    private boolean holds = true;

    Run(Lane lane, RegionAccess region, WriteCommand<R> command, Completion<R> completion) {
      this.lane = lane;
      this.region = region;
      this.command = command;
      this.completion = completion;
      lane.commands.take(1);
      this.claim = lane.latches.claim(command.keysToLatch(), this::woken);
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
              letGo();
            }

            @Override
            public void onRefused(RegionError error) {
              Run.this.onRefused(error);
            }

            @Override
            public void onUndecided() {
              letGo();
            }
          };
      if (!result.writes().isEmpty()) {
        region.propose(snapshot, result.writes(), command.grows(), end);
      } else if (result.confirm()) {
        region.confirm(snapshot, end);
      } else {
        end.onDone();
      }
    }

    @Override
    public void onRefused(RegionError error) {
      completion.onRefused(error);
      letGo();
    }

    private void letGo() {
      loop.checkOwned();
      if (holds) {
        holds = false;
        lane.commands.release(1);
        lane.latches.release(claim);
        if (lane.commands.held() == 0) {
          lanes.remove(region.regionId(), lane);
        }
      }
    }
  }
}
