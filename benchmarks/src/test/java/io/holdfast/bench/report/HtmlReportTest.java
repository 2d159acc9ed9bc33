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

  @Test
  void withoutResultsItSaysSo() {
    assertThat(HtmlReport.page(List.of())).contains("No results of");
  }
}
