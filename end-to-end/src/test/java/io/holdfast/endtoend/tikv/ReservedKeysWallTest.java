package io.holdfast.endtoend.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.error.KeyReservedException;
import io.holdfast.endtoend.tikv.Wire.Place;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.runtime.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys of SQL are written by SQL only, whichever client somebody uses. */
@ExtendWith(SharedClusters.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservedKeysWallTest {
  private static final ByteString VERSION = ByteString.copyFromUtf8("smv");

  private final Wire txn;

  ReservedKeysWallTest(@Serving(KeyMode.V1_TXN) Wire txn) {
    this.txn = txn;
  }

  private PrewriteResponse prewrite(ByteString key, Op op) {
    Place place = txn.place(key);
    return place
        .stub()
        .kvPrewrite(
            PrewriteRequest.newBuilder()
                .setContext(place.context())
                .addMutations(
                    Mutation.newBuilder()
                        .setOp(op)
                        .setKey(key)
                        .setValue(ByteString.copyFromUtf8("x")))
                .setPrimaryLock(key)
                .setStartVersion(txn.timestamp())
                .setLockTtl(10)
                .setTxnSize(1)
                .build());
  }

  @Test
  void storesRefuseThemFromClientsWithoutTheRight() {
    for (Op op : new Op[] {Op.Put, Op.Del, Op.Lock, Op.Insert}) {
      PrewriteResponse answer = prewrite(VERSION, op);
      assertThat(answer.getErrorsList()).hasSize(1);
      assertThat(answer.getErrors(0).getAbort()).contains("belongs to the tables of SQL");
    }
    assertThat(prewrite(ByteString.copyFromUtf8("smith"), Op.Put).getErrorsList()).isEmpty();
  }

  @Test
  void theClientRefusesThemBeforeAnythingIsSent() {
    try (Database db = Database.connect(ClientConfig.of(txn.cluster().pd().toString()))) {
      db.run(tx -> tx.put(Bytes.utf8("status:1"), Bytes.utf8("x")));
      assertThatThrownBy(() -> db.run(tx -> tx.put(Bytes.utf8("smv"), Bytes.utf8("x"))))
          .isInstanceOf(KeyReservedException.class)
          .hasMessageContaining("smv");
      assertThatThrownBy(() -> db.run(tx -> tx.getForUpdate(Bytes.utf8("smv"))))
          .isInstanceOf(KeyReservedException.class);
      assertThatThrownBy(() -> db.run(tx -> tx.delete(Bytes.utf8("st\0\0"))))
          .isInstanceOf(KeyReservedException.class);
    }
  }
}
