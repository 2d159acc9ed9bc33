package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult.Verdict;
import io.holdfast.simulation.check.History.Operation;
import io.holdfast.simulation.check.History.Outcome;
import io.holdfast.simulation.seed.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Is a history of single-key operations linearizable? Each key is checked by itself
 * (linearizability is local) with the search of Wing and Gong and the memory of Lowe: states
 * already refuted with the same set of linearized operations are not searched again.
 *
 * <p>Undetermined writes may take effect at any time after their call, or never; undetermined reads
 * and failed operations say nothing and are left out.
 */
public final class LinearizabilityChecker {
  /** Search steps per key before the answer is "unknown": some seconds. */
  private static final long STEPS_MAX = 20_000_000;

  /** Refuted states remembered per key: some hundred megabytes. */
  private static final int REFUTED_MAX = 2_000_000;

  private LinearizabilityChecker() {}

  /** Checks all keys. */
  public static CheckResult check(History<RegisterOp, RegisterOp.Result> history) {
    TreeMap<Bytes, List<Operation<RegisterOp, RegisterOp.Result>>> byKey = new TreeMap<>();
    Map<Bytes, Set<@Nullable Bytes>> observed = observed(history);
    long checked = 0;
    for (Operation<RegisterOp, RegisterOp.Result> operation : history.operations()) {
      boolean known = operation.outcome() == Outcome.OK;
      boolean maybe =
          operation.outcome() == Outcome.INFO
              && operation.input().kind() != RegisterOp.Kind.READ
              && observed
                  .getOrDefault(operation.input().key(), Collections.emptySet())
                  .contains(operation.input().value());
      if (known || maybe) {
        byKey.computeIfAbsent(operation.input().key(), key -> new ArrayList<>()).add(operation);
        checked++;
      }
    }
    List<String> anomalies = new ArrayList<>();
    boolean unknown = false;
    for (Map.Entry<Bytes, List<Operation<RegisterOp, RegisterOp.Result>>> entry :
        byKey.entrySet()) {
      Search search = new Search(entry.getValue());
      switch (search.run()) {
        case VALID -> {}
        case UNKNOWN -> unknown = true;
        case INVALID ->
            anomalies.add("key " + entry.getKey() + " is not linearizable: " + search.blame());
      }
    }
    if (anomalies.isEmpty() && unknown) {
      return new CheckResult(Verdict.UNKNOWN, checked, List.of());
    }
    return CheckResult.of(checked, anomalies);
  }

  /**
   * The values that somebody found or compared with. An undetermined write of any other may as well
   * not have happened, and need not be searched for.
   */
  private static Map<Bytes, Set<@Nullable Bytes>> observed(
      History<RegisterOp, RegisterOp.Result> history) {
    Map<Bytes, Set<@Nullable Bytes>> observed = new TreeMap<>();
    for (Operation<RegisterOp, RegisterOp.Result> operation : history.operations()) {
      RegisterOp.Result result = operation.output();
      RegisterOp input = operation.input();
      if (result == null || input.kind() == RegisterOp.Kind.WRITE) {
        continue;
      }
      boolean swapped = input.kind() == RegisterOp.Kind.CAS && result.applied();
      observed
          .computeIfAbsent(input.key(), key -> new HashSet<>()) // Looked up, never iterated.
          .add(swapped ? input.expected() : result.value());
    }
    return observed;
  }

  /**
   * Calls and returns of one key as a doubly linked list, from which linearized ones are lifted.
   */
  private static final class Node {
    private final int operation;
    private final boolean call;
    private @Nullable Node match; // The return of a call.
    private @Nullable Node before;
    private @Nullable Node after;

    Node(int operation, boolean call) {
      this.operation = operation;
      this.call = call;
    }

    void unlink() {
      if (before != null) {
        before.after = after;
      }
      if (after != null) {
        after.before = before;
      }
    }

    void relink() {
      if (before != null) {
        before.after = this;
      }
      if (after != null) {
        after.before = this;
      }
    }
  }

  private record Choice(Node call, @Nullable Bytes stateBefore) {}

  /** A set of operations by two 64-bit sums over its members; equal sums mean equal sets. */
  private record Seen(long sum1, long sum2, @Nullable Bytes state) {}

  private static final class Search {
    private final List<Operation<RegisterOp, RegisterOp.Result>> operations;
    private final Node head = new Node(-1, true);
    private long sum1;
    private long sum2;
    private int linearized;
    private final Set<Seen> refuted = new HashSet<>(); // Looked up, never iterated.
    private final ArrayDeque<Choice> choices = new ArrayDeque<>();
    private @Nullable Bytes state;
    private int knownLeft;
    private int deepest = -1;
    private String stuckAt = "";

    Search(List<Operation<RegisterOp, RegisterOp.Result>> operations) {
      this.operations = operations;
      TreeMap<Long, Node> timeline = new TreeMap<>();
      for (int i = 0; i < operations.size(); i++) {
        Operation<RegisterOp, RegisterOp.Result> operation = operations.get(i);
        Node call = new Node(i, true);
        timeline.put(operation.invokedAt(), call);
        if (operation.outcome() == Outcome.OK) {
          Node end = new Node(i, false);
          call.match = end;
          timeline.put(operation.returnedAt(), end);
          knownLeft++;
        }
      }
      Node last = head;
      for (Node node : timeline.values()) {
        last.after = node;
        node.before = last;
        last = node;
      }
    }

    String blame() {
      return stuckAt;
    }

    Verdict run() {
      Node at = head.after;
      for (long steps = 0; knownLeft > 0; steps++) {
        if (steps > STEPS_MAX || refuted.size() > REFUTED_MAX) {
          return Verdict.UNKNOWN;
        }
        if (at != null && at.call) {
          at = tryCall(at);
        } else {
          // A return whose call is not linearized, or the end: the last choice was wrong.
          remember(at);
          if (choices.isEmpty()) {
            return Verdict.INVALID;
          }
          at = undo(choices.pop());
        }
      }
      return Verdict.VALID;
    }

    private @Nullable Node tryCall(Node call) {
      Operation<RegisterOp, RegisterOp.Result> operation = operations.get(call.operation);
      if (!possible(operation)) {
        return call.after;
      }
      Bytes before = state;
      Bytes next = apply(operation);
      count(call.operation, 1);
      if (!refuted.add(new Seen(sum1, sum2, next))) {
        count(call.operation, -1);
        return call.after;
      }
      state = next;
      choices.push(new Choice(call, before));
      call.unlink();
      if (call.match != null) {
        call.match.unlink();
        knownLeft--;
      }
      return head.after;
    }

    private @Nullable Node undo(Choice choice) {
      Node call = choice.call;
      state = choice.stateBefore;
      count(call.operation, -1);
      if (call.match != null) {
        call.match.relink();
        knownLeft++;
      }
      call.relink();
      return call.after;
    }

    private void count(int operation, int sign) {
      sum1 += sign * Seeds.mix(operation + 1);
      sum2 += sign * Seeds.mix(operation + 0x9E3779B97F4A7C15L);
      linearized += sign;
    }

    private void remember(@Nullable Node at) {
      if (linearized > deepest) {
        deepest = linearized;
        stuckAt =
            "with state "
                + state
                + " nothing explains "
                + (at == null ? "the end" : operations.get(at.operation));
      }
    }

    private boolean possible(Operation<RegisterOp, RegisterOp.Result> operation) {
      RegisterOp.Result result = operation.output();
      if (result == null) {
        return true; // Undetermined.
      }
      RegisterOp input = operation.input();
      return switch (input.kind()) {
        case READ -> Objects.equals(result.value(), state);
        case WRITE -> true;
        case CAS ->
            result.applied()
                ? Objects.equals(input.expected(), state)
                : !Objects.equals(input.expected(), state) && Objects.equals(result.value(), state);
      };
    }

    private @Nullable Bytes apply(Operation<RegisterOp, RegisterOp.Result> operation) {
      RegisterOp input = operation.input();
      return switch (input.kind()) {
        case READ -> state;
        case WRITE -> input.value();
        case CAS -> Objects.equals(input.expected(), state) ? input.value() : state;
      };
    }
  }
}
