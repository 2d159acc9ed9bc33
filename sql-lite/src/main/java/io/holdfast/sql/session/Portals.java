package io.holdfast.sql.session;

import io.holdfast.sql.catalog.system.OwnObjects;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The portals of a session, cursors of SQL among them; they end with the transaction, or with the
 * part of it that made them, but for cursors WITH HOLD of a transaction that was committed.
 */
final class Portals {
  /** Each may hold a scan and a buffer. */
  private static final int PORTALS_MAX = 10_000;

  private final Map<String, Portal> portals = new TreeMap<>();
  private long added;

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
    portal.setNumber(++added);
    portals.put(name, portal);
  }

  /** Rows of pg_cursors. */
  List<OwnObjects.OpenCursor> rows() {
    List<OwnObjects.OpenCursor> rows = new ArrayList<>();
    portals.forEach(
        (name, portal) -> {
          if (!name.isEmpty()) {
            rows.add(
                new OwnObjects.OpenCursor(
                    name,
                    portal.statement().text(),
                    portal.isHeld(),
                    portal.running() instanceof KeptRows,
                    portal.statement().preparedMicros()));
          }
        });
    return rows;
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

  /** What {@link #removeSince} takes to come back to this moment. */
  long mark() {
    return added;
  }

  /** Those that were made after the mark are gone. */
  void removeSince(long mark) {
    List<String> later = new ArrayList<>();
    portals.forEach(
        (name, portal) -> {
          if (portal.number() > mark && !portal.isSettled()) {
            later.add(name);
          }
        });
    later.forEach(this::remove);
  }

  /** Those of a transaction end with it; what was declared WITH HOLD stays. */
  void committed() {
    removeIf(portal -> !portal.isHeld());
    portals.values().forEach(Portal::settle);
  }

  /** Those of a transaction end with it. */
  void rolledBack() {
    removeIf(portal -> !portal.isSettled());
  }

  private void removeIf(Predicate<Portal> condition) {
    List<String> names = new ArrayList<>();
    portals.forEach(
        (name, portal) -> {
          if (condition.test(portal)) {
            names.add(name);
          }
        });
    names.forEach(this::remove);
  }

  void clear() {
    portals.values().forEach(Portal::close);
    portals.clear();
  }
}
