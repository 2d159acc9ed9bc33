package io.holdfast.sql.function;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression: Java's for the question where the next match begins, which has one answer
 * only, and its tree for the question how far it goes and what its groups are. Not thread-safe.
 */
final class Regex {
  private final Pattern pattern;
  private final @Nullable RegexNode tree;
  private final int groups;
  private final RegexCharacters characters = new RegexCharacters();
  private final Map<RegexNode, RegexProgram> forwards = new HashMap<>(); // Looked up only.
  private final Map<RegexNode, RegexProgram> backwards = new HashMap<>();

  /**
   * An expression.
   *
   * @param tree null: Java takes the right one
   */
  Regex(Pattern pattern, @Nullable RegexNode tree, int groups) {
    this.pattern = pattern;
    this.tree = tree;
    this.groups = groups;
  }

  Pattern pattern() {
    return pattern;
  }

  /**
   * Start and end of the match that begins at {@code start}, and of its groups, -1 for those
   * without a text; null when Java's answer is right.
   */
  int @Nullable [] extent(CharSequence text, int start) {
    RegexNode root = tree;
    if (root == null) {
      return null;
    }
    BitSet ends = ends(root, text, start, text.length());
    if (ends.isEmpty()) {
      return null;
    }
    int[] extent = new int[2 * (groups + 1)];
    Arrays.fill(extent, -1);
    extent[0] = start;
    extent[1] = choose(root, ends);
    split(root, text, start, extent[1], extent);
    return extent;
  }

  private BitSet ends(RegexNode node, CharSequence text, int start, int limit) {
    return forwards
        .computeIfAbsent(node, key -> new RegexProgram(key, false, characters))
        .reach(text, start, limit);
  }

  private BitSet starts(RegexNode node, CharSequence text, int limit, int end) {
    return backwards
        .computeIfAbsent(node, key -> new RegexProgram(key, true, characters))
        .reach(text, end, limit);
  }

  private static int choose(RegexNode node, BitSet ends) {
    return Boolean.FALSE.equals(RegexNode.greedy(node)) ? ends.nextSetBit(0) : ends.length() - 1;
  }

  /** Finds the groups of a node that matches exactly from start to end. */
  private void split(RegexNode node, CharSequence text, int start, int end, int[] extent) {
    if (!RegexNode.hasGroups(node)) {
      return;
    }
    if (node instanceof RegexNode.Group group) {
      extent[2 * group.number()] = start;
      extent[2 * group.number() + 1] = end;
      split(group.part(), text, start, end, extent);
    } else if (node instanceof RegexNode.Sequence sequence) {
      sequence(sequence.parts(), text, start, end, extent);
    } else if (node instanceof RegexNode.Choice choice) {
      for (RegexNode branch : choice.branches()) {
        if (ends(branch, text, start, end).get(end)) {
          split(branch, text, start, end, extent);
          return;
        }
      }
    } else if (node instanceof RegexNode.Repeat repeat) {
      repeat(repeat, text, start, end, extent);
    }
  }

  /** Earlier parts choose first, among the ends from which the others can go on. */
  private void sequence(
      List<RegexNode> parts, CharSequence text, int start, int end, int[] extent) {
    int from = start;
    for (int i = 0; i < parts.size() - 1; i++) {
      RegexNode rest = new RegexNode.Sequence(parts.subList(i + 1, parts.size()));
      BitSet middles = ends(parts.get(i), text, from, end);
      middles.and(starts(rest, text, from, end));
      int middle = choose(parts.get(i), middles);
      split(parts.get(i), text, from, middle, extent);
      from = middle;
      if (!RegexNode.hasGroups(rest)) {
        return;
      }
    }
    if (!parts.isEmpty()) {
      split(parts.get(parts.size() - 1), text, from, end, extent);
    }
  }

  /**
   * Only the groups of the last turn are asked for. Where there must be a turn, those before the
   * last one take first; else each turn takes as its part prefers.
   */
  private void repeat(
      RegexNode.Repeat repeat, CharSequence text, int start, int end, int[] extent) {
    RegexNode part = repeat.part();
    if (repeat.min() > 0) {
      RegexNode before = less(repeat);
      BitSet middles = ends(before, text, start, end);
      middles.and(starts(part, text, start, end));
      split(part, text, choose(before, middles), end, extent);
    } else if (start < end) {
      turns(repeat, text, start, end, extent);
    } else if (wantsEmptyTurn(repeat) && ends(part, text, start, end).get(end)) {
      split(part, text, start, end, extent); // One turn over nothing.
    }
  }

  /** Whether nothing at all is rather one turn over nothing than no turn. */
  private static boolean wantsEmptyTurn(RegexNode.Repeat repeat) {
    boolean much = repeat.max() < 0 || !Boolean.FALSE.equals(repeat.greedy());
    return repeat.max() != 0 && much && !Boolean.FALSE.equals(RegexNode.greedy(repeat.part()));
  }

  /** One turn less. */
  private static RegexNode.Repeat less(RegexNode.Repeat repeat) {
    return new RegexNode.Repeat(
        repeat.part(),
        Math.max(0, repeat.min() - 1),
        repeat.max() < 0 ? -1 : repeat.max() - 1,
        repeat.greedy());
  }

  private void turns(RegexNode.Repeat repeat, CharSequence text, int start, int end, int[] extent) {
    RegexNode.Repeat left = repeat;
    int from = start;
    while (from < end) {
      left = less(left);
      BitSet middles = ends(repeat.part(), text, from, end);
      middles.and(starts(left, text, from, end));
      middles.clear(from); // A turn over nothing would be followed by the same again.
      int middle = choose(repeat.part(), middles);
      forget(repeat.part(), extent);
      split(repeat.part(), text, from, middle, extent);
      from = middle;
    }
  }

  private static void forget(RegexNode node, int[] extent) {
    if (node instanceof RegexNode.Group group) {
      extent[2 * group.number()] = -1;
      extent[2 * group.number() + 1] = -1;
      forget(group.part(), extent);
    } else if (node instanceof RegexNode.Sequence sequence) {
      sequence.parts().forEach(part -> forget(part, extent));
    } else if (node instanceof RegexNode.Choice choice) {
      choice.branches().forEach(branch -> forget(branch, extent));
    } else if (node instanceof RegexNode.Repeat repeat) {
      forget(repeat.part(), extent);
    }
  }
}
