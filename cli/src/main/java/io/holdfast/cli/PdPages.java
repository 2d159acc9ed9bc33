package io.holdfast.cli;

import io.holdfast.cli.StatusPages.Page;
import io.holdfast.pd.server.PdNode;
import io.holdfast.pd.server.PdStatus;
import io.holdfast.pd.service.StoreSight;
import io.holdfast.runtime.net.Address;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * {@code /metrics} and {@code /health} of a placement driver's process. The JDK's server answers on
 * one thread of its own and asks the node for its status; it touches no state of it.
 */
final class PdPages implements AutoCloseable {
  private static final long ANSWER_WAIT_SECONDS = 2;

  private final PdNode node;
  private final StatusPages pages;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile PdStatus latest = PdStatus.UNKNOWN;

  private PdPages(PdNode node, StatusPages pages) {
    this.node = node;
    this.pages = pages;
    gauge("holdfast.pd.stores", status -> status.stores().size());
    gauge("holdfast.pd.stores.up", status -> status.storesThatAre("Up"));
    gauge("holdfast.pd.stores.disconnected", status -> status.storesThatAre("Disconnected"));
    gauge("holdfast.pd.stores.down", status -> status.storesThatAre("Down"));
    gauge("holdfast.pd.old.copy.faults", PdStatus::oldCopyFaults);
    gauge("holdfast.pd.regions", PdStatus::regions);
    gauge("holdfast.pd.operators", PdStatus::operators);
    gauge("holdfast.pd.timestamps", PdStatus::timestamps);
    gauge("holdfast.pd.applied.index", PdStatus::appliedIndex);
    gauge("holdfast.pd.snapshot.index", PdStatus::snapshotIndex);
    pages.with("/metrics", this::metrics).with("/health", this::health).open();
  }

  static PdPages start(PdNode node, Address listen) {
    return new PdPages(node, StatusPages.at(listen));
  }

  Address address() {
    return pages.address();
  }

  private void gauge(String name, ToDoubleFunction<PdStatus> value) {
    Gauge.builder(name, this, pages -> value.applyAsDouble(pages.latest)).register(meters);
  }

  private Page metrics() {
    boolean answered = refresh();
    return new Page(answered ? 200 : 503, answered ? meters.scrape() : "no answer in time\n");
  }

  private Page health() {
    boolean answered = refresh();
    PdStatus status = latest;
    boolean serving = answered && status.serving();
    List<String> reasons = answered ? status.reasons() : List.of("no answer in time");
    StringBuilder body = new StringBuilder("{\"status\":\"");
    body.append(serving ? "up" : "down").append("\",\"reasons\":[");
    body.append(reasons.stream().map(r -> '"' + r + '"').collect(Collectors.joining(",")));
    body.append("],\"stores\":[");
    body.append(status.stores().stream().map(PdPages::json).collect(Collectors.joining(",")));
    return new Page(serving ? 200 : 503, body.append("]}\n").toString());
  }

  private static String json(StoreSight store) {
    return "{\"id\":"
        + store.id()
        + ",\"address\":\""
        + store.address()
        + "\",\"state\":\""
        + store.state()
        + "\",\"silentSeconds\":"
        + store.silentSeconds()
        + "}";
  }

  /** False when the node gave no answer in time; then it is not healthy either. */
  private boolean refresh() {
    try {
      latest = node.status().get(ANSWER_WAIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    pages.close();
  }
}
