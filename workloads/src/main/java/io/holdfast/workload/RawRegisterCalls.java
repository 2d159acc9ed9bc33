package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.client.raw.CasResult;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.RegisterOp;
import java.util.Objects;

/** Registers that are raw keys. */
record RawRegisterCalls(Database database) implements RegisterCalls {
  @Override
  public RegisterOp.Result run(RegisterOp op, Patience patience) {
    Bytes value = op.value();
    switch (op.kind()) {
      case READ -> {
        return RegisterOp.Result.found(database.raw().get(op.key()));
      }
      case WRITE -> {
        if (value == null) {
          database.raw().delete(op.key());
        } else {
          database.raw().put(op.key(), value);
        }
        return RegisterOp.Result.DONE;
      }
      case CAS -> {
        CasResult result =
            database
                .raw()
                .compareAndSwap(op.key(), op.expected(), Objects.requireNonNull(value, "value"));
        return new RegisterOp.Result(result.swapped(), result.swapped() ? null : result.previous());
      }
    }
    throw new IllegalArgumentException("no such operation: " + op);
  }

  @Override
  public long requests() {
    return database.traffic().requests().entrySet().stream()
        .filter(entry -> entry.getKey().contains("RawPut") || entry.getKey().contains("RawDelete"))
        .mapToLong(java.util.Map.Entry::getValue)
        .sum();
  }
}
