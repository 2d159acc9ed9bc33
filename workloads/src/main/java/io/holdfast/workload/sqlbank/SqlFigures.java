package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the workers of one run have done; of one thread at a time. */
final class SqlFigures {
  long transfers;
  long ledgerChecks;
  long audits;
  long dutyChanges;
  long inserts;
  long tableReads;
  long tableChanges;
  long unknown;
  long splitFailures;
  private final TreeMap<String, Long> errors = new TreeMap<>();
  private @Nullable String violation;
  private final TreeMap<String, String> lastErrors = new TreeMap<>();

  void error(String worker, SqlException e) {
    errors.merge(e.state().code(), 1L, Long::sum);
    lastErrors.put(worker, e.state().code() + " " + e.getMessage());
  }

  void violation(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /** What some workers were told last, for people. */
  String lastErrors(Collection<String> workers) {
    TreeMap<String, String> theirs = new TreeMap<>(lastErrors);
    theirs.keySet().retainAll(workers);
    return theirs.toString();
  }

  /** The first thing that must not be; null while there is none. */
  @Nullable String violation() {
    return violation;
  }

  @Override
  public String toString() {
    return transfers
        + " transfers, "
        + audits
        + " audits, "
        + inserts
        + " inserts, "
        + tableChanges
        + " table changes, errors "
        + errors;
  }
}
