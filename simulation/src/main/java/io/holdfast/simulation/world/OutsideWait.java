package io.holdfast.simulation.world;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A wait that the world cannot see, found on the stack of a cooperative thread (rule X7). Real time
 * would decide how such a run goes on, so it ends there, with the line that waits.
 */
final class OutsideWait {
  private static final Set<String> FUTURE_WAITS = Set.of("get", "join");

  private OutsideWait() {}

  /** Where the thread sleeps or waits for a future by itself; null when it does not. */
  static @Nullable String of(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    for (int i = 0; i < stack.length && foreign(stack[i]); i++) {
      StackTraceElement frame = stack[i];
      boolean last = i + 1 < stack.length && !foreign(stack[i + 1]);
      if (last && frame.getClassName().equals("java.lang.Thread") && is(frame, "sleep")) {
        return text("Thread.sleep", "NodeRuntime.sleep", stack[i + 1]);
      }
      if (last && frame.getClassName().equals("java.util.concurrent.TimeUnit")) {
        return text("TimeUnit.sleep", "NodeRuntime.sleep", stack[i + 1]);
      }
      if (last
          && is(stack[0], "park") // Else it only fetches what is there.
          && frame.getClassName().equals("java.util.concurrent.CompletableFuture")
          && FUTURE_WAITS.contains(frame.getMethodName())) {
        return text(
            "CompletableFuture." + frame.getMethodName(), "NodeRuntime.await", stack[i + 1]);
      }
    }
    return null;
  }

  private static boolean foreign(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
  }

  private static boolean is(StackTraceElement frame, String method) {
    return frame.getMethodName().startsWith(method);
  }

  private static String text(String what, String instead, StackTraceElement caller) {
    return what
        + " waits in real time, not in simulated time, at "
        + caller.getFileName()
        + ":"
        + caller.getLineNumber()
        + " ("
        + caller.getClassName()
        + "."
        + caller.getMethodName()
        + "); use "
        + instead
        + " of the simulated node, as SimulatedCluster.clientRuntime() gives it";
  }
}
