package io.holdfast.endtoend.sql.differential;

import io.holdfast.endtoend.sql.wire.WireClient;
import io.holdfast.endtoend.sql.wire.WireError;
import io.holdfast.endtoend.sql.wire.WireResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs steps on both servers and keeps what differs. */
final class Comparison {
  private static final int FAILED_IN_BLOCK_MAX = 2;

  /** One difference that nothing explains. */
  record Difference(String sql, String reference, String ours) {
    @Override
    public String toString() {
      return sql + "\n    PostgreSQL: " + reference + "\n    Holdfast:   " + ours;
    }
  }

  private final WireClient reference;
  private final WireClient ours;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Integer> explained = new TreeMap<>();
  private final Map<String, Integer> tags = new TreeMap<>();
  private int statements;
  private int errors;
  private final List<Difference> wordings = new ArrayList<>();
  private int failedInBlock;

  Comparison(WireClient reference, WireClient ours) {
    this.reference = reference;
    this.ours = ours;
  }

  void run(Step step) throws IOException {
    List<WireResult> expected = ask(reference, step);
    List<WireResult> actual = ask(ours, step);
    statements++;
    String left = canonical(expected, step.ordered()) + " " + reference.status();
    String right = canonical(actual, step.ordered()) + " " + ours.status();
    for (WireResult result : expected) {
      tags.merge(tagOf(result), 1, Integer::sum);
      errors += result.error == null ? 0 : 1;
    }
    if (!left.equals(right)) {
      String reason = KnownDifferences.reason(step.sql(), left, right);
      if (reason == null) {
        differences.add(
            new Difference(step.sql(), clip(texts(expected, left)), clip(texts(actual, right))));
      } else {
        explained.merge(reason, 1, Integer::sum);
      }
    } else if (!texts(expected, "").equals(texts(actual, ""))) {
      wordings.add(new Difference(step.sql(), texts(expected, ""), texts(actual, "")));
    }
    resynchronise();
  }

  /**
   * Ends a block that only one of them considers failed, for everything after it would differ; and
   * one that both consider failed before long, for nothing more is learnt in it.
   */
  private void resynchronise() throws IOException {
    failedInBlock = reference.status() == 'E' ? failedInBlock + 1 : 0;
    if (reference.status() != ours.status() || failedInBlock > FAILED_IN_BLOCK_MAX) {
      reference.query("rollback");
      ours.query("rollback");
      failedInBlock = 0;
    }
  }

  private static List<WireResult> ask(WireClient server, Step step) throws IOException {
    if (!step.copyData().isEmpty()) {
      return server.copyIn(step.sql(), step.copyData());
    }
    if (step.extended()) {
      List<@Nullable String> arguments = new ArrayList<>(step.arguments());
      return List.of(server.extended(step.sql(), arguments));
    }
    return server.query(step.sql());
  }

  /** Rows, types, tags and SQLSTATEs; not the texts of errors. */
  private static String canonical(List<WireResult> results, boolean ordered) {
    StringBuilder text = new StringBuilder();
    for (WireResult result : results) {
      WireError error = result.error;
      if (error != null) {
        text.append("error ").append(error.state());
        continue;
      }
      text.append(result.tag);
      if (result.columns != null) {
        List<String> rows = new ArrayList<>();
        result.rows.forEach(row -> rows.add(row.toString()));
        if (!ordered) {
          rows.sort(null);
        }
        text.append(' ').append(result.columns).append(' ').append(rows);
      }
      text.append(';');
    }
    return text.toString();
  }

  private static String texts(List<WireResult> results, String otherwise) {
    StringBuilder text = new StringBuilder(otherwise);
    for (WireResult result : results) {
      if (result.error != null) {
        text.append(" | ").append(result.error);
      }
    }
    return text.toString();
  }

  private static String clip(String text) {
    return text.length() > 1_500 ? text.substring(0, 1_500) + " ..." : text;
  }

  private static String tagOf(WireResult result) {
    return result.error != null
        ? "error " + result.error.state()
        : String.valueOf(result.tag).replaceAll(" \\d.*", "");
  }

  int statements() {
    return statements;
  }

  List<Difference> differences() {
    return differences;
  }

  /** Errors with the same SQLSTATE but another text or position: not promised, yet looked at. */
  List<Difference> wordings() {
    return wordings;
  }

  /** What was run and what came of it, for people. */
  String summary() {
    return statements
        + " statements, "
        + errors
        + " of them refused by PostgreSQL, "
        + differences.size()
        + " unexplained differences, explained "
        + explained
        + ", "
        + wordings.size()
        + " errors with the same SQLSTATE and another text or position; by tag: "
        + tags;
  }
}
