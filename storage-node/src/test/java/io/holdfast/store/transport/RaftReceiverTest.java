package io.holdfast.store.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftAck;
import io.holdfast.protocol.wire.internal.RaftBatch;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.Message;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every field of an envelope is covered: no damaged one is believed. */
final class RaftReceiverTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<RaftEnvelope> taken = new ArrayList<>();

  private static RaftEnvelope envelope() {
    Entry entry = new Entry(7, 3, EntryKind.NORMAL, Bytes.utf8("a command"));
    return EnvelopeSum.seal(
        RaftEnvelope.newBuilder()
            .setRegionId(5)
            .setFromPeer(Peer.newBuilder().setId(11).setStoreId(1))
            .setToPeer(Peer.newBuilder().setId(12).setStoreId(2))
            .setEpoch(RegionEpoch.newBuilder().setConfVer(4).setVersion(9))
            .setStartKey(ByteString.copyFromUtf8("a"))
            .setEndKey(ByteString.copyFromUtf8("m"))
            .setMessage(
                ProtoBytes.toWire(
                    MessageCodec.encode(new Message.Append(11, 12, 3, 6, 3, List.of(entry), 6))))
            .build());
  }

  private void receive(List<RaftEnvelope> envelopes) {
    try (SimWorld world = new SimWorld(1, SimOptions.defaults())) {
      RaftReceiver receiver =
          new RaftReceiver(
              world.newNode("store").runtime().newLoop("store-loop-0"),
              77,
              2,
              taken::add,
              answer -> {
                throw new AssertionError("no snapshot was sent");
              },
              meters);
      StreamObserver<RaftBatch> stream =
          receiver.stream(
              new StreamObserver<RaftAck>() {
                @Override
                public void onNext(RaftAck ack) {}

                @Override
                public void onError(Throwable cause) {
                  throw new AssertionError(cause);
                }

                @Override
                public void onCompleted() {}
              });
      for (RaftEnvelope envelope : envelopes) {
        stream.onNext(
            RaftBatch.newBuilder()
                .setClusterId(77)
                .setFromStoreId(1)
                .setToStoreId(2)
                .addEnvelopes(envelope)
                .build());
      }
      world.run(Duration.ofSeconds(1));
    }
  }

  private double damaged() {
    return meters.counter("holdfast.store.transport.damaged.messages").count();
  }

  @Test
  void aWholeEnvelopeIsTaken() {
    receive(List.of(envelope()));
    assertThat(taken).containsExactly(envelope());
    assertThat(damaged()).isZero();
  }

  @Test
  void anEnvelopeThatChangedAnywhereIsALostMessage() {
    RaftEnvelope whole = envelope();
    List<RaftEnvelope> broken = new ArrayList<>();
    broken.add(whole.toBuilder().setRegionId(6).build());
    broken.add(whole.toBuilder().setFromPeer(Peer.newBuilder().setId(13).setStoreId(1)).build());
    broken.add(whole.toBuilder().setFromPeer(Peer.newBuilder().setId(11).setStoreId(3)).build());
    broken.add(whole.toBuilder().setToPeer(Peer.newBuilder().setId(13).setStoreId(2)).build());
    broken.add(whole.toBuilder().setToPeer(Peer.newBuilder().setId(12).setStoreId(3)).build());
    broken.add(whole.toBuilder().setEpoch(whole.getEpoch().toBuilder().setConfVer(5)).build());
    broken.add(whole.toBuilder().setEpoch(whole.getEpoch().toBuilder().setVersion(8)).build());
    broken.add(whole.toBuilder().setIsTombstone(true).build());
    broken.add(whole.toBuilder().setCrc(whole.getCrc() + 1).build());
    for (ByteString start : bitsChanged(whole.getStartKey())) {
      broken.add(whole.toBuilder().setStartKey(start).build());
    }
    for (ByteString end : bitsChanged(whole.getEndKey())) {
      broken.add(whole.toBuilder().setEndKey(end).build());
    }
    for (ByteString message : bitsChanged(whole.getMessage())) {
      broken.add(whole.toBuilder().setMessage(message).build());
    }

    receive(broken);

    assertThat(taken).isEmpty();
    assertThat(damaged()).isEqualTo(broken.size()).isGreaterThan(500);
  }

  private static List<ByteString> bitsChanged(ByteString bytes) {
    List<ByteString> changed = new ArrayList<>();
    for (int bit = 0; bit < 8 * bytes.size(); bit++) {
      byte[] copy = bytes.toByteArray();
      copy[bit / 8] ^= (byte) (1 << bit % 8);
      changed.add(ByteString.copyFrom(copy));
    }
    return changed;
  }

  @Test
  void anEarlierVersionThatSendsNoChecksumIsHeard() {
    receive(List.of(envelope().toBuilder().clearCrc().build()));
    assertThat(taken).hasSize(1);
  }
}
