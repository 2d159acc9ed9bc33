package io.holdfast.sql.function;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the tree of a regular expression together, out of the pieces of its translation. */
final class RegexTreeBuilder {
  /** Level of parentheses: a group's number, 0 for none; the branches so far; the current one. */
  private static final class Level {
    final int group;
    final List<RegexNode> branches = new ArrayList<>();
    List<RegexNode> parts = new ArrayList<>();

    Level(int group) {
      this.group = group;
    }

    void bar() {
      branches.add(new RegexNode.Sequence(List.copyOf(parts)));
      parts = new ArrayList<>();
    }

    RegexNode whole() {
      bar();
      RegexNode body = branches.size() == 1 ? branches.get(0) : new RegexNode.Choice(branches);
      return group == 0 ? body : new RegexNode.Group(group, body);
    }
  }

  private final int flags;
  private final ArrayDeque<Level> levels = new ArrayDeque<>();
  private int groups;
  private boolean impossible;

  RegexTreeBuilder(int flags) {
    this.flags = flags;
    levels.push(new Level(0));
  }

  private Level level() {
    return levels.element();
  }

  void character(String translated) {
    level().parts.add(new RegexNode.Chars(Pattern.compile(translated, flags)));
  }

  void place(String translated) {
    level().parts.add(new RegexNode.Place(Pattern.compile(translated, flags)));
  }

  /** What a tree has no node for. */
  void impossible() {
    impossible = true;
  }

  void open(boolean captures) {
    levels.push(new Level(captures ? ++groups : 0));
  }

  void close() {
    if (levels.size() == 1) {
      impossible();
      return;
    }
    RegexNode whole = levels.pop().whole();
    level().parts.add(whole);
  }

  void bar() {
    level().bar();
  }

  void repeat(int min, int max, @Nullable Boolean greedy) {
    List<RegexNode> parts = level().parts;
    if (parts.isEmpty()) {
      impossible();
      return;
    }
    int last = parts.size() - 1;
    parts.set(last, new RegexNode.Repeat(parts.get(last), min, max, greedy));
  }

  int groups() {
    return groups;
  }

  /** The tree; null when it cannot be made, or when there is never a choice between matches. */
  @Nullable RegexNode tree() {
    if (impossible || levels.size() != 1) {
      return null;
    }
    RegexNode whole = level().whole();
    return RegexNode.freedom(whole) > 1 ? whole : null;
  }
}
