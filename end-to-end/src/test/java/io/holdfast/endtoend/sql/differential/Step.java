package io.holdfast.endtoend.sql.differential;

import java.util.List;

/**
 * One text for both servers.
 *
 * @param ordered rows must come in the same order (the statement says a total one)
 * @param extended through Parse, Bind, Execute instead of a simple query
 * @param arguments values of the parameters, extended only
 * @param copyData lines for a COPY FROM STDIN; empty for every other statement
 */
record Step(
    String sql, boolean ordered, boolean extended, List<String> arguments, String copyData) {
  static Step simple(String sql) {
    return new Step(sql, false, false, List.of(), "");
  }

  static Step ordered(String sql) {
    return new Step(sql, true, false, List.of(), "");
  }

  /** An unordered one, in either form of the protocol. */
  static Step either(String sql, boolean extended) {
    return new Step(sql, false, extended, List.of(), "");
  }
}
