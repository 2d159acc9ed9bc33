package io.holdfast.workload.sqlbank;

import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlResult;
import java.util.ArrayList;
import java.util.List;

/** The tables of the bank and what must hold for them in every snapshot. */
record SqlBank(int accounts, long initialBalance, List<String> tellers, int dutyPairs) {
  /** Doctors of one pair; one at least has to be on duty. */
  static final int DOCTORS = 2;

  SqlBank {
    tellers = List.copyOf(tellers);
  }

  long total() {
    return accounts * initialBalance;
  }

  /** Makes all tables of a run. */
  void open(SqlConnection sql) {
    sql.execute("CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)");
    sql.execute("CREATE TABLE ledger (teller text PRIMARY KEY, number bigint NOT NULL)");
    sql.execute(
        "CREATE TABLE history (teller text, number bigint, source int, target int, amount bigint)");
    sql.execute(
        "CREATE TABLE duty (pair int, doctor int, on_duty int NOT NULL, PRIMARY KEY (pair,"
            + " doctor))");
    sql.execute(
        "INSERT INTO account SELECT i, "
            + initialBalance
            + " FROM generate_series(0, "
            + (accounts - 1)
            + ") AS i");
    for (String teller : tellers) {
      sql.execute("INSERT INTO ledger VALUES ('" + teller + "', 0)");
    }
    sql.execute(
        "INSERT INTO duty SELECT p, d, 1 FROM generate_series(0, "
            + (dutyPairs - 1)
            + ") AS p, generate_series(0, "
            + (DOCTORS - 1)
            + ") AS d");
  }

  /** All accounts, the right sum; what is wrong, else an empty list. */
  List<String> checkSum(SqlResult result) {
    List<String> wrong = new ArrayList<>();
    String seen = String.valueOf(result.rows());
    if (!seen.equals("[[" + accounts + ", " + total() + "]]")) {
      wrong.add(
          "a snapshot showed accounts and sum "
              + seen
              + ", expected "
              + accounts
              + " and "
              + total());
    }
    return wrong;
  }

  /** Each teller's number is the number of its entries in the history, and the last of them. */
  List<String> checkHistory(SqlResult ledger, SqlResult history) {
    List<String> wrong = new ArrayList<>();
    if (ledger.rows().size() != tellers.size()) {
      wrong.add("a snapshot showed " + ledger.rows().size() + " ledgers of " + tellers.size());
    }
    for (List<String> row : ledger.rows()) {
      String number = row.get(1);
      List<String> expected = List.of(row.get(0), number, number, number);
      List<String> found = List.of(row.get(0), "0", "0", "0");
      for (List<String> entry : history.rows()) {
        found = entry.get(0).equals(row.get(0)) ? entry : found;
      }
      if (!found.equals(expected)) {
        wrong.add("a snapshot showed ledger " + row + " and history " + found);
      }
    }
    return wrong;
  }
}
