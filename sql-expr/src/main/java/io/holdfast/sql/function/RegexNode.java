package io.holdfast.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression as a tree. Which of several matches is taken follows PostgreSQL's rules
 * (manual, 9.7.3.5): the earliest, of these the longest or the shortest as the expression prefers,
 * then each part in turn as it prefers.
 */
sealed interface RegexNode {
  /** One character, of those that {@code one} matches. */
  record Chars(Pattern one) implements RegexNode {}

  /** A place, where {@code here} matches. */
  record Place(Pattern here) implements RegexNode {}

  /** One after the other; none: the empty text. */
  record Sequence(List<RegexNode> parts) implements RegexNode {}

  /** Two branches or more. */
  record Choice(List<RegexNode> branches) implements RegexNode {}

  /**
   * Something several times.
   *
   * @param max -1: as often as it goes
   * @param greedy null for an exact count, which prefers what the part prefers
   */
  record Repeat(RegexNode part, int min, int max, @Nullable Boolean greedy) implements RegexNode {}

  /** A part whose text is asked for. */
  record Group(int number, RegexNode part) implements RegexNode {}

  /** Whether it takes more rather than less; null: nothing in it has a preference. */
  static @Nullable Boolean greedy(RegexNode node) {
    if (node instanceof Choice) {
      return true;
    }
    if (node instanceof Group group) {
      return greedy(group.part());
    }
    if (node instanceof Repeat repeat) {
      return repeat.greedy() == null ? greedy(repeat.part()) : repeat.greedy();
    }
    if (node instanceof Sequence sequence) {
      for (RegexNode part : sequence.parts()) {
        Boolean first = greedy(part);
        if (first != null) {
          return first;
        }
      }
    }
    return null;
  }

  private static List<RegexNode> children(RegexNode node) {
    List<RegexNode> children = new ArrayList<>();
    if (node instanceof Sequence sequence) {
      children.addAll(sequence.parts());
    } else if (node instanceof Choice choice) {
      children.addAll(choice.branches());
    } else if (node instanceof Repeat repeat) {
      children.add(repeat.part());
    } else if (node instanceof Group group) {
      children.add(group.part());
    }
    return children;
  }

  /** Whether the text of a part of it is asked for. */
  static boolean hasGroups(RegexNode node) {
    return node instanceof Group || children(node).stream().anyMatch(RegexNode::hasGroups);
  }

  /** How many of its parts may take more or less; two or more can take from each other. */
  static int freedom(RegexNode node) {
    int freedom = node instanceof Choice ? 2 : 0;
    if (node instanceof Repeat repeat && repeat.min() != repeat.max()) {
      freedom = 1;
    }
    for (RegexNode child : children(node)) {
      freedom += freedom(child);
    }
    return freedom;
  }
}
