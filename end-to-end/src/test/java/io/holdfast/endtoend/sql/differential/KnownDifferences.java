package io.holdfast.endtoend.sql.differential;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may differ, and why. Every line is counted and printed; one that never occurs may go. */
final class KnownDifferences {
  /**
   * One reason.
   *
   * @param sql the statement matches
   * @param reference PostgreSQL's answer matches
   * @param ours our answer matches
   */
  private record Known(Pattern sql, Pattern reference, Pattern ours, String reason) {}

  private static final List<Known> ALL =
      List.of(
          new Known(
              Pattern.compile("trunc\\(NULL"),
              Pattern.compile("^error 42725"),
              Pattern.compile(""),
              "trunc(NULL): PostgreSQL also has trunc for MAC addresses, a type that does not exist"
                  + " here, so only there the call is ambiguous"));

  private KnownDifferences() {}

  /** Why the answers may differ; null when they may not. */
  static @Nullable String reason(String sql, String reference, String ours) {
    for (Known known : ALL) {
      if (known.sql().matcher(sql).find()
          && known.reference().matcher(reference).find()
          && known.ours().matcher(ours).find()) {
        return known.reason();
      }
    }
    return null;
  }
}
