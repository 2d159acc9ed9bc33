package io.holdfast.sql.pgwire;

import io.holdfast.sql.session.SqlSession;
import java.util.Map;

/** Where connections get their sessions. */
public interface SessionOpener {
  /**
   * Opens a session.
   *
   * @param processId what BackendKeyData says
   * @param parameters of the start-up packet (settings, options), without user and database
   * @throws io.holdfast.sql.error.SqlException unknown database, bad setting: the connection ends
   */
  SqlSession open(int processId, String user, String database, Map<String, String> parameters);
}
