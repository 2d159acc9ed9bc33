package io.holdfast.bench.micro;

import io.holdfast.bench.cluster.MetricsPage;
import io.holdfast.client.Traffic;
import java.util.LinkedHashMap;
import java.util.Map;

/** The proof of the mechanism: what was batched, what was saved. */
final class Counters {
  static final String ALLOCATED = "holdfast_process_allocated_bytes";

  private static final String LOG_ENTRIES = "holdfast_store_log_entries";
  private static final String LOG_SYNCS = "holdfast_store_log_syncs";
  private static final String APPLY_ENTRIES = "holdfast_store_apply_entries_total";
  private static final String APPLY_ROUNDS = "holdfast_store_apply_rounds_total";
  private static final String BATCHES = "holdfast_store_batches_total";
  private static final String BATCHED = "holdfast_store_batches_requests_total";
  private static final String ANSWER_MESSAGES = "holdfast_store_batches_messages_total";
  private static final String ANSWERED = "holdfast_store_batches_answers_total";
  private static final String MESSAGES = "holdfast_store_transport_sent_messages_total";

  private Counters() {}

  /** What happened between two looks at the stores. */
  static Map<String, Double> perOperation(
      MetricsPage now, MetricsPage before, Traffic traffic, long operations, double ledTogether) {
    Map<String, Double> figures = new LinkedHashMap<>();
    long entries = now.count(LOG_ENTRIES) - before.count(LOG_ENTRIES);
    long syncs = now.count(LOG_SYNCS) - before.count(LOG_SYNCS);
    long applied = now.count(APPLY_ENTRIES) - before.count(APPLY_ENTRIES);
    long rounds = now.count(APPLY_ROUNDS) - before.count(APPLY_ROUNDS);
    long messages = now.count(MESSAGES) - before.count(MESSAGES);
    long requests = traffic.requests().values().stream().mapToLong(Long::longValue).sum();
    put(figures, "requests per operation", requests, operations);
    put(
        figures,
        "requests per batch",
        now.count(BATCHED) - before.count(BATCHED),
        now.count(BATCHES) - before.count(BATCHES));
    put(
        figures,
        "answers per message",
        now.count(ANSWERED) - before.count(ANSWERED),
        now.count(ANSWER_MESSAGES) - before.count(ANSWER_MESSAGES));
    put(figures, "timestamps per operation", traffic.timestamps(), operations);
    put(figures, "messages between stores per operation", messages, operations);
    put(figures, "log entries per operation", entries, operations);
    put(figures, "log entries per sync", entries, syncs);
    put(figures, "entries per apply round", applied, rounds);
    put(figures, "timestamps per message", traffic.timestamps(), traffic.timestampMessages());
    figures.put("share of the regions that one store leads", ledTogether);
    return figures;
  }

  private static void put(Map<String, Double> figures, String name, long what, long by) {
    if (what != 0 && by != 0) {
      figures.put(name, (double) what / by);
    }
  }
}
