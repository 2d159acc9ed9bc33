package io.holdfast.simulation.check;

import io.holdfast.simulation.check.CheckResult.Verdict;
import io.holdfast.simulation.seed.Seeds;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks for an order in which the operations on one key explain each other: the search of Wing and
 * Gong with the memory of Lowe. An operation may come next when no other has returned before it was
 * called. What follows keeps the search short and changes no answer, as each order that is left out
 * can be made into one that is not:
 *
 * <ul>
 *   <li>what finds its value and changes nothing comes at once;
 *   <li>a value that is still needed and that nobody can bring back is not overwritten;
 *   <li>what may have happened comes only just before somebody who looks at it;
 *   <li>a blind write nobody looks at comes when the value before is no longer wanted, or just
 *       before another blind write;
 *   <li>of operations that do the same, the one that must happen comes before those that may.
 * </ul>
 */
final class RegisterSearch {
  private final KeyHistory history;
  private final long stepsMax;
  private final Timeline timeline;
  private final ValueBook values;
  private final boolean[] done;
  private final Set<Seen> refuted = new HashSet<>(); // Looked up, never iterated.
  private final ArrayDeque<Choice> choices = new ArrayDeque<>();
  private final int[] found;
  private int state = KeyHistory.ABSENT;
  private boolean owed; // What was written last must be looked at next.
  private long sum1;
  private long sum2;
  private int placed;
  private int knownLeft;
  private int deepest = -1;
  private String blame = "";

  /** Operations of one moment, of which one after the other is tried. */
  private static final class Choice {
    private final int[] candidates;
    private final int stateBefore;
    private final boolean owedBefore;
    private int tried;

    Choice(int[] candidates, int stateBefore, boolean owedBefore) {
      this.candidates = candidates;
      this.stateBefore = stateBefore;
      this.owedBefore = owedBefore;
    }
  }

  /** A set of operations by two 64-bit sums over its members; equal sums mean equal sets. */
  private record Seen(long sum1, long sum2, int state, boolean owed) {}

  RegisterSearch(KeyHistory history, long stepsMax) {
    this.history = history;
    this.stepsMax = stepsMax;
    this.timeline = new Timeline(history);
    this.values = new ValueBook(history);
    this.done = new boolean[history.size()];
    this.found = new int[history.size()];
    for (int i = 0; i < history.size(); i++) {
      knownLeft += history.known(i) ? 1 : 0;
    }
  }

  /** What could not be explained; of the attempt that came farthest. */
  String blame() {
    return blame;
  }

  Verdict run() {
    int stray = values.fromNowhere();
    if (stray != KeyHistory.NONE) {
      blame = "nobody wrote what was found by " + observerOf(stray);
      return Verdict.INVALID;
    }
    for (long steps = 0; knownLeft > 0; steps++) {
      if (steps > stepsMax) {
        return Verdict.UNKNOWN;
      }
      int[] candidates = candidates();
      if (candidates.length == 0) {
        remember();
      }
      choices.push(new Choice(candidates, state, owed));
      while (!takeNext(choices.element())) {
        choices.pop();
        if (choices.isEmpty()) {
          return Verdict.INVALID;
        }
        undo(choices.element());
      }
    }
    return Verdict.VALID;
  }

  private String observerOf(int value) {
    for (int i = 0; i < history.size(); i++) {
      if (history.known(i) && history.observes(i) == value) {
        return history.operation(i).toString();
      }
    }
    return "nobody";
  }

  /** What may come next, the most urgent first. */
  private int[] candidates() {
    int count = 0;
    int unseen = KeyHistory.NONE;
    int entry = timeline.first();
    for (; entry != timeline.end() && timeline.isCall(entry); entry = timeline.after(entry)) {
      if (!possible(entry)) {
        continue;
      }
      if (history.produces(entry) == KeyHistory.NONE) {
        return new int[] {entry};
      }
      if (values.unseen(entry)) {
        unseen = unseen == KeyHistory.NONE ? entry : unseen;
      } else {
        found[count++] = entry;
      }
    }
    if (unseen != KeyHistory.NONE) {
      if (values.idle(state)) {
        return new int[] {unseen};
      }
      count = keepObservers(count);
      found[count++] = unseen;
    }
    int[] candidates = Arrays.copyOf(found, count);
    sort(candidates, entry == timeline.end() ? KeyHistory.NONE : needOf(entry));
    return candidates;
  }

  private boolean possible(int operation) {
    int observes = history.observes(operation);
    int produces = history.produces(operation);
    if (observes == KeyHistory.NONE ? owed : observes != state) {
      return false;
    }
    if (produces == KeyHistory.NONE) {
      return true;
    }
    if (!history.known(operation)) {
      int twin = history.twin(operation);
      if (produces == state || values.idle(produces) || (twin != KeyHistory.NONE && !done[twin])) {
        return false;
      }
    }
    return produces == state || !values.lost(state, operation);
  }

  /** Blind writes come behind the one that nobody looks at. */
  private int keepObservers(int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (history.observes(found[i]) != KeyHistory.NONE) {
        found[kept++] = found[i];
      }
    }
    return kept;
  }

  /** What the operation that returns first waits for. */
  private int needOf(int returning) {
    return history.observes(timeline.operation(returning));
  }

  private void sort(int[] candidates, int need) {
    for (int i = 1; i < candidates.length; i++) {
      int each = candidates[i];
      int at = i;
      for (; at > 0 && urgency(each, need) < urgency(candidates[at - 1], need); at--) {
        candidates[at] = candidates[at - 1];
      }
      candidates[at] = each;
    }
  }

  private long urgency(int operation, int need) {
    return need >= 0 && history.produces(operation) == need
        ? -1
        : history.operation(operation).returnedAt();
  }

  /** The next of the choice that was not refuted before; false when there is none. */
  private boolean takeNext(Choice choice) {
    while (choice.tried < choice.candidates.length) {
      int operation = choice.candidates[choice.tried++];
      place(operation);
      if (choice.candidates.length == 1 || refuted.add(new Seen(sum1, sum2, state, owed))) {
        return true;
      }
      undo(choice);
    }
    return false;
  }

  private void place(int operation) {
    count(operation, 1);
    knownLeft -= history.known(operation) ? 1 : 0;
    done[operation] = true;
    values.done(operation);
    timeline.lift(operation);
    owed = !history.known(operation);
    if (history.produces(operation) != KeyHistory.NONE) {
      state = history.produces(operation);
    }
  }

  /** Takes back what the choice tried last. */
  private void undo(Choice choice) {
    int operation = choice.candidates[choice.tried - 1];
    timeline.putBack(operation);
    values.undone(operation);
    done[operation] = false;
    knownLeft += history.known(operation) ? 1 : 0;
    count(operation, -1);
    state = choice.stateBefore;
    owed = choice.owedBefore;
  }

  private void count(int operation, int sign) {
    sum1 += sign * Seeds.mix(operation + 1);
    sum2 += sign * Seeds.mix(operation + 0x9E3779B97F4A7C15L);
    placed += sign;
  }

  private void remember() {
    if (placed > deepest) {
      deepest = placed;
      int entry = timeline.first();
      while (entry != timeline.end() && timeline.isCall(entry)) {
        entry = timeline.after(entry);
      }
      blame =
          "with state "
              + history.text(state)
              + " nothing explains "
              + (entry == timeline.end()
                  ? "the end"
                  : history.operation(timeline.operation(entry)));
    }
  }
}
