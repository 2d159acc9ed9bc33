package io.holdfast.simulation.world;

import org.jspecify.annotations.Nullable;

/** A simulated run found a bug. The message carries the seed, the step and the last events. */
public final class SimulationFailure extends AssertionError {
  SimulationFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
