package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection's conversation with the database, without bytes. One thread at a time; {@link
 * #cancel} from any.
 *
 * <p>A method that throws {@link io.holdfast.sql.error.SqlException} has already drawn the
 * conclusion for the transaction (a block has failed, an implicit transaction is rolled back).
 * After {@link SessionEndedException} only {@link #close} may follow.
 */
public interface SqlSession extends AutoCloseable {
  /** Runs a text of several statements; each of them is completed in {@code sink}. */
  void simpleQuery(String sql, ResultSink sink);

  /** Prepares a statement; the empty name is replaced by the next one without a name. */
  void parse(String name, String sql, int[] parameterOids, ResultSink sink);

  /** Makes a portal of a statement and its parameters. */
  void bind(String portal, String statement, ParameterValues parameters, short[] resultFormats);

  /** What a prepared statement takes and gives. */
  StatementDescription describeStatement(String name);

  /** What a portal gives; null for no rows. */
  @Nullable PortalDescription describePortal(String name);

  /**
   * Runs a portal, for {@code rowsMax} rows at the most (0: all), until it is complete or suspended
   * in {@code sink}.
   *
   * @param syncFollows the client waits for nothing but the end of this statement: it may be
   *     committed, and tried again, right here
   */
  void execute(String portal, int rowsMax, boolean syncFollows, ResultSink sink);

  /** Forgets a prepared statement; unknown names are ignored. */
  void closeStatement(String name);

  /** Forgets a portal; unknown names are ignored. */
  void closePortal(String name);

  /** End of a batch: without a transaction block, commits what the batch did. */
  void sync(ResultSink sink);

  /**
   * After an error: whether what was done since the last Sync is undone and may be done again, with
   * a chance of another end. Waits a little before it says so.
   *
   * @param attempts how often it was tried
   */
  default boolean mayRunAgain(SqlException error, int attempts) {
    return false;
  }

  /** What an error outside a statement (a malformed message) means for the transaction. */
  void fail();

  /** For ReadyForQuery. */
  TransactionStatus status();

  /** How values look in text. */
  TypeContext typeContext();

  /** The setting client_encoding: PostgreSQL's name of the encoding of the client's texts. */
  default String clientEncoding() {
    return "UTF8";
  }

  /** The settings that clients track and whose values were not answered here yet. */
  SortedMap<String, String> untoldSettings();

  /** Whether the client wants to be told things of this weight (client_min_messages). */
  default boolean wants(Notice.Severity severity) {
    return true;
  }

  /** How long the client may think in this state before the session is ended; 0: for ever. */
  long idleNanosMax();

  /** The time of {@link #idleNanosMax} has passed. */
  SessionEndedException idleTooLong();

  /** Asks the running statement to stop (57014); without one nothing happens. Any thread. */
  void cancel();

  /** Asks the session to end: the running statement stops, the client is told 57P01. Any thread. */
  void shutDown();

  /** What wakes the thread of a session that waits for its client when it is asked to end. */
  default void whenShutDown(Runnable wake) {}

  /** Rolls back what is open. */
  @Override
  void close();

  /** Types of a statement's parameters and columns; no columns: it gives no rows. */
  record StatementDescription(List<SqlType> parameters, @Nullable List<OutputColumn> columns) {}

  /** Columns of a portal and the formats that were asked for. */
  final class PortalDescription {
    private final List<OutputColumn> columns;
    private final short[] formats;

    /** Keeps both; neither is changed any more. */
    public PortalDescription(List<OutputColumn> columns, short[] formats) {
      this.columns = columns;
      this.formats = formats;
    }

    /** Its columns. */
    public List<OutputColumn> columns() {
      return columns;
    }

    /** None, one for all, or one for each column. */
    public short[] formats() {
      return formats;
    }
  }
}
