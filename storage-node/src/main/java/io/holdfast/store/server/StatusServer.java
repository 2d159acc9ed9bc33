package io.holdfast.store.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import io.holdfast.store.server.StoreStartException.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A few read-only pages over HTTP for people and monitoring: {@code /config}, {@code /metrics},
 * {@code /health}. Production only; a simulated store has none. The JDK's server runs on one thread
 * of its own and touches no state of the store.
 */
final class StatusServer implements AutoCloseable {
  private final HttpServer server;
  private final Address address;

  private StatusServer(HttpServer server, Address address) {
    this.server = server;
    this.address = address;
  }

  static StatusServer start(
      Address listen, KeyMode keyMode, MeterRegistry meters, StoreReadiness readiness) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 16);
    } catch (IOException e) {
      throw new StoreStartException(
          Reason.ENVIRONMENT, "cannot listen at " + listen + ": " + e.getMessage(), e);
    }
    server.createContext(
        "/config", exchange -> answer(exchange, "application/json", config(keyMode)));
    server.createContext("/metrics", exchange -> answer(exchange, "text/plain", scrape(meters)));
    server.createContext("/health", exchange -> health(exchange, readiness.view()));
    server.start();
    return new StatusServer(server, new Address(listen.host(), server.getAddress().getPort()));
  }

  private static String config(KeyMode keyMode) {
    int apiVersion = keyMode == KeyMode.V2 ? 2 : 1;
    return "{\"storage\":{\"api-version\":" + apiVersion + ",\"enable-ttl\":false}}\n";
  }

  private static String scrape(MeterRegistry meters) {
    return meters instanceof PrometheusMeterRegistry prometheus ? prometheus.scrape() : "";
  }

  private static void health(HttpExchange exchange, StoreReadiness.View view) throws IOException {
    boolean ready = view.serving() && view.reasons().isEmpty();
    StringBuilder body = new StringBuilder("{\"status\":\"");
    body.append(ready ? "up" : view.serving() ? "not ready" : "down").append("\",\"reasons\":[");
    for (int i = 0; i < view.reasons().size(); i++) {
      body.append(i == 0 ? "\"" : ",\"").append(view.reasons().get(i)).append('"');
    }
    body.append("]}\n");
    answer(exchange, ready ? 200 : 503, "application/json", body.toString());
  }

  private static void answer(HttpExchange exchange, String type, String body) throws IOException {
    answer(exchange, 200, type, body);
  }

  private static void answer(HttpExchange exchange, int code, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  Address address() {
    return address;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
