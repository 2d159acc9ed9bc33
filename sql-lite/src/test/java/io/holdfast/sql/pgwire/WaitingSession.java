package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.session.ParameterValues;
import io.holdfast.sql.session.ResultSink;
import io.holdfast.sql.session.SessionEndedException;
import io.holdfast.sql.session.SqlSession;
import io.holdfast.sql.session.TransactionStatus;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A session whose statements wait until they are cancelled, or send without end. */
public final class WaitingSession implements SqlSession {
  /** Opens them and knows what they do; any thread. */
  public static final class Sessions implements SessionOpener {
    private int waiting;
    private int closed;
    private final AtomicLong flooded = new AtomicLong();

    @Override
    public SqlSession open(
        int processId, String user, String database, Map<String, String> parameters) {
      return new WaitingSession(this);
    }

    public synchronized int waiting() {
      return waiting;
    }

    public synchronized void awaitWaiting(int count) throws InterruptedException {
      while (waiting < count) {
        wait();
      }
    }

    public synchronized void awaitClosed(int count) throws InterruptedException {
      while (closed < count) {
        wait();
      }
    }

    public long floodedBytes() {
      return flooded.get();
    }

    /** Returns when a flood has begun and has not moved for a while. */
    public void awaitStalled() throws InterruptedException {
      long before = -1;
      while (before <= 0 || before != flooded.get()) {
        before = flooded.get();
        synchronized (this) {
          wait(300);
        }
      }
    }

    private synchronized void add(int waits, int closes) {
      waiting += waits;
      closed += closes;
      notifyAll();
    }
  }

  private final Sessions sessions;
  private volatile @Nullable CompletableFuture<Void> running;

  private WaitingSession(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void simpleQuery(String sql, ResultSink sink) {
    if (sql.equals("wait")) {
      CompletableFuture<Void> wait = new CompletableFuture<>();
      running = wait;
      sessions.add(1, 0);
      try {
        wait.join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      } finally {
        sessions.add(-1, 0);
      }
    } else if (sql.equals("flood")) {
      sink.begin(List.of(OutputColumn.computed("t", SqlType.TEXT)), new short[0], true);
      @Nullable Object[] row = {"x".repeat(8192)};
      while (true) {
        sink.row(row);
        sessions.flooded.addAndGet(8192);
      }
    }
    sink.complete("DO");
  }

  @Override
  public void cancel() {
    end(new SqlException(SqlState.QUERY_CANCELED, "canceling statement due to user request"));
  }

  @Override
  public void shutDown() {
    end(
        new SessionEndedException(
            new SqlException(
                SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command")));
  }

  private void end(RuntimeException why) {
    CompletableFuture<Void> now = running;
    if (now != null) {
      now.completeExceptionally(why);
    }
  }

  @Override
  public void close() {
    sessions.add(0, 1);
  }

  @Override
  public void parse(String name, String sql, int[] parameterOids, ResultSink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void bind(
      String portal, String statement, ParameterValues parameters, short[] resultFormats) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StatementDescription describeStatement(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable PortalDescription describePortal(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(String portal, int rowsMax, boolean syncFollows, ResultSink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void closeStatement(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void closePortal(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sync(ResultSink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void fail() {
    // There is no transaction.
  }

  @Override
  public TransactionStatus status() {
    return TransactionStatus.IDLE;
  }

  @Override
  public TypeContext typeContext() {
    return TypeContext.UTC;
  }

  @Override
  public SortedMap<String, String> untoldSettings() {
    return new TreeMap<>();
  }

  @Override
  public long idleNanosMax() {
    return 0;
  }

  @Override
  public SessionEndedException idleTooLong() {
    throw new UnsupportedOperationException();
  }
}
