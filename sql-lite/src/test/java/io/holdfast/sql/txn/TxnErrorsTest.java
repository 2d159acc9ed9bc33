package io.holdfast.sql.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.ServerBusyException;
import io.holdfast.client.error.StorageFullException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.error.WriteConflictException;
import io.holdfast.runtime.base.Bytes;
import org.junit.jupiter.api.Test;

/** A client tells from the SQLSTATE whether to run a transaction again, and when. */
final class TxnErrorsTest {
  private static String state(TxnException e) {
    String reading = TxnErrors.reading(e).state().code();
    assertThat(TxnErrors.committing(e).state().code()).isEqualTo(reading);
    return reading;
  }

  @Test
  void whatIsNoConflictHasAStateOfItsOwn() {
    assertThat(state(new WriteConflictException(Bytes.utf8("k"), "newer"))).isEqualTo("40001");
    assertThat(state(new ServerBusyException("full queues"))).isEqualTo("53000");
    assertThat(state(new StorageFullException("store 1"))).isEqualTo("53100");
    assertThat(state(new RegionUnavailableException("no leader", null))).isEqualTo("58000");
  }
}
