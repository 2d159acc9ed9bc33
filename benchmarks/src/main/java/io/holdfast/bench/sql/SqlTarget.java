package io.holdfast.bench.sql;

import io.holdfast.bench.cpu.CpuSource;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A server of SQL that is measured.
 *
 * @param name in results
 * @param description for the report, with its settings
 * @param servers meters of all its processes
 * @param allocated bytes that all processes allocated so far; -1 when nobody tells
 * @param alive fails when one of the processes has ended
 */
record SqlTarget(
    String name,
    String description,
    Address address,
    List<CpuSource> servers,
    Allocated allocated,
    Runnable alive) {

  @FunctionalInterface
  interface Allocated {
    long bytes() throws IOException;
  }

  SqlTarget {
    servers = List.copyOf(servers);
  }

  /** A session; {@code simple}: without the extended protocol. */
  Connection connect(boolean simple) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "user", "postgres",
            "prepareThreshold", "1",
            "preferQueryMode", simple ? "simple" : "extended",
            "connectTimeout", "30",
            "socketTimeout", "120"));
    return DriverManager.getConnection("jdbc:postgresql://" + address + "/postgres", properties);
  }
}
