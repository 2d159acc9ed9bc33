package io.holdfast.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One page of all results: needs no network, reads well in the dark and in the light. Per operation
 * the newest figures as bars beside their limits or beside other systems, then how they changed
 * over commits.
 */
public final class HtmlReport {
  private static final int BAR_WIDTH = 360;
  private static final int BAR_HEIGHT = 14;
  private static final int PLOT_WIDTH = 520;
  private static final int PLOT_HEIGHT = 120;
  private static final int PLOT_EDGE = 8;

  private HtmlReport() {}

  /** The page for {@code results}, oldest first. */
  public static String page(List<JsonNode> results) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h1>Holdfast: what operations cost</h1>\n");
    page.append(
        "<p>Processor time of all servers for one operation, JIT and GC apart. A bar is the newest"
            + " measurement; the line in it is the limit of the machine in the same run. Cold runs"
            + " are faint.</p>\n");
    Map<String, List<JsonNode>> cells = byCell(results);
    if (cells.isEmpty()) {
      page.append("<p>No results of <code>bench micro</code> here.</p>\n");
    } else {
      bars(page, cells);
      cells.forEach((title, history) -> history(page, title, history));
    }
    new SystemBars("peer", "Beside others", results).write(page);
    new SystemBars("sql", "SQL", results).write(page);
    OtherResults.write(page, results);
    return page.append("</body></html>\n").toString();
  }

  private static Map<String, List<JsonNode>> byCell(List<JsonNode> results) {
    Map<String, List<JsonNode>> cells = new LinkedHashMap<>();
    for (JsonNode result : results) {
      if (result.path("kind").asText().equals("micro")) {
        String title =
            result.path("operation").asText()
                + " ("
                + result.path("mode").asText()
                + "), "
                + result.path("shape").asText();
        cells.computeIfAbsent(title, absent -> new ArrayList<>()).add(result);
      }
    }
    return cells;
  }

  private static JsonNode newest(List<JsonNode> history) {
    return history.get(history.size() - 1);
  }

  private static void bars(StringBuilder page, Map<String, List<JsonNode>> cells) {
    double most = 0;
    for (List<JsonNode> history : cells.values()) {
      most = Math.max(most, newest(history).path("cpuMicros").asDouble());
    }
    page.append(
        "<table><tr><th>operation</th><th></th><th>us</th><th>limit us</th><th>ratio</th>"
            + "<th>p50 us</th><th>per s</th><th>B</th><th>commit</th></tr>\n");
    for (Map.Entry<String, List<JsonNode>> cell : cells.entrySet()) {
      JsonNode result = newest(cell.getValue());
      double micros = result.path("cpuMicros").asDouble();
      double limit = result.path("limitMicros").asDouble();
      page.append(result.path("warm").asBoolean() ? "<tr>" : "<tr class=\"cold\">");
      page.append("<td>").append(escape(cell.getKey())).append("</td><td>");
      bar(page, most == 0 ? 0 : micros / most, most == 0 ? 0 : limit / most);
      page.append("</td>");
      number(page, "%.1f", micros);
      number(page, "%.2f", limit);
      number(page, "%.1f", result.path("ratio").asDouble());
      number(page, "%.0f", result.path("p50Micros").asDouble());
      number(page, "%,.0f", result.path("perSecond").asDouble());
      number(page, "%,.0f", Math.max(0, result.path("allocatedBytes").asDouble()));
      page.append("<td>")
          .append(escape(result.path("conditions").path("commit").asText()))
          .append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static void bar(StringBuilder page, double share, double limitShare) {
    page.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\"><rect class=\"bar\" width=\"%.1f\" height=\"%d\"/>",
            BAR_WIDTH,
            BAR_HEIGHT,
            Math.max(1, share * BAR_WIDTH),
            BAR_HEIGHT));
    if (limitShare > 0) {
      page.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"limit\" x=\"%.1f\" width=\"2\" height=\"%d\"/>",
              limitShare * BAR_WIDTH,
              BAR_HEIGHT));
    }
    page.append("</svg>");
  }

  static void number(StringBuilder page, String format, double value) {
    page.append("<td class=\"n\">")
        .append(value == 0 ? "-" : String.format(Locale.ROOT, format, value))
        .append("</td>");
  }

  /** Needs two points; a single one is in the table already. */
  static void history(StringBuilder page, String title, List<JsonNode> history) {
    if (history.size() < 2) {
      return;
    }
    double most =
        history.stream().mapToDouble(result -> result.path("cpuMicros").asDouble()).max().orElse(0);
    page.append("<h2>").append(escape(title)).append("</h2>\n");
    page.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"plot\" width=\"%d\" height=\"%d\"><polyline points=\"",
            PLOT_WIDTH,
            PLOT_HEIGHT));
    for (int i = 0; i < history.size(); i++) {
      page.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", x(i, history.size()), y(history.get(i), most)));
    }
    page.append("\"/>");
    for (int i = 0; i < history.size(); i++) {
      JsonNode result = history.get(i);
      page.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"%s><title>%s, %s: %.1f us</title></circle>",
              x(i, history.size()),
              y(result, most),
              result.path("warm").asBoolean() ? "" : " class=\"cold\"",
              escape(result.path("conditions").path("date").asText()),
              escape(result.path("conditions").path("commit").asText()),
              result.path("cpuMicros").asDouble()));
    }
    page.append(
        String.format(
            Locale.ROOT, "</svg><p class=\"axis\">0 to %.1f us, oldest first</p>%n", most));
  }

  private static double x(int index, int count) {
    return PLOT_EDGE + (double) index * (PLOT_WIDTH - 2 * PLOT_EDGE) / (count - 1);
  }

  private static double y(JsonNode result, double most) {
    double share = most == 0 ? 0 : result.path("cpuMicros").asDouble() / most;
    return PLOT_HEIGHT - PLOT_EDGE - share * (PLOT_HEIGHT - 2 * PLOT_EDGE);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Holdfast benchmarks</title>
      <meta name="viewport" content="width=device-width">
      <style>
      :root { color-scheme: light dark; --ink: #1d2430; --paper: #fbfbf9; --soft: #8a93a3;
        --bar: #4c7ab8; --limit: #c0392b; --rule: #d9dce2; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6e8ec; --paper: #14171c; --soft: #8d96a5; --bar: #6f9fe0;
          --limit: #ff7b6b; --rule: #2c323b; } }
      body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
        max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
      h1, h2 { font-weight: 600; } h2 { font-size: 1.05rem; margin-top: 2rem; }
      table { border-collapse: collapse; }
      td, th { padding: 0.2rem 0.7rem 0.2rem 0; border-bottom: 1px solid var(--rule);
        text-align: left; font-variant-numeric: tabular-nums; }
      .n { text-align: right; } .cold { opacity: 0.4; } .axis { color: var(--soft); margin: 0; }
      .bar { fill: var(--bar); } .other { fill: var(--soft); } .limit { fill: var(--limit); }
      .plot { border-bottom: 1px solid var(--rule); border-left: 1px solid var(--rule); }
      .plot polyline { fill: none; stroke: var(--bar); stroke-width: 2; }
      .plot circle { fill: var(--bar); }
      </style></head><body>
      """;
}
