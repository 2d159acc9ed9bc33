package io.holdfast.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProtoBytesTest {
  @Test
  void bytesSurviveTheRoundTripWhateverTheirShape() {
    Bytes whole = Bytes.utf8("0123456789");
    for (Bytes bytes : List.of(whole, whole.slice(2, 5), Bytes.EMPTY)) {
      assertThat(ProtoBytes.toWire(bytes).toByteArray()).isEqualTo(bytes.toArray());
      assertThat(ProtoBytes.fromWire(ProtoBytes.toWire(bytes))).isEqualTo(bytes);
    }
    assertThat(ProtoBytes.fromWire(ProtoBytes.toWire(List.of(whole, Bytes.EMPTY))))
        .containsExactly(whole, Bytes.EMPTY);
  }

  @Test
  void everyKindOfByteStringIsRead() {
    byte[] array = new byte[300];
    array[7] = 42;
    ByteString plain = ByteString.copyFrom(array);
    ByteString rope = plain.concat(plain).concat(plain.substring(3, 200));
    ByteString part = plain.substring(5, 60);
    ByteString buffer = UnsafeByteOperations.unsafeWrap(ByteBuffer.wrap(array).asReadOnlyBuffer());
    for (ByteString wire : List.of(plain, rope, part, buffer)) {
      assertThat(ProtoBytes.fromWire(wire).toArray()).isEqualTo(wire.toByteArray());
    }
  }

  @Test
  void aWholeArrayIsSharedAndNotCopied() {
    byte[] array = {1, 2, 3};
    assertThat(ProtoBytes.fromWire(ProtoBytes.toWire(Bytes.wrap(array))).readOnlyArray())
        .isSameAs(array);
  }
}
