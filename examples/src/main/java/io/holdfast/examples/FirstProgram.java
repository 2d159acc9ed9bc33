package io.holdfast.examples;

import io.holdfast.client.Database;
import io.holdfast.cluster.LocalCluster;

/** A cluster, a client and a transfer, in one main. */
public final class FirstProgram {
  private FirstProgram() {}

  public static void main(String[] arguments) {
    try (LocalCluster cluster = LocalCluster.start()) {
      Database db = cluster.database();
      Accounts accounts = new Accounts(db);
      accounts.open("alice", 100);
      accounts.open("bob", 0);
      accounts.transfer("alice", "bob", 30);
      System.out.println("alice " + accounts.balance("alice") + ", bob " + accounts.balance("bob"));
    }
  }
}
