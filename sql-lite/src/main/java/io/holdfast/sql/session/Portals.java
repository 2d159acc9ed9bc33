package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The portals of a session, cursors of SQL among them; they end with the transaction. */
final class Portals {
  /** Each may hold a scan and a buffer. */
  private static final int PORTALS_MAX = 10_000;

  private final Map<String, Portal> portals = new TreeMap<>();

  void add(Portal portal) {
    String name = portal.name();
    if (!name.isEmpty() && portals.containsKey(name)) {
      throw new SqlException(SqlState.DUPLICATE_CURSOR, "cursor \"" + name + "\" already exists");
    }
    if (portals.size() >= PORTALS_MAX) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "too many open portals, at most " + PORTALS_MAX);
    }
    remove(name);
    portals.put(name, portal);
  }

  @Nullable Portal find(String name) {
    return portals.get(name);
  }

  /** For the protocol's messages. */
  Portal require(String name) {
    Portal portal = portals.get(name);
    if (portal == null) {
      throw new SqlException(
          SqlState.INVALID_CURSOR_NAME, "portal \"" + name + "\" does not exist");
    }
    return portal;
  }

  /** For SQL's statements. */
  Portal requireCursor(String name) {
    Portal portal = portals.get(name);
    if (portal == null) {
      throw new SqlException(
          SqlState.INVALID_CURSOR_NAME, "cursor \"" + name + "\" does not exist");
    }
    return portal;
  }

  void remove(String name) {
    Portal portal = portals.remove(name);
    if (portal != null) {
      portal.close();
    }
  }

  void clear() {
    portals.values().forEach(Portal::close);
    portals.clear();
  }
}
