package io.holdfast.sql.pgwire.netty;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few threads of a server that serve no connection. */
final class BackgroundThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundThreads.class);

  private final String node;
  private final List<Thread> threads = new ArrayList<>(); // Guarded by itself.

  BackgroundThreads(String node) {
    this.node = node;
  }

  void start(String name, Runnable task) {
    Thread thread = new Thread(() -> run(name, task), node + "/" + name);
    thread.setDaemon(true);
    synchronized (threads) {
      threads.add(thread);
    }
    thread.start();
  }

  private void run(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("{} of {} has ended", name, node, e);
    }
  }

  /** Interrupts them, without waiting. */
  @Override
  public void close() {
    synchronized (threads) {
      threads.forEach(Thread::interrupt);
    }
  }
}
