package io.holdfast.runtime.net;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the failure of a call that its target's machine answered, and that no process listens
 * there. A machine without power, a cut network and a process that stands still do not refuse.
 */
public final class Refusal {
  /** Causes looked at: chains of failures are short. */
  private static final int DEPTH_MAX = 16;

  private Refusal() {}

  /** True iff {@code failure} was caused by a connection refused. Any thread. */
  public static boolean is(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEPTH_MAX && cause != null; i++) {
      // Timed-out attempts have the same class and say so.
      if (cause instanceof ConnectException
          && String.valueOf(cause.getMessage()).contains("efused")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
