package io.holdfast.bench.jmh;

import java.util.SplittableRandom;

/** Statements of pgbench (and a join over its tables) with literals as its clients send them. */
final class SqlTexts {
  private static final int ACCOUNTS = 100_000;
  private static final int DELTA = 5_000;

  private SqlTexts() {}

  static String of(String statement, SplittableRandom random) {
    int aid = 1 + random.nextInt(ACCOUNTS);
    int delta = random.nextInt(-DELTA, DELTA + 1);
    return switch (statement) {
      case "update" ->
          "UPDATE pgbench_accounts SET abalance = abalance + " + delta + " WHERE aid = " + aid;
      case "select" -> "SELECT abalance FROM pgbench_accounts WHERE aid = " + aid;
      case "insert" ->
          "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, "
              + aid
              + ", "
              + delta
              + ", CURRENT_TIMESTAMP)";
      case "join" ->
          "SELECT a.abalance, b.bbalance FROM pgbench_accounts a JOIN pgbench_branches b"
              + " ON b.bid = a.bid WHERE a.aid = "
              + aid
              + " AND b.bbalance > "
              + Math.abs(delta);
      default -> throw new IllegalArgumentException(statement);
    };
  }
}
