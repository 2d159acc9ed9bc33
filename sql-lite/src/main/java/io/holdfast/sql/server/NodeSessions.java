package io.holdfast.sql.server;

import io.holdfast.sql.catalog.system.SystemActivity;
import io.holdfast.sql.catalog.system.SystemSessions;
import io.holdfast.sql.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** The open sessions of a node, by their numbers. Thread-safe. */
final class NodeSessions implements SystemSessions {
  private final ConcurrentSkipListMap<Integer, Session> sessions;

  NodeSessions(ConcurrentSkipListMap<Integer, Session> sessions) {
    this.sessions = sessions;
  }

  @Override
  public List<SystemActivity> activity() {
    List<SystemActivity> rows = new ArrayList<>();
    sessions.values().forEach(session -> rows.add(session.activity()));
    return rows;
  }

  @Override
  public boolean cancel(int pid) {
    Session session = sessions.get(pid);
    if (session != null) {
      session.cancel();
    }
    return session != null;
  }

  @Override
  public boolean terminate(int pid) {
    Session session = sessions.get(pid);
    if (session != null) {
      session.shutDown();
    }
    return session != null;
  }
}
