package io.holdfast.runtime.node;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.NioFileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.NettyNetwork;
import io.holdfast.runtime.net.NettyTransport;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The production runtime: a thread per loop, the machine's clocks and files, Netty.
 *
 * <p>Three ways to end, all idempotent. {@link #close()} is orderly: the network closes, what is
 * queued on the loops still runs. {@link #halt()} is a kill inside the JVM: every loop stops after
 * the task it is running, nothing is drained or flushed. {@link #fail} is a halt with a cause. In
 * all three the files and directory locks are released once the last loop has ended, so a successor
 * on the same directory waits for {@link #awaitEnd} of its predecessor.
 *
 * <p>Thread-safe.
 */
public final class ThreadedRuntime implements NodeRuntime, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadedRuntime.class);

  /** How long an orderly close waits for the queued tasks before it halts. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** How often a waiting caller looks whether the node still lives. */
  private static final long STOP_CHECK_MILLIS = 200;

  private final String name;
  private final Clock clock = new SystemClock();
  private final NioFileSystem files = new NioFileSystem();
  private final NettyTransport transport;
  private final boolean ownsTransport;
  private final NettyNetwork network;
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<@Nullable Throwable> firstFault = new AtomicReference<>();

  private final Object lock = new Object();
  private final List<ThreadedEventLoop> loops = new ArrayList<>(); // Guarded by lock.
  private final SplittableRandom seeds; // Guarded by lock.
  private int liveLoops; // Guarded by lock.
  private volatile boolean stopped;

  /** A runtime with network threads of its own. */
  public ThreadedRuntime(String name) {
    this(name, new NettyTransport(name, NettyTransport.THREADS_DEFAULT), true);
  }

  /** A runtime on network threads that it shares with others and does not close. */
  public ThreadedRuntime(String name, NettyTransport shared) {
    this(name, shared, false);
  }

  private ThreadedRuntime(String name, NettyTransport transport, boolean ownsTransport) {
    this.name = name;
    this.transport = transport;
    this.ownsTransport = ownsTransport;
    this.network = new NettyNetwork(transport);
    // The one draw from the system's entropy; everything else descends from it.
    this.seeds = new SplittableRandom(new SecureRandom().nextLong());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public FileSystem files() {
    return files;
  }

  /** Completed syncs of files and directories of this node. */
  public long syncCount() {
    return files.syncCount();
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public EventLoop newLoop(String loopName) {
    ThreadedEventLoop loop = new ThreadedEventLoop(this, loopName);
    synchronized (lock) {
      if (stopped) {
        throw new NodeStoppedException(name);
      }
      loops.add(loop);
      liveLoops++;
    }
    loop.start();
    return loop;
  }

  @Override
  public RandomGenerator newRandom(String purpose) {
    synchronized (lock) {
      return new SplittableRandom(seeds.nextLong() ^ purpose.hashCode());
    }
  }

  @Override
  public <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
    checkMayBlock();
    while (true) {
      try {
        return future.get(STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        failIfStopped(future);
      }
    }
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    checkMayBlock();
    long deadline = clock.nanos() + timeout.toNanos();
    while (true) {
      long leftNanos = deadline - clock.nanos();
      long waitNanos =
          Math.min(Math.max(0, leftNanos), TimeUnit.MILLISECONDS.toNanos(STOP_CHECK_MILLIS));
      try {
        return future.get(waitNanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (deadline - clock.nanos() <= 0) {
          throw e;
        }
        failIfStopped(future);
      }
    }
  }

  /** Without this a caller would wait for ever for the answer of a loop that has ended. */
  private void failIfStopped(CompletableFuture<?> future) throws ExecutionException {
    if (stopped && ended.isDone() && !future.isDone()) {
      throw new ExecutionException(new NodeStoppedException(name));
    }
  }

  private void checkMayBlock() {
    Invariant.check(
        !(Thread.currentThread() instanceof ThreadedEventLoop.LoopThread),
        "Blocking wait on a loop",
        "thread",
        Thread.currentThread().getName());
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    checkMayBlock();
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  @Override
  public void fail(Throwable cause) {
    if (firstFault.compareAndSet(null, cause)) {
      LOG.error("Node {} stops because of a fault", name, cause);
      halt();
      failed.complete(cause);
    }
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  /**
   * Completes with the first fault of the node, never if there is none. Completed on the thread
   * that met the fault: do not block in a continuation.
   */
  public CompletableFuture<Throwable> failed() {
    return failed.copy();
  }

  /** Kills the node inside this JVM: no task starts any more, connections drop. Never blocks. */
  public void halt() {
    stop(ThreadedEventLoop::halt);
  }

  /** Ends the node in order and waits for it; halts what has not ended after ten seconds. */
  @Override
  public void close() {
    stop(ThreadedEventLoop::finish);
    if (Thread.currentThread() instanceof ThreadedEventLoop.LoopThread) {
      return; // A loop that closes its own node cannot wait for itself.
    }
    if (!awaitEnd(CLOSE_WAIT)) {
      LOG.warn("Node {} did not end in {}; halting it", name, CLOSE_WAIT);
      synchronized (lock) {
        loops.forEach(ThreadedEventLoop::halt);
      }
      awaitEnd(CLOSE_WAIT);
    }
  }

  /**
   * Waits until all loops have ended, files and locks are released and ports are free again.
   * Answers false when {@code wait} passed first.
   */
  public boolean awaitEnd(Duration wait) {
    try {
      ended.get(wait.toNanos(), TimeUnit.NANOSECONDS);
      return network.awaitClosed(wait);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("end of node " + name, e);
    }
  }

  private void stop(Consumer<ThreadedEventLoop> how) {
    synchronized (lock) {
      stopped = true;
      // Counts as a loop until the network is closed: its threads must not end before that.
      liveLoops++;
      loops.forEach(how);
    }
    try {
      network.close();
    } finally {
      loopEnded();
    }
  }

  /** Called by the thread of each loop as its last act. */
  void loopEnded() {
    boolean last;
    synchronized (lock) {
      liveLoops--;
      last = stopped && liveLoops == 0;
    }
    if (last) {
      release();
    }
  }

  private void release() {
    files.close();
    if (ownsTransport) {
      transport.close();
    }
    ended.complete(null);
  }
}
