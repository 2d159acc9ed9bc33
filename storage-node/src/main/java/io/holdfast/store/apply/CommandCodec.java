package io.holdfast.store.apply;

import com.google.protobuf.CodedInputStream;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.WriteSet;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import java.io.IOException;
import java.util.List;

/** Engine changes as the payload of an entry, and back. */
public final class CommandCodec {
  private CommandCodec() {}

  /** The wire form of changes to user data. */
  public static WriteSet encode(List<Modification> modifications) {
    WriteSet.Builder set = WriteSet.newBuilder();
    for (Modification m : modifications) {
      io.holdfast.protocol.wire.internal.Modification.Builder out =
          set.addModificationsBuilder().setFamily(encode(m.family()));
      switch (m.kind()) {
        case PUT -> {
          Modification.Put put = (Modification.Put) m;
          out.setOp(io.holdfast.protocol.wire.internal.Modification.Op.PUT)
              .setKey(ProtoBytes.toWire(put.key()))
              .setValue(ProtoBytes.toWire(put.value()));
        }
        case DELETE ->
            out.setOp(io.holdfast.protocol.wire.internal.Modification.Op.DELETE)
                .setKey(ProtoBytes.toWire(((Modification.Delete) m).key()));
        case DELETE_RANGE -> {
          Modification.DeleteRange range = (Modification.DeleteRange) m;
          out.setOp(io.holdfast.protocol.wire.internal.Modification.Op.DELETE_RANGE)
              .setKey(ProtoBytes.toWire(range.start()))
              .setEndKey(ProtoBytes.toWire(range.end()));
        }
      }
    }
    return set.build();
  }

  /** One change. */
  static Modification decode(io.holdfast.protocol.wire.internal.Modification wire) {
    Family family = decode(wire.getFamily());
    Bytes key = ProtoBytes.fromWire(wire.getKey());
    return switch (wire.getOp()) {
      case PUT -> new Modification.Put(family, key, ProtoBytes.fromWire(wire.getValue()));
      case DELETE -> new Modification.Delete(family, key);
      case DELETE_RANGE ->
          new Modification.DeleteRange(family, key, ProtoBytes.fromWire(wire.getEndKey()));
      case UNRECOGNIZED -> throw Invariant.unreachable("Change of an unknown kind in the log");
    };
  }

  /**
   * The payload of an entry, whose keys and values share its bytes; one that cannot be read is a
   * broken log, hence an invariant.
   */
  static RaftCommand parse(Bytes data) {
    CodedInputStream in = ProtoBytes.toWire(data).newCodedInput();
    in.enableAliasing(true);
    try {
      RaftCommand command = RaftCommand.parseFrom(in);
      in.checkLastTagWas(0);
      return command;
    } catch (IOException e) {
      throw Invariant.unreachable("Unreadable command in the log: " + e.getMessage());
    }
  }

  /** The wire form of a family that clients may write to. */
  public static io.holdfast.protocol.wire.internal.Family encode(Family family) {
    return switch (family) {
      case DEFAULT -> io.holdfast.protocol.wire.internal.Family.DEFAULT;
      case LOCK -> io.holdfast.protocol.wire.internal.Family.LOCK;
      case WRITE -> io.holdfast.protocol.wire.internal.Family.WRITE;
      case RAFT -> throw Invariant.unreachable("The raft family is local to a store");
    };
  }

  /** The family; the one that is local to a store never travels. */
  public static Family decode(io.holdfast.protocol.wire.internal.Family family) {
    return switch (family) {
      case DEFAULT -> Family.DEFAULT;
      case LOCK -> Family.LOCK;
      case WRITE -> Family.WRITE;
      case RAFT, UNRECOGNIZED ->
          throw Invariant.unreachable("A command names a family it must not: " + family);
    };
  }
}
