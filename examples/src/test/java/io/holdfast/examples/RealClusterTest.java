package io.holdfast.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.client.Database;
import io.holdfast.cluster.HoldfastExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real cluster of three stores inside a unit test. */
@ExtendWith(HoldfastExtension.class)
class RealClusterTest {
  @Test
  void moneyMoves(Database db) {
    Accounts accounts = new Accounts(db);
    accounts.open("alice", 100);
    accounts.open("bob", 0);

    accounts.transfer("alice", "bob", 30);

    assertEquals(70, accounts.balance("alice"));
    assertEquals(30, accounts.balance("bob"));
  }
}
