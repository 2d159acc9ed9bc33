package io.holdfast.raft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private final SplittableRandom random = new SplittableRandom(11);

  private long number() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private Bytes data() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private List<Long> peers() {
    List<Long> ids = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      ids.add(1 + number() / 2);
    }
    return ids;
  }

  private Message message(Message.Kind kind) {
    long from = number();
    long to = number();
    long term = number();
    return switch (kind) {
      case PRE_VOTE_REQUEST -> new Message.PreVoteRequest(from, to, term, number(), number());
      case PRE_VOTE_RESPONSE ->
          new Message.PreVoteResponse(from, to, term, random.nextBoolean(), number(), number());
      case VOTE_REQUEST ->
          new Message.VoteRequest(from, to, term, number(), number(), random.nextBoolean());
      case VOTE_RESPONSE ->
          new Message.VoteResponse(from, to, term, random.nextBoolean(), number(), number());
      case APPEND -> append(from, to, term);
      case APPEND_RESPONSE ->
          new Message.AppendResponse(
              from, to, term, number(), random.nextBoolean(), number(), number());
      case HEARTBEAT -> new Message.Heartbeat(from, to, term, number(), number());
      case HEARTBEAT_RESPONSE -> new Message.HeartbeatResponse(from, to, term, number());
      case INSTALL_SNAPSHOT ->
          new Message.InstallSnapshot(
              from,
              to,
              term,
              new SnapshotMeta(
                  number(),
                  number(),
                  new ConfState(peers(), peers(), peers(), peers(), random.nextBoolean())));
      case READ_INDEX_REQUEST -> new Message.ReadIndexRequest(from, to, term, random.nextLong());
      case READ_INDEX_RESPONSE ->
          new Message.ReadIndexResponse(from, to, term, random.nextLong(), number());
      case TIMEOUT_NOW -> new Message.TimeoutNow(from, to, term);
      case FORTIFY -> new Message.Fortify(from, to, term);
      case FORTIFIED -> new Message.Fortified(from, to, term, number(), number());
      case DEFORTIFY -> new Message.Defortify(from, to, term, number());
      case REST -> new Message.Rest(from, to, term, number());
      case RESTED -> new Message.Rested(from, to, term, number(), number());
    };
  }

  private Message append(long from, long to, long term) {
    long prev = number() / 2;
    List<Entry> entries = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      EntryKind kind = random.nextBoolean() ? EntryKind.NORMAL : EntryKind.CONF_CHANGE;
      entries.add(new Entry(prev + 1 + entries.size(), 1 + number() / 2, kind, data()));
    }
    return new Message.Append(from, to, term, prev, number(), entries, number());
  }

  private Message.Kind anyKind() {
    List<Message.Kind> kinds = List.of(Message.Kind.values());
    return kinds.get(random.nextInt(kinds.size()));
  }

  @Test
  void everyMessageComesBackAsItWas() throws Exception {
    for (int i = 0; i < 500; i++) {
      for (Message.Kind kind : Message.Kind.values()) {
        Message message = message(kind);
        assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
      }
    }
  }

  @Test
  void aMessageCutShortOrProlongedIsRefused() {
    for (Message.Kind kind : Message.Kind.values()) {
      byte[] good = MessageCodec.encode(message(kind)).toArray();
      for (int length = 0; length < good.length; length++) {
        Bytes cut = Bytes.wrap(Arrays.copyOf(good, length));
        assertThatThrownBy(() -> MessageCodec.decode(cut))
            .isInstanceOf(MalformedMessageException.class);
      }
      Bytes longer = Bytes.wrap(Arrays.copyOf(good, good.length + 1));
      assertThatThrownBy(() -> MessageCodec.decode(longer))
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void anotherVersionOrKindIsRefused() {
    byte[] bytes = MessageCodec.encode(new Message.TimeoutNow(1, 2, 3)).toArray();
    byte[] version = bytes.clone();
    version[0] = 2;
    byte[] kind = bytes.clone();
    kind[1] = 99;
    for (byte[] each : List.of(version, kind)) {
      assertThatThrownBy(() -> MessageCodec.decode(Bytes.wrap(each)))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("unknown");
    }
  }

  @Test
  void damagedBytesAreRefusedOrAreAnotherMessageButNeverAnythingElse() {
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = MessageCodec.encode(message(anyKind())).toArray();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Bytes damaged = Bytes.wrap(bytes);
        assertThat(MessageCodec.encode(MessageCodec.decode(damaged))).isEqualTo(damaged);
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(2_000, 19_999);
  }
}
