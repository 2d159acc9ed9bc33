package io.holdfast.runtime.node;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.time.Clock;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A loop that is a thread. Producers push on a lock-free queue and wake the thread only when it
 * sleeps; the thread runs what is queued, then what is due, then sleeps until the next timer.
 *
 * <p>Ends in one of two ways: {@link #halt} after the running task, whatever is queued is dropped;
 * {@link #finish} after everything that was queued before the call. Timers not yet due are dropped.
 */
final class ThreadedEventLoop implements EventLoop {
  /** Outside work waiting at the most: 64 Ki closures of about 100 bytes are a few megabytes. */
  static final int QUEUE_MAX = 65_536;

  /** Tasks between two looks at the timers: a turn of cheap tasks stays below a millisecond. */
  private static final int TASKS_PER_TURN_MAX = 256;

  private static final int QUEUE_CHUNK = 1_024;

  private final String name;
  private final ThreadedRuntime runtime;
  private final Clock clock;
  private final Thread thread;
  private final MessagePassingQueue<Runnable> queue =
      new MpscUnboundedAtomicArrayQueue<>(QUEUE_CHUNK);
  private final TimerHeap timers = new TimerHeap();
  private long timersCreated; // Loop thread only.

  private volatile boolean sleeping;
  private volatile boolean halted;

  ThreadedEventLoop(ThreadedRuntime runtime, String name) {
    this.runtime = runtime;
    this.name = name;
    this.clock = runtime.clock();
    this.thread = new LoopThread(this::run, runtime.name() + "/" + name);
  }

  void start() {
    thread.start();
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
  public void execute(Runnable task) {
    if (halted) {
      return;
    }
    queue.offer(task);
    wake();
  }

  @Override
  public boolean offer(Runnable task) {
    if (halted || queue.size() >= QUEUE_MAX) {
      return false;
    }
    queue.offer(task);
    wake();
    return true;
  }

  @Override
  public int queueMax() {
    return QUEUE_MAX;
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    long dueNanos = clock.nanos() + Math.max(0, delayNanos);
    LoopTimer timer = new LoopTimer(task);
    if (inLoop()) {
      timer.enter(dueNanos);
    } else {
      execute(() -> timer.enter(dueNanos));
    }
    return timer;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  /** Stops after the running task. */
  void halt() {
    halted = true;
    LockSupport.unpark(thread);
  }

  /** Stops after the tasks queued so far. */
  void finish() {
    execute(() -> halted = true);
  }

  private void wake() {
    // Dekker with park(): our push must be visible before we look at 'sleeping'. The queue's last
    // store is only a release store, so the fence is needed.
    VarHandle.fullFence();
    if (sleeping) {
      sleeping = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      while (!halted) {
        boolean worked = runTasks();
        worked |= runTimers();
        if (!worked && !halted) {
          park();
        }
      }
    } catch (Throwable fault) {
      halted = true;
      runtime.fail(fault);
    } finally {
      queue.clear();
      runtime.loopEnded();
    }
  }

  private boolean runTasks() {
    int done = 0;
    while (done < TASKS_PER_TURN_MAX) {
      Runnable task = queue.poll();
      if (task == null) {
        break;
      }
      task.run();
      done++;
      if (halted) {
        break;
      }
    }
    return done > 0;
  }

  private boolean runTimers() {
    if (timers.size() == 0 || halted) {
      return false;
    }
    long now = clock.nanos();
    boolean worked = false;
    TimerHeap.Node first = timers.first();
    while (first != null && first.dueNanos - now <= 0 && !halted) {
      timers.remove(first);
      first.task.run();
      worked = true;
      first = timers.first();
    }
    return worked;
  }

  private void park() {
    sleeping = true; // Volatile: ordered before the look at the queue below.
    if (queue.isEmpty() && !halted) {
      TimerHeap.Node first = timers.first();
      if (first == null) {
        LockSupport.park(this);
      } else {
        long waitNanos = first.dueNanos - clock.nanos();
        if (waitNanos > 0) {
          LockSupport.parkNanos(this, waitNanos);
        }
      }
    }
    sleeping = false;
  }

  /** A timer's handle; {@code cancelled} may be set from any thread. */
  private final class LoopTimer implements Timer {
    private final Runnable task;
    private volatile boolean cancelled;
    private TimerHeap.@Nullable Node node; // Loop thread only.

    LoopTimer(Runnable task) {
      this.task = task;
    }

    void enter(long dueNanos) {
      if (!cancelled) {
        node = new TimerHeap.Node(dueNanos, timersCreated++, this::fire);
        timers.add(node);
      }
    }

    private void fire() {
      if (!cancelled) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (inLoop() && node != null) {
        timers.remove(node);
        node = null;
      }
    }
  }

  /** Marks threads of loops, on which nobody may block. */
  static final class LoopThread extends Thread {
    LoopThread(Runnable body, String name) {
      super(body, name);
      setDaemon(true);
    }
  }
}
