package io.holdfast.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request.CmdCase;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse.Response;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KvRpcTest {
  static Stream<KvRpc<?, ?>> batched() {
    return KvRpc.ALL.stream().filter(KvRpc::batched);
  }

  @SuppressWarnings("unchecked")
  private static <Q extends Message> Q someRequest(KvRpc<Q, ?> rpc) {
    PrototypeMarshaller<Q> marshaller =
        (PrototypeMarshaller<Q>) rpc.method().getRequestMarshaller();
    Q prototype = Objects.requireNonNull(marshaller.getMessagePrototype());
    Message.Builder builder = prototype.toBuilder();
    var context = prototype.getDescriptorForType().findFieldByName("context");
    Message.Builder filled = builder.newBuilderForField(context);
    filled.setField(filled.getDescriptorForType().findFieldByName("region_id"), 7L);
    return (Q) builder.setField(context, filled.build()).build();
  }

  @ParameterizedTest
  @MethodSource("batched")
  <Q extends Message, A extends Message> void whatIsPackedIsUnpacked(KvRpc<Q, A> rpc) {
    Q request = someRequest(rpc);
    Request part = rpc.pack(request);
    assertThat(part.getCmdCase()).isEqualTo(rpc.kind());
    assertThat(rpc.unpack(part)).isEqualTo(request);

    Response answer = rpc.packAnswer(rpc.empty());
    assertThat(answer.getCmdCase().name()).isEqualTo(rpc.kind().name());
    assertThat(answer.getCmdCase().getNumber()).isEqualTo(rpc.kind().getNumber());
    assertThat(rpc.unpackAnswer(answer)).isEqualTo(rpc.empty());
    assertThat(rpc.unpackAnswer(Response.getDefaultInstance())).isNull();
  }

  @ParameterizedTest
  @MethodSource("batched")
  void everyAnswerCanSayARegionError(KvRpc<?, ?> rpc) {
    assertThat(rpc.empty().getDescriptorForType().findFieldByName("region_error")).isNotNull();
  }

  @Test
  void everyKindIsInTheTableOnceAndFoundByItsMethod() {
    Set<CmdCase> kinds = EnumSet.noneOf(CmdCase.class);
    batched().forEach(rpc -> assertThat(kinds.add(rpc.kind())).as("%s", rpc).isTrue());
    assertThat(EnumSet.complementOf(EnumSet.copyOf(kinds)))
        .containsExactlyInAnyOrder(
            CmdCase.IMPORT,
            CmdCase.GC,
            CmdCase.DELETERANGE,
            CmdCase.COPROCESSOR,
            CmdCase.PESSIMISTICLOCK,
            CmdCase.RAWCOPROCESSOR,
            CmdCase.EMPTY,
            CmdCase.CMD_NOT_SET);
    for (KvRpc<?, ?> rpc : KvRpc.ALL) {
      assertThat((Object) KvRpc.of(rpc.method())).isSameAs(rpc);
    }
    assertThat((Object) KvRpc.of(TikvGrpc.getCoprocessorMethod())).isNull();
  }

  @Test
  void whatBatchesDoNotCarrySaysSo() {
    assertThat(KvRpc.SPLIT_REGION.batched()).isFalse();
    assertThatThrownBy(KvRpc.SPLIT_REGION::kind).hasMessageContaining("SplitRegion");
  }
}
