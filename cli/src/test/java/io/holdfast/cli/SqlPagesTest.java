package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.ClientConfig;
import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.sql.server.SqlConfig;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SqlPagesTest {
  @Test
  void theCountersOfASqlNodeCanBeScraped() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withStores(1));
        ThreadedRuntime runtime = new ThreadedRuntime("sql-pages");
        SqlServer server =
            SqlServer.start(
                runtime,
                ClientConfig.of(cluster.pd().toString()),
                SqlConfig.defaults().withWarmUp(false));
        StatusPages pages = StatusPages.at(new Address("127.0.0.1", 0))) {
      SqlPages.open(server, pages);
      try (SqlConnection session = server.engine().connect("postgres", "postgres")) {
        session.execute("CREATE TABLE t (id int PRIMARY KEY, v int)");
        double before = value(scrape(pages), "holdfast_sql_commits_total");
        session.execute("INSERT INTO t VALUES (1, 1)");
        session.execute("SELECT v FROM t WHERE id = 1");
        String now = scrape(pages);
        assertThat(value(now, "holdfast_sql_commits_total")).isEqualTo(before + 1);
        assertThat(value(now, "holdfast_sql_commits_read_only_total")).isPositive();
        assertThat(value(now, "holdfast_sql_plan_cache_misses_total")).isPositive();
        assertThat(value(now, "holdfast_sql_sessions")).isEqualTo(1);
        assertThat(value(now, "holdfast_sql_conflicts_total")).isZero();
        assertThat(now).containsPattern("holdfast_sql_requests_total\\{method=\"[^\"]+\"\\} [1-9]");
      }
      assertThat(value(scrape(pages), "holdfast_sql_sessions")).isZero();
    }
  }

  private static String scrape(StatusPages pages) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + pages.address() + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static double value(String text, String name) {
    Matcher found = Pattern.compile("(?m)^" + name + " (.*)$").matcher(text);
    assertThat(found.find()).as(name + " in " + text).isTrue();
    return Double.parseDouble(found.group(1));
  }
}
