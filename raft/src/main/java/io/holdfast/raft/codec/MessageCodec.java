package io.holdfast.raft.codec;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code version (1 byte) | kind (1) | from (8) | to (8) | term (8) | fields}, big endian; the
 * fields in the order of the record, numbers as 8 bytes, booleans as one, lists with a count of 4.
 */
public final class MessageCodec {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 26;
  private static final int ENTRY_HEADER_BYTES = 21;

  private MessageCodec() {}

  /** The code of a kind is on the wire: never renumber. */
  private static byte code(Message.Kind kind) {
    return switch (kind) {
      case PRE_VOTE_REQUEST -> 1;
      case PRE_VOTE_RESPONSE -> 2;
      case VOTE_REQUEST -> 3;
      case VOTE_RESPONSE -> 4;
      case APPEND -> 5;
      case APPEND_RESPONSE -> 6;
      case HEARTBEAT -> 7;
      case HEARTBEAT_RESPONSE -> 8;
      case INSTALL_SNAPSHOT -> 9;
      case READ_INDEX_REQUEST -> 10;
      case READ_INDEX_RESPONSE -> 11;
      case TIMEOUT_NOW -> 12;
      case FORTIFY -> 13;
      case FORTIFIED -> 14;
      case DEFORTIFY -> 15;
      case REST -> 16;
      case RESTED -> 17;
    };
  }

  /** The message as bytes. */
  public static Bytes encode(Message message) {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bodyBytes(message));
    out.put(VERSION).put(code(message.kind()));
    out.putLong(message.from()).putLong(message.to()).putLong(message.term());
    switch (message.kind()) {
      case PRE_VOTE_REQUEST -> {
        Message.PreVoteRequest m = (Message.PreVoteRequest) message;
        out.putLong(m.lastIndex()).putLong(m.lastTerm());
      }
      case PRE_VOTE_RESPONSE -> {
        Message.PreVoteResponse m = (Message.PreVoteResponse) message;
        out.put(flag(m.granted())).putLong(m.commit()).putLong(m.commitTerm());
      }
      case VOTE_REQUEST -> {
        Message.VoteRequest m = (Message.VoteRequest) message;
        out.putLong(m.lastIndex()).putLong(m.lastTerm()).put(flag(m.transfer()));
      }
      case VOTE_RESPONSE -> {
        Message.VoteResponse m = (Message.VoteResponse) message;
        out.put(flag(m.granted())).putLong(m.commit()).putLong(m.commitTerm());
      }
      case APPEND -> encodeAppend((Message.Append) message, out);
      case APPEND_RESPONSE -> {
        Message.AppendResponse m = (Message.AppendResponse) message;
        out.putLong(m.index()).put(flag(m.rejected()));
        out.putLong(m.hintIndex()).putLong(m.hintTerm());
      }
      case HEARTBEAT -> {
        Message.Heartbeat m = (Message.Heartbeat) message;
        out.putLong(m.commit()).putLong(m.round());
      }
      case HEARTBEAT_RESPONSE -> out.putLong(((Message.HeartbeatResponse) message).round());
      case INSTALL_SNAPSHOT -> encodeMeta(((Message.InstallSnapshot) message).meta(), out);
      case READ_INDEX_REQUEST -> out.putLong(((Message.ReadIndexRequest) message).context());
      case READ_INDEX_RESPONSE -> {
        Message.ReadIndexResponse m = (Message.ReadIndexResponse) message;
        out.putLong(m.context()).putLong(m.index());
      }
      case FORTIFIED -> {
        Message.Fortified m = (Message.Fortified) message;
        out.putLong(m.heldTerm()).putLong(m.session());
      }
      case DEFORTIFY -> out.putLong(((Message.Defortify) message).endedTerm());
      case REST -> out.putLong(((Message.Rest) message).index());
      case RESTED -> {
        Message.Rested m = (Message.Rested) message;
        out.putLong(m.index()).putLong(m.session());
      }
      case TIMEOUT_NOW, FORTIFY -> {}
    }
    return Bytes.wrap(out.array());
  }

  private static int bodyBytes(Message message) {
    return switch (message.kind()) {
      case PRE_VOTE_REQUEST, HEARTBEAT, READ_INDEX_RESPONSE, FORTIFIED, RESTED -> 16;
      case PRE_VOTE_RESPONSE, VOTE_REQUEST, VOTE_RESPONSE -> 17;
      case APPEND_RESPONSE -> 25;
      case HEARTBEAT_RESPONSE, READ_INDEX_REQUEST, DEFORTIFY, REST -> 8;
      case TIMEOUT_NOW, FORTIFY -> 0;
      case APPEND -> {
        int sum = 28;
        for (Entry entry : ((Message.Append) message).entries()) {
          sum = Math.addExact(sum, ENTRY_HEADER_BYTES + entry.data().length());
        }
        yield sum;
      }
      case INSTALL_SNAPSHOT -> {
        ConfState conf = ((Message.InstallSnapshot) message).meta().conf();
        int peers =
            conf.voters().size()
                + conf.learners().size()
                + conf.votersOutgoing().size()
                + conf.learnersNext().size();
        yield 16 + 4 * 4 + 8 * peers + 1;
      }
    };
  }

  private static byte flag(boolean value) {
    return (byte) (value ? 1 : 0);
  }

  private static void encodeAppend(Message.Append m, ByteBuffer out) {
    out.putLong(m.prevIndex()).putLong(m.prevTerm()).putLong(m.commit());
    out.putInt(m.entries().size());
    for (Entry entry : m.entries()) {
      out.putLong(entry.index()).putLong(entry.term());
      out.put(flag(entry.kind() == EntryKind.CONF_CHANGE)).putInt(entry.data().length());
      entry.data().copyTo(out);
    }
  }

  private static void encodeMeta(SnapshotMeta meta, ByteBuffer out) {
    out.putLong(meta.index()).putLong(meta.term());
    encodePeers(meta.conf().voters(), out);
    encodePeers(meta.conf().learners(), out);
    encodePeers(meta.conf().votersOutgoing(), out);
    encodePeers(meta.conf().learnersNext(), out);
    out.put(flag(meta.conf().autoLeave()));
  }

  private static void encodePeers(List<Long> peers, ByteBuffer out) {
    out.putInt(peers.size());
    for (long peer : peers) {
      out.putLong(peer);
    }
  }

  /** The message that {@link #encode} made these bytes of. The data of entries is copied. */
  public static Message decode(Bytes bytes) throws MalformedMessageException {
    Reader in = new Reader(bytes);
    if (in.octet() != VERSION) {
      throw new MalformedMessageException("unknown version");
    }
    byte code = in.octet();
    for (Message.Kind kind : Message.Kind.values()) {
      if (code(kind) == code) {
        Message message = decodeBody(kind, in.number(), in.number(), in.number(), in);
        in.end();
        return message;
      }
    }
    throw new MalformedMessageException("unknown kind " + code);
  }

  private static Message decodeBody(Message.Kind kind, long from, long to, long term, Reader in)
      throws MalformedMessageException {
    return switch (kind) {
      case PRE_VOTE_REQUEST -> new Message.PreVoteRequest(from, to, term, in.number(), in.number());
      case PRE_VOTE_RESPONSE ->
          new Message.PreVoteResponse(from, to, term, in.flag(), in.number(), in.number());
      case VOTE_REQUEST ->
          new Message.VoteRequest(from, to, term, in.number(), in.number(), in.flag());
      case VOTE_RESPONSE ->
          new Message.VoteResponse(from, to, term, in.flag(), in.number(), in.number());
      case APPEND -> decodeAppend(from, to, term, in);
      case APPEND_RESPONSE ->
          new Message.AppendResponse(
              from, to, term, in.number(), in.flag(), in.number(), in.number());
      case HEARTBEAT -> new Message.Heartbeat(from, to, term, in.number(), in.number());
      case HEARTBEAT_RESPONSE -> new Message.HeartbeatResponse(from, to, term, in.number());
      case INSTALL_SNAPSHOT -> new Message.InstallSnapshot(from, to, term, decodeMeta(in));
      case READ_INDEX_REQUEST -> new Message.ReadIndexRequest(from, to, term, in.context());
      case READ_INDEX_RESPONSE ->
          new Message.ReadIndexResponse(from, to, term, in.context(), in.number());
      case TIMEOUT_NOW -> new Message.TimeoutNow(from, to, term);
      case FORTIFY -> new Message.Fortify(from, to, term);
      case FORTIFIED -> new Message.Fortified(from, to, term, in.number(), in.number());
      case DEFORTIFY -> new Message.Defortify(from, to, term, in.number());
      case REST -> new Message.Rest(from, to, term, in.number());
      case RESTED -> new Message.Rested(from, to, term, in.number(), in.number());
    };
  }

  private static Message decodeAppend(long from, long to, long term, Reader in)
      throws MalformedMessageException {
    long prevIndex = in.number();
    long prevTerm = in.number();
    long commit = in.number();
    int count = in.count(ENTRY_HEADER_BYTES);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long index = in.number();
      long entryTerm = in.number();
      if (index != prevIndex + 1 + i || index <= 0 || entryTerm <= 0) {
        throw new MalformedMessageException("entry " + index + " after " + (prevIndex + i));
      }
      EntryKind kind = in.flag() ? EntryKind.CONF_CHANGE : EntryKind.NORMAL;
      entries.add(new Entry(index, entryTerm, kind, in.data()));
    }
    return new Message.Append(from, to, term, prevIndex, prevTerm, entries, commit);
  }

  private static SnapshotMeta decodeMeta(Reader in) throws MalformedMessageException {
    long index = in.number();
    long term = in.number();
    return new SnapshotMeta(
        index, term, new ConfState(in.peers(), in.peers(), in.peers(), in.peers(), in.flag()));
  }

  /** Reads with bounds. */
  private static final class Reader {
    private final ByteBuffer in;

    Reader(Bytes bytes) {
      this.in = bytes.asByteBuffer();
    }

    private void need(int count) throws MalformedMessageException {
      if (count < 0 || in.remaining() < count) {
        throw new MalformedMessageException("cut short");
      }
    }

    byte octet() throws MalformedMessageException {
      need(1);
      return in.get();
    }

    boolean flag() throws MalformedMessageException {
      byte value = octet();
      if (value != 0 && value != 1) {
        throw new MalformedMessageException("boolean of " + value);
      }
      return value == 1;
    }

    /** Ids, indexes and terms are never negative. */
    long number() throws MalformedMessageException {
      long value = context();
      if (value < 0) {
        throw new MalformedMessageException("negative number");
      }
      return value;
    }

    /** Contexts are any number. */
    long context() throws MalformedMessageException {
      need(8);
      return in.getLong();
    }

    /** A count that the rest of the message can hold, so that no lie of it costs memory. */
    int count(int bytesEach) throws MalformedMessageException {
      need(4);
      int count = in.getInt();
      if (count < 0 || count > in.remaining() / bytesEach) {
        throw new MalformedMessageException("count of " + count);
      }
      return count;
    }

    Bytes data() throws MalformedMessageException {
      int length = count(1);
      byte[] copy = new byte[length];
      in.get(copy);
      return Bytes.wrap(copy);
    }

    List<Long> peers() throws MalformedMessageException {
      int count = count(8);
      List<Long> peers = new ArrayList<>(count);
      long previous = 0;
      for (int i = 0; i < count; i++) {
        long peer = number();
        if (peer <= previous) { // One form per configuration.
          throw new MalformedMessageException("peers out of order");
        }
        peers.add(peer);
        previous = peer;
      }
      return peers;
    }

    void end() throws MalformedMessageException {
      if (in.hasRemaining()) {
        throw new MalformedMessageException(in.remaining() + " bytes too many");
      }
    }
  }
}
