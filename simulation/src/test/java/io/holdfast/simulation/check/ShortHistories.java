package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.History.Operation;
import io.holdfast.simulation.check.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Histories of a few operations over few values, and the definition itself as their judge. */
final class ShortHistories {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final int OPERATIONS_MAX = 8;
  private static final int OPEN_MAX = 4;

  private ShortHistories() {}

  /** Answers are those of a real register, but for a few; values come more than once. */
  static History<RegisterOp, RegisterOp.Result> draw(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    History<RegisterOp, RegisterOp.Result> history = new History<>();
    int count = 2 + random.nextInt(OPERATIONS_MAX - 1);
    int values = 1 + random.nextInt(4);
    double lies = random.nextInt(3) * 0.15;
    List<Open> open = new ArrayList<>();
    @Nullable Bytes state = null;
    int begun = 0;
    while (begun < count || !open.isEmpty()) {
      if (begun < count && open.size() < OPEN_MAX && random.nextInt(5) < 3) {
        RegisterOp op = op(random, values);
        open.add(new Open(history.invoke(begun, op, 0), op));
        begun++;
        continue;
      }
      if (open.isEmpty()) {
        continue;
      }
      Open each = open.get(random.nextInt(open.size()));
      if (each.result == null) {
        each.result = run(each.op, state);
        state =
            each.result.applied() && each.op.kind() != RegisterOp.Kind.READ
                ? each.op.value()
                : state;
        if (random.nextDouble() < lies) {
          each.result = lie(random, each.op, values);
        }
        continue;
      }
      open.remove(each);
      if (random.nextInt(4) == 0) {
        history.info(each.id);
      } else {
        history.ok(each.id, each.result);
      }
    }
    return history;
  }

  private static final class Open {
    private final int id;
    private final RegisterOp op;
    private RegisterOp.@Nullable Result result;

    Open(int id, RegisterOp op) {
      this.id = id;
      this.op = op;
    }
  }

  private static RegisterOp op(SplittableRandom random, int values) {
    return switch (random.nextInt(3)) {
      case 0 -> RegisterOp.read(KEY);
      case 1 -> RegisterOp.write(KEY, value(random, values));
      default -> RegisterOp.cas(KEY, value(random, values), value(random, values));
    };
  }

  private static @Nullable Bytes value(SplittableRandom random, int values) {
    int value = random.nextInt(values + 1);
    return value == 0 ? null : Bytes.utf8("v" + value);
  }

  private static RegisterOp.Result run(RegisterOp op, @Nullable Bytes state) {
    return switch (op.kind()) {
      case READ -> RegisterOp.Result.found(state);
      case WRITE -> RegisterOp.Result.DONE;
      case CAS ->
          Objects.equals(op.expected(), state)
              ? RegisterOp.Result.DONE
              : new RegisterOp.Result(false, state);
    };
  }

  private static RegisterOp.Result lie(SplittableRandom random, RegisterOp op, int values) {
    return switch (op.kind()) {
      case READ -> RegisterOp.Result.found(value(random, values));
      case WRITE -> RegisterOp.Result.DONE;
      case CAS ->
          random.nextBoolean()
              ? RegisterOp.Result.DONE
              : new RegisterOp.Result(false, value(random, values));
    };
  }

  /** Whether some order explains all: every order is tried. */
  static boolean explained(List<Operation<RegisterOp, RegisterOp.Result>> operations) {
    return explained(operations, 0, null);
  }

  private static boolean explained(
      List<Operation<RegisterOp, RegisterOp.Result>> all, int done, @Nullable Bytes state) {
    long firstReturn = Long.MAX_VALUE;
    boolean left = false;
    for (int i = 0; i < all.size(); i++) {
      if ((done & 1 << i) == 0 && all.get(i).outcome() == Outcome.OK) {
        firstReturn = Math.min(firstReturn, all.get(i).returnedAt());
        left = true;
      }
    }
    if (!left) {
      return true;
    }
    for (int i = 0; i < all.size(); i++) {
      Operation<RegisterOp, RegisterOp.Result> next = all.get(i);
      if ((done & 1 << i) != 0 || next.invokedAt() > firstReturn) {
        continue;
      }
      RegisterOp op = next.input();
      RegisterOp.Result real = run(op, state);
      if (next.outcome() == Outcome.OK && !real.equals(next.output())) {
        continue;
      }
      @Nullable Bytes after =
          real.applied() && op.kind() != RegisterOp.Kind.READ ? op.value() : state;
      if (explained(all, done | 1 << i, after)) {
        return true;
      }
    }
    return false;
  }
}
