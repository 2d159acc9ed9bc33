package io.holdfast.cluster.workload;

import io.holdfast.client.Database;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.RegisterOp;
import java.util.Objects;

/** Registers that are transactions of one key. */
record TxnRegisterCalls(Database database) implements RegisterCalls {
  @Override
  public RegisterOp.Result run(RegisterOp op) {
    return switch (op.kind()) {
      case READ -> RegisterOp.Result.found(database.read(snapshot -> snapshot.get(op.key())));
      case WRITE -> {
        database.run(tx -> write(tx, op));
        yield RegisterOp.Result.DONE;
      }
      case CAS ->
          database.transact(
              tx -> {
                Bytes found = tx.get(op.key());
                if (!Objects.equals(found, op.expected())) {
                  return new RegisterOp.Result(false, found);
                }
                write(tx, op);
                return RegisterOp.Result.DONE;
              });
    };
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
