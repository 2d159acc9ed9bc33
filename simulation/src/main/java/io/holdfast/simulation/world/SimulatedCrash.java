package io.holdfast.simulation.world;

/**
 * Unwinds the code of a node whose process has just died under it. The node's life has already
 * ended when this is thrown; whatever the unwinding code still does has no effect.
 */
public final class SimulatedCrash extends Error {
  SimulatedCrash(String message) {
    super(message, null, false, false);
  }

  /** True iff {@code cause} is, or was caused by, a simulated crash. */
  static boolean isIn(Throwable cause) {
    Throwable t = cause;
    for (int depth = 0; t != null && depth < 16; depth++, t = t.getCause()) {
      if (t instanceof SimulatedCrash) {
        return true;
      }
    }
    return false;
  }
}
