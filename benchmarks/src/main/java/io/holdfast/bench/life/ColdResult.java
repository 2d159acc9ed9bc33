package io.holdfast.bench.life;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What cold starts came to.
 *
 * @param archive true iff the nodes read their classes from an archive
 */
public record ColdResult(boolean archive, List<Try> tries) {
  /**
   * One start.
   *
   * @param firstMillis from the start of the processes to the first acknowledged write
   * @param threeMillis to the first one that was written while three replicas voted
   * @param cpuSeconds processor time of all four processes by then, compilers included
   */
  public record Try(double firstMillis, double threeMillis, double cpuSeconds) {}

  /** Copies the list. */
  public ColdResult {
    tries = List.copyOf(tries);
    if (tries.isEmpty()) {
      throw new IllegalArgumentException("no tries");
    }
  }

  private double middle(ToDoubleFunction<Try> figure) {
    double[] sorted = tries.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** For people. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "cold start of a placement driver and three stores, %s archive of classes, %d tries: first"
            + " write %.0f ms, with three replicas p50 %.0f ms, max %.0f ms; %.1f s of CPU",
        archive ? "with" : "without",
        tries.size(),
        middle(Try::firstMillis),
        middle(Try::threeMillis),
        tries.stream().mapToDouble(Try::threeMillis).max().orElse(0),
        middle(Try::cpuSeconds));
  }

  /** For programs. */
  public Map<String, Object> object(Map<String, Object> conditions) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", "cold");
    object.put("archive", archive);
    object.put("firstWriteMillis", middle(Try::firstMillis));
    object.put("threeReplicasMillis", middle(Try::threeMillis));
    object.put("threeReplicasMillisByTry", tries.stream().map(Try::threeMillis).toList());
    object.put("cpuSeconds", middle(Try::cpuSeconds));
    object.put("conditions", conditions);
    return object;
  }
}
