package io.holdfast.raft.group;

import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.runtime.loop.EventLoop;
import java.util.List;

/** What a group needs from the driver that runs it. */
public interface GroupHost {
  /** The loop of all groups. */
  EventLoop loop();

  /** The group has work: its {@link RaftGroup#flush} is to be called at the end of this turn. */
  void markDirty(RaftGroup group);

  /** Makes the batch durable with those of all other groups; {@code done} runs on the loop. */
  void persist(LogBatch batch, Runnable done);

  /** Sends without blocking; any may be dropped. */
  void send(long groupId, List<Message> messages);

  /** The group is set aside: forget it, but not its log. */
  void halted(RaftGroup group);

  /** The group was destroyed: forget it, and make the log forget it. */
  void destroyed(RaftGroup group);
}
