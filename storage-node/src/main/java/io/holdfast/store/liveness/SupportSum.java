package io.holdfast.store.liveness;

import io.holdfast.protocol.wire.internal.SupportAnswer;
import io.holdfast.protocol.wire.internal.SupportRequest;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Checksums of requests and answers. The sums of the network are weak, and a promise is believed: a
 * bit more in its length, or the number of a later request, and a leader would read alone for
 * longer than anybody holds still.
 */
final class SupportSum {
  private SupportSum() {}

  static SupportRequest seal(SupportRequest.Builder request) {
    return request.setCrc(of(request.buildPartial())).build();
  }

  static SupportAnswer seal(SupportAnswer.Builder answer) {
    return answer.setCrc(of(answer.buildPartial())).build();
  }

  static boolean holds(SupportRequest request) {
    return request.getCrc() == of(request);
  }

  static boolean holds(SupportAnswer answer) {
    return answer.getCrc() == of(answer);
  }

  private static int of(SupportRequest request) {
    return sum(
        request.getClusterId(),
        request.getFromStoreId(),
        request.getToStoreId(),
        request.getBoot(),
        request.getSequence(),
        request.getPromiseNanos(),
        request.getCoversReads() ? 1 : 0);
  }

  private static int of(SupportAnswer answer) {
    return sum(
        answer.getSequence(),
        answer.getSession(),
        answer.getPromiseNanos(),
        answer.getClockNanos());
  }

  private static int sum(long... fields) {
    ByteBuffer bytes = ByteBuffer.allocate(fields.length * Long.BYTES);
    for (long field : fields) {
      bytes.putLong(field);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.flip());
    return (int) crc.getValue();
  }
}
