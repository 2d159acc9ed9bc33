package io.holdfast.raft.driver;

import io.holdfast.raft.core.Message;
import java.util.List;

/** Carries messages to other nodes. */
public interface RaftTransport {
  /** Never blocks and may drop any of them; called on the driver's loop. */
  void send(long groupId, List<Message> messages);
}
