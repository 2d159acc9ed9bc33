package io.holdfast.workload;

import io.holdfast.simulation.check.RegisterOp;

/** How a client works on registers. */
interface RegisterCalls {
  /** Runs one operation; blocks. */
  RegisterOp.Result run(RegisterOp op, Patience patience);

  /** Requests that wrote or may have written, sent so far. */
  long requests();
}
