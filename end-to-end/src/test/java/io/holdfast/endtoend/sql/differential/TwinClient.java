package io.holdfast.endtoend.sql.differential;

import io.holdfast.endtoend.sql.wire.WireClient;
import io.holdfast.endtoend.sql.wire.WireMessages;
import io.holdfast.endtoend.sql.wire.WireResult;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One connection to each server; both are told the same, and answer the same. */
final class TwinClient implements AutoCloseable {
  private static final int HISTORY = 6;
  private static final int CLIP = 600;

  private final String name;
  private final WireClient reference;
  private final WireClient ours;
  private final List<String> differences;
  private final ArrayDeque<String> history = new ArrayDeque<>();
  private int exchanges;
  private int waits;
  private boolean diverged;

  TwinClient(String name, WireClient reference, WireClient ours, List<String> differences) {
    this.name = name;
    this.reference = reference;
    this.ours = ours;
    this.differences = differences;
  }

  /** A simple query; what both answered, without the order of rows. */
  List<String> query(String sql) throws IOException {
    return compare(sql, words(reference.query(sql)), words(ours.query(sql)));
  }

  private static List<String> words(List<WireResult> results) {
    List<String> lines = new ArrayList<>();
    for (WireResult result : results) {
      if (result.columns != null) {
        lines.add("T " + result.columns);
      }
      result.rows.forEach(row -> lines.add("D " + row));
      lines.add(result.error == null ? "C " + result.tag : "E " + result.error.state());
    }
    return lines;
  }

  /** Messages and Sync. */
  List<String> sync(String what, WireMessages messages) throws IOException {
    return compare(what + "; Sync", reference.sync(messages), ours.sync(messages));
  }

  /** Messages and Flush: what comes, comes without a Sync. */
  List<String> flush(String what, WireMessages messages) throws IOException {
    return compare(what + "; Flush", reference.flush(messages), ours.flush(messages));
  }

  private List<String> compare(String what, List<String> expected, List<String> actual)
      throws IOException {
    exchanges++;
    List<String> left = sorted(expected);
    List<String> right = sorted(actual);
    left.add("status " + reference.status());
    right.add("status " + ours.status());
    if (!left.equals(right)) {
      diverged = true;
      if (right.contains("E 55P03")) {
        // A row that others have inserted and not committed is waited for by its key.
        waits++;
      } else {
        String expectedText = "\n    PostgreSQL: " + clip(left.toString());
        String actualText = "\n    Holdfast:   " + clip(right.toString());
        differences.add(name + history + "\n  " + what + expectedText + actualText);
      }
      // What follows would differ because of this.
      reference.sync(new WireMessages());
      ours.sync(new WireMessages());
      reference.query("rollback");
      ours.query("rollback");
    }
    history.add(clip(what));
    if (history.size() > HISTORY) {
      history.remove();
    }
    return expected;
  }

  /** Rows between two other messages in an order of their own. */
  private static List<String> sorted(List<String> lines) {
    List<String> all = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("D")) {
        rows.add(line);
        continue;
      }
      rows.sort(null);
      all.addAll(rows);
      rows.clear();
      all.add(line);
    }
    all.addAll(rows);
    return failedEarly(all);
  }

  /**
   * PostgreSQL computes what is constant once parameters are known when it binds them, we when the
   * portal runs: what was acknowledged in between says nothing.
   */
  private static List<String> failedEarly(List<String> lines) {
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      while (line.startsWith("E") && !kept.isEmpty() && isPromise(kept.get(kept.size() - 1))) {
        kept.remove(kept.size() - 1);
      }
      kept.add(line);
    }
    return kept;
  }

  private static boolean isPromise(String line) {
    return line.equals("2") || line.equals("n") || line.startsWith("T") || line.startsWith("t");
  }

  private static String clip(String text) {
    return text.length() > CLIP ? text.substring(0, CLIP) + "..." : text;
  }

  /** How often only we waited for a row in vain. */
  int waits() {
    return waits;
  }

  /** Whether the servers may hold different rows since the last call. */
  boolean diverged() {
    boolean before = diverged;
    diverged = false;
    return before;
  }

  boolean inBlock() {
    return reference.status() != 'I';
  }

  int exchanges() {
    return exchanges;
  }

  @Override
  public void close() throws IOException {
    reference.close();
    ours.close();
  }
}
