package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.RegisterOp;
import java.util.Objects;

/** Registers that are transactions of one key. */
record TxnRegisterCalls(Database database) implements RegisterCalls {
  @Override
  public RegisterOp.Result run(RegisterOp op, Patience patience) {
    return switch (op.kind()) {
      case READ ->
          RegisterOp.Result.found(
              database.read(patience.reading(), snapshot -> snapshot.get(op.key())));
      case WRITE -> {
        database.run(patience.options(), tx -> write(tx, op));
        yield RegisterOp.Result.DONE;
      }
      case CAS -> isInsert(op) ? insert(op, patience) : compareAndSet(op, patience);
    };
  }

  /** Half of those that expect nothing do not look themselves. */
  private static boolean isInsert(RegisterOp op) {
    Bytes value = op.value();
    return op.expected() == null && value != null && value.byteAt(value.length() - 1) % 2 == 0;
  }

  /** Fails, and so has no effect, when the key is there. */
  private RegisterOp.Result insert(RegisterOp op, Patience patience) {
    database.run(
        patience.options(), tx -> tx.insert(op.key(), Objects.requireNonNull(op.value(), "value")));
    return RegisterOp.Result.DONE;
  }

  private RegisterOp.Result compareAndSet(RegisterOp op, Patience patience) {
    return database.transact(
        patience.options(),
        tx -> {
          Bytes found = tx.get(op.key());
          if (!Objects.equals(found, op.expected())) {
            return new RegisterOp.Result(false, found);
          }
          write(tx, op);
          return RegisterOp.Result.DONE;
        });
  }

  private static void write(Transaction tx, RegisterOp op) {
    Bytes value = op.value();
    if (value == null) {
      tx.delete(op.key());
    } else {
      tx.put(op.key(), value);
    }
  }

  @Override
  public long requests() {
    return 0;
  }
}
