package io.holdfast.store.server;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.KvEngine;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of the engine when nobody uses it any more (rule D10). Whoever still does when patience
 * is over keeps it: memory that is lost with the process is better than a process that is lost.
 */
@LoopConfined("store")
final class EngineEnd {
  private static final Logger LOG = LoggerFactory.getLogger(EngineEnd.class);

  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000L;

  private final EventLoop loop;
  private final KvEngine engine;
  private final MeterRegistry meters;
  private long deadlineNanos;

  EngineEnd(EventLoop loop, KvEngine engine, MeterRegistry meters) {
    this.loop = loop;
    this.engine = engine;
    this.meters = meters;
  }

  /** No loop uses the engine by itself any more; {@code done} runs later or at once. */
  void begin(Runnable done) {
    loop.checkOwned();
    engine.refuseUsers();
    deadlineNanos = loop.clock().nanos() + PATIENCE_NANOS;
    look(done);
  }

  private void look(Runnable done) {
    if (engine.closeIfUnused()) {
      done.run();
    } else if (loop.clock().nanos() - deadlineNanos < 0) {
      loop.schedule(LOOK_NANOS, () -> look(done));
    } else {
      leaked(engine, meters);
      engine.leak();
      done.run();
    }
  }

  /** Says it, and counts it. */
  static void leaked(KvEngine engine, MeterRegistry meters) {
    meters.counter("holdfast.store.engine.leaked").increment();
    LOG.atWarn()
        .addKeyValue("handles", engine.openHandles())
        .log("The engine is still used after its store has ended: its memory is not freed");
  }
}
