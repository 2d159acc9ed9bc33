package io.holdfast.bench.ycsb;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.report.MachineFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The conditions of a run: without them its numbers say nothing. */
final class ReportHeader {
  private ReportHeader() {}

  static List<String> lines(
      YcsbPlan plan, ClusterUnderTest cluster, List<String> machine, String loadBefore) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Holdfast, YCSB workload %s (%s), %s",
            plan.workload(),
            plan.workload().title(),
            plan.transactional() ? "transactions" : "raw key-value"));
    lines.addAll(machine);
    lines.add("before    " + loadBefore);
    lines.add("after     " + MachineFacts.load());
    lines.add("cluster   " + cluster.description());
    if (plan.pd() == null) {
      lines.add("regions   the records cut into " + plan.regions());
    }
    lines.add("durable   yes, always: a log batch is synced before any of its entries counts");
    lines.add(
        String.format(
            Locale.ROOT,
            "work      %,d records of 10 fields of 100 B; %,d operations after %,d of warm-up",
            plan.records(),
            plan.operations(),
            plan.runs() ? plan.warmUp() : 0));
    lines.add(
        String.format(
            Locale.ROOT,
            "clients   %d threads in a closed loop: each waits for its answer, then sends the next",
            plan.threads()));
    lines.add(
        plan.transactional()
            ? "binding   read and scan: one snapshot; insert: one transaction; update: one"
                + " transaction that reads and writes"
            : "binding   read, scan, insert: one call; update: a read and a write, not atomic");
    return lines;
  }
}
