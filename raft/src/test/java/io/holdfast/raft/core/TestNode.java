package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node with a disk and a state machine that can be held back, driven by hand. What it does is
 * told line by line to {@code trace}; what it sends is collected in {@link #takeSent()}.
 */
public final class TestNode {
  private final RaftConfig config;
  private final Support support;
  private final TestDisk disk;
  private final Consumer<String> trace;
  private final List<Message> sent = new ArrayList<>();
  private final ArrayDeque<Entry> applying = new ArrayDeque<>();
  private final List<Entry> applied = new ArrayList<>();
  private final List<ReadState> reads = new ArrayList<>();
  private @Nullable RawNode node;
  private ConfState durableConf;
  private long durableApplied;
  private long tracedCommit;
  private boolean diskHeld;
  private boolean applyHeld;

  public TestNode(RaftConfig config, TestDisk disk, ConfState conf, Consumer<String> trace) {
    this(config, disk, conf, trace, Support.NONE);
  }

  public TestNode(
      RaftConfig config, TestDisk disk, ConfState conf, Consumer<String> trace, Support support) {
    this.support = support;
    this.config = config;
    this.disk = disk;
    this.trace = trace;
    this.durableConf = conf;
    this.durableApplied = disk.firstIndex() - 1;
    start();
  }

  /** Comes back with what is durable. */
  public void start() {
    RawNode started =
        new RawNode(
            config,
            disk,
            disk.hardState(),
            disk.hardState(),
            durableConf,
            durableApplied,
            new SplittableRandom(config.selfId()),
            new TraceEvents(this::say),
            support);
    node = started;
    tracedCommit = started.commitIndex();
    diskHeld = false;
    applyHeld = false;
  }

  /** Loses what is not durable. */
  public void crash() {
    disk.crash();
    applying.clear();
    sent.clear();
    node = null;
  }

  public boolean isUp() {
    return node != null;
  }

  public RawNode node() {
    if (node == null) {
      throw new AssertionError("node " + config.selfId() + " is down");
    }
    return node;
  }

  public TestDisk disk() {
    return disk;
  }

  /** Writes begin but do not end. */
  public void holdDisk(boolean held) {
    diskHeld = held;
  }

  /** Ends the oldest write that is on its way, and with it those that needed no sync before it. */
  public void completeOneWrite() {
    while (disk.isWriting() && !persistOne()) {
      // Nothing was written for that one.
    }
  }

  /** Committed entries are handed out but not applied. */
  public void holdApply(boolean held) {
    applyHeld = held;
  }

  /** Everything applied in this life and the ones before. */
  public List<Entry> applied() {
    return applied;
  }

  /** Data of the applied commands, without the empty entries of new leaders. */
  public List<String> commands() {
    List<String> commands = new ArrayList<>();
    for (Entry entry : applied) {
      if (entry.kind() == EntryKind.NORMAL && !entry.data().isEmpty()) {
        commands.add(entry.data().toUtf8());
      }
    }
    return commands;
  }

  public List<ReadState> reads() {
    return reads;
  }

  /** Messages that have left since the last call. */
  public List<Message> takeSent() {
    List<Message> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** Does everything that can be done without other nodes. */
  public void settle() {
    boolean worked = true;
    while (worked && node != null) {
      worked = false;
      if (node.hasReady()) {
        takeReady();
        worked = true;
      }
      if (!diskHeld && disk.isWriting()) {
        persistOne();
        worked = true;
      }
      if (!applyHeld && !applying.isEmpty()) {
        applyOne();
        worked = true;
      }
    }
  }

  /** One Ready. */
  public Ready takeReady() {
    RawNode live = node();
    Ready ready = live.ready();
    if (ready.mustSync()) {
      say("writes #" + ready.number() + TraceText.of(ready));
    }
    if (live.commitIndex() != tracedCommit) {
      tracedCommit = live.commitIndex();
      say("commit=" + tracedCommit);
    }
    sent.addAll(ready.messages());
    disk.submit(ready);
    applying.addAll(ready.committed());
    for (ReadState read : ready.readStates()) {
      reads.add(read);
      say("read " + read.context() + " at " + read.index());
    }
    live.checkInvariants();
    return ready;
  }

  private boolean persistOne() {
    Ready ready = disk.complete();
    if (ready.mustSync() && diskHeld) {
      say("durable #" + ready.number());
    }
    if (ready.snapshot() != null) {
      applying.clear();
      durableApplied = ready.snapshot().index();
      durableConf = ready.snapshot().conf();
      say("installed snapshot " + durableApplied);
    }
    node().persisted(ready.number());
    sent.addAll(ready.messagesAfterPersist());
    node().checkInvariants();
    return ready.mustSync();
  }

  private void applyOne() {
    Entry entry = applying.remove();
    applied.add(entry);
    say("applies " + TraceText.of(entry));
    if (entry.kind() == EntryKind.CONF_CHANGE) {
      durableConf = node().applyConfChange(ConfChange.decode(entry.data()));
    }
    durableApplied = entry.index();
    node().applied(entry.index());
    if (node().leaveDue()) {
      node().proposeConfChange(ConfChange.leaveJoint(Bytes.EMPTY));
    }
    node().checkInvariants();
  }

  public ProposeResult propose(String command) {
    return node().propose(Bytes.utf8(command));
  }

  private void say(String what) {
    trace.accept("n" + config.selfId() + " " + what);
  }
}
