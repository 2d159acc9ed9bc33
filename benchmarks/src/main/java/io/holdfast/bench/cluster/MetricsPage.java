package io.holdfast.bench.cluster;

import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the pages of metrics of several processes say together, by name, whatever their labels. */
public final class MetricsPage {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Map<String, Double> sums;

  private MetricsPage(Map<String, Double> sums) {
    this.sums = sums;
  }

  /** Asks every process at its status address. */
  public static MetricsPage sum(List<Address> statusAddresses) throws IOException {
    Map<String, Double> sums = new HashMap<>();
    for (Address status : statusAddresses) {
      URLConnection connection =
          URI.create("http://" + status + "/metrics").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream page = connection.getInputStream()) {
        add(new String(page.readAllBytes(), StandardCharsets.UTF_8), sums);
      }
    }
    return new MetricsPage(sums);
  }

  /** From the text form of Prometheus. */
  public static MetricsPage parse(String page) {
    Map<String, Double> sums = new HashMap<>();
    add(page, sums);
    return new MetricsPage(sums);
  }

  private static void add(String page, Map<String, Double> sums) {
    for (String line : page.split("\n", -1)) {
      int value = line.lastIndexOf(' ');
      if (value > 0 && line.charAt(0) != '#') {
        int labels = line.indexOf('{');
        String name = line.substring(0, labels < 0 ? value : labels);
        sums.merge(name, Double.parseDouble(line.substring(value + 1)), Double::sum);
      }
    }
  }

  /** The sum of that metric over all labels and processes; 0 when nobody has it. */
  public long count(String name) {
    return Math.round(sums.getOrDefault(name, 0.0));
  }
}
