package io.holdfast.store.transport;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RaftEnvelopeOrBuilder;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of an envelope. The sums of the network are weak, and what arrives here is believed:
 * entries go to the log, and a word of removal destroys a replica.
 */
final class EnvelopeSum {
  private static final int FIXED_BYTES = 10 * Long.BYTES + 1;

  private EnvelopeSum() {}

  /** The same with its checksum. */
  static RaftEnvelope seal(RaftEnvelope envelope) {
    return envelope.toBuilder().setCrc(of(envelope)).build();
  }

  /** True iff it is as its sender sealed it, or was never sealed. */
  static boolean holds(RaftEnvelope envelope) {
    return !envelope.hasCrc() || envelope.getCrc() == of(envelope);
  }

  private static int of(RaftEnvelopeOrBuilder envelope) {
    ByteBuffer fixed =
        ByteBuffer.allocate(FIXED_BYTES)
            .putLong(envelope.getRegionId())
            .putLong(envelope.getFromPeer().getId())
            .putLong(envelope.getFromPeer().getStoreId())
            .putLong(envelope.getToPeer().getId())
            .putLong(envelope.getToPeer().getStoreId())
            .putLong(envelope.getEpoch().getConfVer())
            .putLong(envelope.getEpoch().getVersion())
            .putLong(envelope.getStartKey().size())
            .putLong(envelope.getEndKey().size())
            .putLong(envelope.getMessage().size())
            .put((byte) (envelope.getIsTombstone() ? 1 : 0))
            .flip();
    CRC32C crc = new CRC32C();
    crc.update(fixed);
    update(crc, envelope.getStartKey());
    update(crc, envelope.getEndKey());
    update(crc, envelope.getMessage());
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, ByteString bytes) {
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      crc.update(part);
    }
  }
}
