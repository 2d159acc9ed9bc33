package io.holdfast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static JsonNode result(double micros, String commit) throws Exception {
    return new ObjectMapper()
        .readTree(
            "{\"kind\":\"micro\",\"operation\":\"get\",\"mode\":\"raw\",\"shape\":\"64 clients\","
                + "\"cpuMicros\":"
                + micros
                + ",\"limitMicros\":2.5,\"ratio\":4.0,\"warm\":true,\"conditions\":{\"commit\":\""
                + commit
                + "\",\"date\":\"2026-01-02\"}}");
  }

  @Test
  void theNewestFigureIsTheBarAndAllOfThemAreTheHistory() throws Exception {
    String page = HtmlReport.page(List.of(result(20.25, "aaa"), result(10.75, "bbb")));

    assertThat(page).contains("get (raw), 64 clients").contains(">10.8<").doesNotContain(">20.3<");
    assertThat(page).contains("2026-01-02, aaa: 20.3 us").contains("2026-01-02, bbb: 10.8 us");
  }

  @Test
  void thePageIsWholeAndAsksNobody() throws Exception {
    String page = HtmlReport.page(List.of(result(1, "<script>")));

    assertThat(page).startsWith("<!DOCTYPE html>").endsWith("</body></html>\n");
    assertThat(page).doesNotContain("http").doesNotContain("<script>").contains("&lt;script&gt;");
    assertThat(page).contains("prefers-color-scheme: dark");
  }

  private static JsonNode of(String kind, String system, double micros, String more)
      throws Exception {
    return new ObjectMapper()
        .readTree(
            "{\"kind\":\""
                + kind
                + "\",\"operation\":\"put\",\"concurrent\":64,\"system\":\""
                + system
                + "\",\"cpuMicros\":"
                + micros
                + ",\"warm\":true,\"conditions\":{\"commit\":\"aaa\"}"
                + more
                + "}");
  }

  @Test
  void othersStandBesideUsWithTheirNewestFigureAndTheirSettings() throws Exception {
    String page =
        HtmlReport.page(
            List.of(
                of("peer", "holdfast", 20, ""),
                of("peer", "etcd", 999, ""),
                of("peer", "etcd", 150, ",\"settings\":\"3 members\""),
                of("sql", "postgres", 70, "")));

    assertThat(page).contains("Beside others").contains("put, 64 clients").contains(">150.0<");
    assertThat(page).contains(">7.5<").doesNotContain(">999.0<").contains("etcd: 3 members");
    assertThat(page).contains("put, 64 sessions").contains(">70.0<");
  }

  @Test
  void coldStartsAndHotKeysAreALineEach() throws Exception {
    String page =
        HtmlReport.page(
            List.of(
                of(
                    "cold",
                    "",
                    0,
                    ",\"archive\":true,\"firstWriteMillis\":900,\"threeReplicasMillis\":2100"),
                of("hot", "", 10, ",\"p99Ratio\":2.5,\"cpuRatio\":1.25,\"retries\":0.5"),
                of("hot", "", 10, "")));

    assertThat(page).contains("with archive of classes: first write 900 ms").contains("2100 ms");
    assertThat(page).containsOnlyOnce("p99 2.5 and CPU 1.25 times that of even keys");
  }

  @Test
  void withoutResultsItSaysSo() {
    assertThat(HtmlReport.page(List.of())).contains("No results of");
  }
}
