package io.holdfast.simulation.check;

import io.holdfast.simulation.check.History.Operation;
import io.holdfast.simulation.check.History.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one key, by what they need and what they leave: an operation <em>observes</em>
 * a value that the register must hold just then, <em>produces</em> another, or both. Values are
 * small numbers here; {@link #ABSENT} is that of a register nobody has written.
 *
 * <p>Undetermined writes of values that nobody found or compared with are left out: they may as
 * well not have happened.
 */
final class KeyHistory {
  /** The number of the absent value. */
  static final int ABSENT = 0;

  /** Observes or produces nothing. */
  static final int NONE = -1;

  /** Observes what no register can hold. */
  private static final int NEVER = -2;

  private final List<Operation<RegisterOp, RegisterOp.Result>> operations = new ArrayList<>();
  private final Map<Object, Integer> numbers = new HashMap<>(); // Looked up, never iterated.
  private final int[] observes;
  private final int[] produces;
  private final int[] twins;

  KeyHistory(List<Operation<RegisterOp, RegisterOp.Result>> all) {
    Set<@Nullable Object> looked = new HashSet<>(); // Looked up, never iterated.
    boolean anyKnown = false;
    for (Operation<RegisterOp, RegisterOp.Result> operation : all) {
      if (operation.outcome() == Outcome.OK) {
        anyKnown = true;
        looked.add(found(operation));
      } else if (operation.input().kind() == RegisterOp.Kind.CAS) {
        looked.add(operation.input().expected());
      }
    }
    for (Operation<RegisterOp, RegisterOp.Result> operation : all) {
      if (operation.outcome() == Outcome.OK
          || (anyKnown
              && operation.outcome() == Outcome.INFO
              && operation.input().kind() != RegisterOp.Kind.READ
              && looked.contains(operation.input().value()))) {
        operations.add(operation);
      }
    }
    observes = new int[operations.size()];
    produces = new int[operations.size()];
    twins = new int[operations.size()];
    for (int i = 0; i < operations.size(); i++) {
      observes[i] = observed(operations.get(i));
      produces[i] = produced(operations.get(i));
    }
    Map<Long, Integer> last = new HashMap<>(); // Looked up, never iterated.
    for (int i = 0; i < operations.size(); i++) {
      Integer twin = last.put((long) observes[i] << 32 | (produces[i] & 0xFFFFFFFFL), i);
      twins[i] = twin == null || known(i) ? NONE : twin;
    }
  }

  private static @Nullable Object found(Operation<RegisterOp, RegisterOp.Result> operation) {
    RegisterOp input = operation.input();
    RegisterOp.Result result = Objects.requireNonNull(operation.output());
    return switch (input.kind()) {
      case READ -> result.value();
      case WRITE -> RegisterOp.Kind.WRITE; // Looks at nothing.
      case CAS -> result.applied() ? input.expected() : result.value();
    };
  }

  private int observed(Operation<RegisterOp, RegisterOp.Result> operation) {
    RegisterOp input = operation.input();
    RegisterOp.Result result = operation.output();
    if (input.kind() == RegisterOp.Kind.WRITE) {
      return NONE;
    }
    if (input.kind() == RegisterOp.Kind.READ) {
      return number(Objects.requireNonNull(result).value());
    }
    if (result == null || result.applied()) {
      return number(input.expected());
    }
    return Objects.equals(input.expected(), result.value()) ? NEVER : number(result.value());
  }

  private int produced(Operation<RegisterOp, RegisterOp.Result> operation) {
    RegisterOp.Result result = operation.output();
    return operation.input().kind() == RegisterOp.Kind.READ || (result != null && !result.applied())
        ? NONE
        : number(operation.input().value());
  }

  private int number(@Nullable Object value) {
    return value == null ? ABSENT : numbers.computeIfAbsent(value, any -> numbers.size() + 1);
  }

  int size() {
    return operations.size();
  }

  /** How many values there are; their numbers are below. */
  int values() {
    return numbers.size() + 1;
  }

  Operation<RegisterOp, RegisterOp.Result> operation(int index) {
    return operations.get(index);
  }

  /** Must have happened; all others may have. */
  boolean known(int index) {
    return operations.get(index).outcome() == Outcome.OK;
  }

  /** What the register must hold, or {@link #NONE}. */
  int observes(int index) {
    return observes[index];
  }

  /** What the register holds afterwards, or {@link #NONE} when it does not change. */
  int produces(int index) {
    return produces[index];
  }

  /** Of equal operations that may have happened, the one begun before; it is as good, and first. */
  int twin(int index) {
    return twins[index];
  }

  /** The value in words. */
  String text(int value) {
    for (int i = 0; i < operations.size(); i++) {
      if (produces[i] == value) {
        return String.valueOf(operations.get(i).input().value());
      }
    }
    return value == ABSENT ? "null" : "a value that nobody wrote";
  }
}
