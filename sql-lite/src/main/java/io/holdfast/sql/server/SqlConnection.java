package io.holdfast.sql.server;

import io.holdfast.sql.session.CopySource;
import io.holdfast.sql.session.Session;
import io.holdfast.sql.session.TransactionStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A session for Java callers: texts in, texts out. One thread at a time, the caller's; {@link
 * #cancel} from any.
 */
public final class SqlConnection implements AutoCloseable {
  private final Session session;

  SqlConnection(Session session) {
    this.session = session;
  }

  /**
   * Runs a text of one or more statements; answers what each of them gave.
   *
   * @throws io.holdfast.sql.error.SqlException of the first one that failed; the rest is not run
   */
  public List<SqlResult> execute(String sql) {
    CollectedResults results = new CollectedResults(session::typeContext, null);
    session.simpleQuery(sql, results);
    return results.results();
  }

  /** Runs one statement. */
  public SqlResult query(String sql) {
    List<SqlResult> results = execute(sql);
    if (results.size() != 1) {
      throw new IllegalArgumentException("not one statement but " + results.size());
    }
    return results.get(0);
  }

  /** Runs a COPY FROM STDIN with these data. */
  public SqlResult copyIn(String sql, String data) {
    ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    pieces.add(data.getBytes(StandardCharsets.UTF_8));
    CopySource source = whileWaiting -> pieces.poll();
    CollectedResults results = new CollectedResults(session::typeContext, source);
    session.simpleQuery(sql, results);
    return results.results().get(0);
  }

  /** Whether a transaction block is open, or has failed. */
  public TransactionStatus status() {
    return session.status();
  }

  /** Stops the running statement (57014). Any thread. */
  public void cancel() {
    session.cancel();
  }

  /** Rolls back what is open. */
  @Override
  public void close() {
    session.close();
  }
}
