package io.holdfast.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Results that compare systems ({@code bench sql}, {@code bench peers}): per operation a bar each,
 * the newest measurement of every one, and how ours changed.
 */
final class SystemBars {
  private static final String OURS = "holdfast";
  private static final int BAR_WIDTH = 360;
  private static final int BAR_HEIGHT = 14;

  private final String kind;
  private final String title;
  private final Map<String, Map<String, List<JsonNode>>> byOperation = new LinkedHashMap<>();

  /** Of one kind of results, oldest first. */
  SystemBars(String kind, String title, List<JsonNode> results) {
    this.kind = kind;
    this.title = title;
    for (JsonNode result : results) {
      if (result.path("kind").asText().equals(kind)) {
        String operation =
            result.path("operation").asText()
                + ", "
                + result.path("concurrent").asInt()
                + (kind.equals("sql") ? " sessions" : " clients");
        byOperation
            .computeIfAbsent(operation, absent -> new LinkedHashMap<>())
            .computeIfAbsent(result.path("system").asText(), absent -> new ArrayList<>())
            .add(result);
      }
    }
  }

  /** The section; nothing when there are no such results. */
  void write(StringBuilder page) {
    if (byOperation.isEmpty()) {
      return;
    }
    page.append("<h2>").append(HtmlReport.escape(title)).append("</h2>\n");
    byOperation.forEach((operation, systems) -> table(page, operation, systems));
    byOperation.forEach(
        (operation, systems) ->
            HtmlReport.history(
                page, kind + ": " + operation, systems.getOrDefault(OURS, List.of())));
    settings(page);
  }

  private static void table(
      StringBuilder page, String operation, Map<String, List<JsonNode>> systems) {
    double most = 0;
    for (List<JsonNode> history : systems.values()) {
      most = Math.max(most, newest(history).path("cpuMicros").asDouble());
    }
    page.append("<table><tr><th>").append(HtmlReport.escape(operation));
    page.append("</th><th></th><th>us</th><th>by ours</th><th>p50 us</th><th>p99 us</th>");
    page.append("<th>per s</th><th>commit</th></tr>\n");
    double ours =
        systems.containsKey(OURS) ? newest(systems.get(OURS)).path("cpuMicros").asDouble() : 0;
    for (Map.Entry<String, List<JsonNode>> each : systems.entrySet()) {
      JsonNode result = newest(each.getValue());
      double micros = result.path("cpuMicros").asDouble();
      page.append(result.path("warm").asBoolean() ? "<tr>" : "<tr class=\"cold\">");
      page.append("<td>").append(HtmlReport.escape(each.getKey())).append("</td><td>");
      bar(page, each.getKey().equals(OURS), most == 0 ? 0 : micros / most);
      page.append("</td>");
      HtmlReport.number(page, "%.1f", micros);
      HtmlReport.number(page, "%.1f", each.getKey().equals(OURS) || ours == 0 ? 0 : micros / ours);
      HtmlReport.number(page, "%.0f", result.path("p50Micros").asDouble());
      HtmlReport.number(page, "%.0f", result.path("p99Micros").asDouble());
      HtmlReport.number(page, "%,.0f", result.path("perSecond").asDouble());
      page.append("<td>")
          .append(HtmlReport.escape(result.path("conditions").path("commit").asText()))
          .append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static void bar(StringBuilder page, boolean ours, double share) {
    page.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\"><rect class=\"%s\" width=\"%.1f\""
                + " height=\"%d\"/></svg>",
            BAR_WIDTH,
            BAR_HEIGHT,
            ours ? "bar" : "other",
            Math.max(1, share * BAR_WIDTH),
            BAR_HEIGHT));
  }

  private static JsonNode newest(List<JsonNode> history) {
    return history.get(history.size() - 1);
  }

  /** How the others were set: a comparison without it says nothing. */
  private void settings(StringBuilder page) {
    Map<String, String> bySystem = new LinkedHashMap<>();
    byOperation
        .values()
        .forEach(
            systems ->
                systems.forEach(
                    (system, history) -> {
                      String text = newest(history).path("settings").asText();
                      if (!text.isEmpty()) {
                        bySystem.put(system, text);
                      }
                    }));
    bySystem.forEach(
        (system, text) ->
            page.append("<p class=\"axis\">")
                .append(HtmlReport.escape(system + ": " + text))
                .append("</p>\n"));
  }
}
