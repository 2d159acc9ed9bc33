package io.holdfast.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Read-only pages of a process over HTTP, on the one thread of the JDK's server. */
final class StatusPages implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;

  /** What is answered. */
  record Page(int code, String body) {}

  private StatusPages(HttpServer server) {
    this.server = server;
  }

  /** What {@code --status} says; null for nowhere. */
  static @Nullable Address parse(@Nullable String option) {
    try {
      return option == null ? null : Address.parse(option);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--status: " + e.getMessage());
    }
  }

  /** Takes the address; answers nothing before {@link #open}. */
  static StatusPages at(Address listen) {
    try {
      return new StatusPages(
          HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), BACKLOG));
    } catch (IOException e) {
      throw new UsageException("--status: cannot listen at " + listen + ": " + e.getMessage());
    }
  }

  StatusPages with(String path, Supplier<Page> page) {
    server.createContext(path, exchange -> answer(exchange, page.get()));
    return this;
  }

  StatusPages open() {
    server.start();
    return this;
  }

  Address address() {
    return new Address(
        server.getAddress().getAddress().getHostAddress(), server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, Page page) throws IOException {
    byte[] bytes = page.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(page.code(), bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
