package io.holdfast.sql.pgwire.netty;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.pgwire.SessionOpener;
import io.holdfast.sql.pgwire.Startup;
import io.holdfast.sql.pgwire.WireConnection;
import io.holdfast.sql.session.SessionEndedException;
import io.holdfast.sql.session.SqlSession;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that have a session, and their threads. Thread-safe. */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final long THREAD_IDLE_SECONDS = 30;

  /** One connection with its key for CancelRequest. */
  private static final class Entry {
    private final int secret;
    private final InboundQueue queue;
    private volatile @Nullable SqlSession session;

    Entry(int secret, InboundQueue queue) {
      this.secret = secret;
      this.queue = queue;
    }
  }

  private final SessionOpener opener;
  private final ThreadPoolExecutor threads;
  private final SecureRandom secrets = new SecureRandom();
  private final AtomicInteger lastProcessId = new AtomicInteger();
  private final Semaphore places;
  private final ConcurrentMap<Integer, Entry> open = new ConcurrentHashMap<>();
  private volatile boolean ending;

  Connections(String name, int connectionsMax, SessionOpener opener) {
    this.opener = opener;
    this.places = new Semaphore(connectionsMax);
    this.threads =
        new ThreadPoolExecutor(
            0,
            // A thread that has just served its client may not wait for the next one yet.
            2 * connectionsMax,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new DefaultThreadFactory(name + "/session", true));
  }

  /**
   * Starts a conversation on a thread of its own; answers its number.
   *
   * @throws SqlException 53300, 57P03: there is no room for it
   */
  int start(Startup.Begin startup, InboundQueue queue, ChannelSink sink, NettyConnection owner) {
    if (ending) {
      throw new SqlException(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
    }
    if (!places.tryAcquire()) {
      throw new SqlException(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
    }
    int processId = lastProcessId.incrementAndGet() & Integer.MAX_VALUE;
    Entry entry = new Entry(secrets.nextInt(), queue);
    open.put(processId, entry);
    try {
      threads.execute(() -> serve(startup, entry, sink, processId, owner));
    } catch (RejectedExecutionException e) {
      open.remove(processId);
      places.release();
      throw new SqlException(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
    }
    return processId;
  }

  private void serve(
      Startup.Begin startup, Entry entry, ChannelSink sink, int processId, NettyConnection owner) {
    try {
      WireConnection.serve(
          entry.queue,
          sink,
          startup,
          opener,
          processId,
          entry.secret,
          session -> {
            entry.session = session;
            session.whenShutDown(() -> entry.queue.endNow(shutDown()));
            if (ending) {
              session.shutDown();
            }
          });
    } catch (RuntimeException | Error e) {
      // A mistake of ours must cost one connection, not the thread pool, and must be seen.
      LOG.error("connection {} failed", processId, e);
    } finally {
      open.remove(processId);
      places.release();
      owner.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Stops what a session does, if the key is right; says nothing either way. */
  void cancel(Startup.Cancel request) {
    Entry entry = open.get(request.processId());
    SqlSession session = entry == null ? null : entry.session;
    if (entry != null && session != null && entry.secret == request.secret()) {
      session.cancel();
    }
  }

  /** The client of a connection is gone. */
  void abandoned(int processId) {
    Entry entry = open.get(processId);
    SqlSession session = entry == null ? null : entry.session;
    if (session != null) {
      session.cancel();
    }
  }

  int count() {
    return open.size();
  }

  /** Ends all sessions: the clients are told 57P01. Answers whether they ended in time. */
  boolean endAll(long waitNanosMax) throws InterruptedException {
    ending = true;
    open.values().forEach(Connections::end);
    threads.shutdown();
    boolean ended = threads.awaitTermination(waitNanosMax, TimeUnit.NANOSECONDS);
    if (!ended) {
      threads.shutdownNow();
    }
    return ended;
  }

  private static SessionEndedException shutDown() {
    return new SessionEndedException(
        new SqlException(
            SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"));
  }

  private static void end(Entry entry) {
    entry.queue.endNow(shutDown());
    SqlSession session = entry.session;
    if (session != null) {
      session.shutDown();
    }
  }
}
