package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the members, carried by an entry of kind {@link EntryKind#CONF_CHANGE} and acting
 * when it is applied.
 *
 * <p>Encoded: {@code version (1 byte, 1) | transition (1) | count (4, big endian) | count times
 * (type (1) | peer (8, big endian)) | context (the rest)}.
 *
 * @param changes in order; empty exactly for {@link Transition#LEAVE_JOINT}
 * @param context belongs to the host
 */
public record ConfChange(List<Change> changes, Transition transition, Bytes context) {
  /** More members than this in one change is a mistake of the caller. */
  public static final int CHANGES_MAX = 1024;

  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 6;
  private static final int CHANGE_BYTES = 9;

  /** How to get from the old configuration to the new one. */
  public enum Transition {
    /** At once; at most one voter differs (Thesis §4.1). */
    SIMPLE(1),
    /** Into a joint configuration that the leader's host leaves by itself (Thesis §4.3). */
    ENTER_JOINT_AUTO_LEAVE(2),
    /** Into a joint configuration that is left by a {@link #LEAVE_JOINT}. */
    ENTER_JOINT(3),
    /** Out of the joint configuration. */
    LEAVE_JOINT(4);

    private final byte code;

    Transition(int code) {
      this.code = (byte) code;
    }

    private static Transition of(int code) {
      for (Transition each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw Invariant.unreachable("Conf change unreadable: no such transition: " + code);
    }
  }

  /** What happens to one peer. */
  public enum Type {
    /** Becomes a voter; promotes a learner. */
    ADD_VOTER(1),
    /** Becomes a learner; demotes a voter. */
    ADD_LEARNER(2),
    /** Leaves the group. */
    REMOVE(3);

    private final byte code;

    Type(int code) {
      this.code = (byte) code;
    }

    private static Type of(int code) {
      for (Type each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw Invariant.unreachable("Conf change unreadable: no such type: " + code);
    }
  }

  /** One peer's change. */
  public record Change(Type type, long peer) {
    /** Validates. */
    public Change {
      Invariant.check(peer > 0, "Peer ids are positive", "peer", peer);
    }
  }

  /** Validates and copies. */
  public ConfChange {
    changes = List.copyOf(changes);
    Invariant.check(
        changes.isEmpty() == (transition == Transition.LEAVE_JOINT)
            && changes.size() <= CHANGES_MAX,
        "Conf change with the wrong number of changes",
        "transition",
        transition,
        "changes",
        changes);
  }

  /** A one-step change. */
  public static ConfChange simple(Type type, long peer, Bytes context) {
    return new ConfChange(List.of(new Change(type, peer)), Transition.SIMPLE, context);
  }

  /** Into a joint configuration. */
  public static ConfChange enterJoint(List<Change> changes, boolean autoLeave, Bytes context) {
    return new ConfChange(
        changes, autoLeave ? Transition.ENTER_JOINT_AUTO_LEAVE : Transition.ENTER_JOINT, context);
  }

  /** Out of the joint configuration. */
  public static ConfChange leaveJoint(Bytes context) {
    return new ConfChange(List.of(), Transition.LEAVE_JOINT, context);
  }

  /** The bytes of the entry. */
  public Bytes encode() {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + CHANGE_BYTES * changes.size() + context.length());
    out.put(VERSION).put(transition.code).putInt(changes.size());
    for (Change change : changes) {
      out.put(change.type().code).putLong(change.peer());
    }
    context.copyTo(out);
    return Bytes.wrap(out.array());
  }

  /** Reads {@link #encode()}'s bytes; anything else is a broken log, hence an invariant. */
  public static ConfChange decode(Bytes data) {
    Invariant.check(
        data.length() >= HEADER_BYTES, "Conf change cut short", "length", data.length());
    ByteBuffer in = data.asByteBuffer();
    byte version = in.get();
    int transition = in.get();
    int count = in.getInt();
    Invariant.check(
        version == VERSION
            && count >= 0
            && count <= CHANGES_MAX
            && in.remaining() >= count * CHANGE_BYTES,
        "Conf change unreadable",
        "version",
        version,
        "count",
        count);
    List<Change> changes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Type type = Type.of(in.get());
      changes.add(new Change(type, in.getLong()));
    }
    return new ConfChange(
        changes, Transition.of(transition), data.slice(HEADER_BYTES + count * CHANGE_BYTES));
  }
}
