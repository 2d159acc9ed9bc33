package io.holdfast.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** Results of which one line says all: idle regions, fail-over, hot keys, cold start. */
final class OtherResults {
  private OtherResults() {}

  /** A table of all of them, oldest first; nothing when there are none. */
  static void write(StringBuilder page, List<JsonNode> results) {
    StringBuilder rows = new StringBuilder();
    for (JsonNode result : results) {
      String what = line(result);
      if (!what.isEmpty()) {
        rows.append("<tr><td>")
            .append(HtmlReport.escape(result.path("conditions").path("date").asText()))
            .append("</td><td>")
            .append(HtmlReport.escape(result.path("conditions").path("commit").asText()))
            .append("</td><td>")
            .append(HtmlReport.escape(what))
            .append("</td></tr>\n");
      }
    }
    if (!rows.isEmpty()) {
      page.append("<h2>Idle, fail-over, hot keys and cold start</h2>\n<table>")
          .append(rows)
          .append("</table>\n");
    }
  }

  private static String line(JsonNode result) {
    return switch (result.path("kind").asText()) {
      case "idle" ->
          format(
              "%,d idle regions: %.2f %% of one core, %,.0f messages a second",
              result.path("regions").asInt(),
              100 * result.path("coreShare").asDouble(),
              result.path("messagesPerSecond").asDouble());
      case "failover" ->
          format(
              "kill -9 of the leading store: longest wait of a write p50 %.0f ms, max %.0f ms",
              result.path("p50Millis").asDouble(), result.path("maxMillis").asDouble());
      case "cold" ->
          format(
              "cold start %s archive of classes: first write %.0f ms, with three replicas %.0f ms",
              result.path("archive").asBoolean() ? "with" : "without",
              result.path("firstWriteMillis").asDouble(),
              result.path("threeReplicasMillis").asDouble());
      case "hot" ->
          result.has("p99Ratio")
              ? format(
                  "hot keys, %s, %d clients: p99 %.1f and CPU %.2f times that of even keys, %.3f"
                      + " retries an operation",
                  result.path("operation").asText(),
                  result.path("concurrent").asInt(),
                  result.path("p99Ratio").asDouble(),
                  result.path("cpuRatio").asDouble(),
                  result.path("retries").asDouble())
              : "";
      default -> "";
    };
  }

  private static String format(String form, Object... figures) {
    return String.format(Locale.ROOT, form, figures);
  }
}
