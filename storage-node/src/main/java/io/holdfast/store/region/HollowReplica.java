package io.holdfast.store.region;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a member says to a leader that holds nothing: "my log is empty". It acknowledges nothing and
 * confirms no round of reads (G7). Its votes are the matter of {@link AbsentVoters}.
 */
final class HollowReplica {
  private HollowReplica() {}

  /**
   * True iff what waits here for its data shows that {@code offered} is of the past (G1): its range
   * was split since. Installed, it would apply that split and find the child here already (G7).
   */
  static boolean outdates(RegionLocalState waiting, RegionDescriptor offered) {
    RegionDescriptor region = RegionDescriptor.of(waiting.getRegion());
    return region.id() != offered.id()
        && region.version() > offered.version()
        && region.overlaps(offered.start(), offered.end());
  }

  /** The answer to a leader's message, null when there is none. */
  static @Nullable RaftEnvelope answer(RaftEnvelope envelope, Message message) {
    Message answer;
    if (message.kind() == Message.Kind.APPEND) {
      long previous = ((Message.Append) message).prevIndex();
      answer =
          new Message.AppendResponse(
              message.to(), message.from(), message.term(), previous, true, 0, 0);
    } else if (message.kind() == Message.Kind.HEARTBEAT) {
      // Round 0 answers no round of reads.
      answer = new Message.HeartbeatResponse(message.to(), message.from(), message.term(), 0);
    } else if (message.kind() == Message.Kind.FORTIFIED) {
      // Whoever is not here leads nothing (L20).
      long held = ((Message.Fortified) message).heldTerm();
      answer = new Message.Defortify(message.to(), message.from(), message.term(), held);
    } else {
      return null;
    }
    return envelope.toBuilder()
        .setFromPeer(envelope.getToPeer())
        .setToPeer(envelope.getFromPeer())
        .setMessage(ProtoBytes.toWire(MessageCodec.encode(answer)))
        .build();
  }
}
