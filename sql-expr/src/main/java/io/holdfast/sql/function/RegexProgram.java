package io.holdfast.sql.function;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A regular expression as an automaton that follows all its ways at once: time is the length of the
 * text times that of the program. Runs forwards from a start or backwards from an end.
 */
final class RegexProgram {
  /** Counts multiply: a program of nested ones would be endless. */
  static final int STEPS_MAX = 20_000;

  private static final int CHARS = 0;
  private static final int PLACE = 1;
  private static final int SPLIT = 2;
  private static final int MATCH = 3;

  private final boolean backwards;
  private int[] kinds = new int[16];
  private int[] targets = new int[16]; // The other way of a SPLIT; what follows is the next step.
  private int[] sets = new int[16]; // Which of the patterns.
  private int size;
  private final RegexCharacters characters;

  /**
   * A program.
   *
   * @param backwards reads from the end to the start
   * @throws io.holdfast.sql.error.SqlException 54001 when it would be too long
   */
  RegexProgram(RegexNode node, boolean backwards, RegexCharacters characters) {
    this.backwards = backwards;
    this.characters = characters;
    add(node);
    emit(MATCH, 0, 0);
  }

  private int emit(int kind, int target, int set) {
    if (size >= STEPS_MAX) {
      throw Patterns.tooComplex();
    }
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
      targets = Arrays.copyOf(targets, size * 2);
      sets = Arrays.copyOf(sets, size * 2);
    }
    kinds[size] = kind;
    targets[size] = target;
    sets[size] = set;
    return size++;
  }

  private void pattern(int kind, Pattern pattern) {
    emit(kind, 0, characters.add(pattern));
  }

  private void add(RegexNode node) {
    if (node instanceof RegexNode.Chars chars) {
      pattern(CHARS, chars.one());
    } else if (node instanceof RegexNode.Place place) {
      pattern(PLACE, place.here());
    } else if (node instanceof RegexNode.Group group) {
      add(group.part());
    } else if (node instanceof RegexNode.Sequence sequence) {
      List<RegexNode> parts = sequence.parts();
      for (int i = 0; i < parts.size(); i++) {
        add(parts.get(backwards ? parts.size() - 1 - i : i));
      }
    } else if (node instanceof RegexNode.Choice choice) {
      choice(choice.branches());
    } else if (node instanceof RegexNode.Repeat repeat) {
      repeat(repeat);
    }
  }

  private void choice(List<RegexNode> branches) {
    int[] ends = new int[branches.size()];
    for (int i = 0; i < ends.length; i++) {
      int split = i + 1 < ends.length ? emit(SPLIT, 0, 0) : -1;
      add(branches.get(i));
      ends[i] = i + 1 < ends.length ? jump() : -1;
      if (split >= 0) {
        targets[split] = size;
      }
    }
    for (int end : ends) {
      if (end >= 0) {
        targets[end] = size;
      }
    }
  }

  /** A SPLIT of which only the target counts. */
  private int jump() {
    return emit(SPLIT, 0, 1);
  }

  private void repeat(RegexNode.Repeat repeat) {
    for (int i = 0; i < repeat.min(); i++) {
      add(repeat.part());
    }
    if (repeat.max() < 0) {
      int loop = emit(SPLIT, 0, 0);
      add(repeat.part());
      int back = jump();
      targets[back] = loop;
      targets[loop] = size;
      return;
    }
    int[] exits = new int[Math.max(0, repeat.max() - repeat.min())];
    for (int i = 0; i < exits.length; i++) {
      exits[i] = emit(SPLIT, 0, 0);
      add(repeat.part());
    }
    for (int exit : exits) {
      targets[exit] = size;
    }
  }

  /** Where matches end that begin at {@code from} (backwards: begin that end there). */
  BitSet reach(CharSequence text, int from, int limit) {
    BitSet reached = new BitSet();
    int[] now = new int[size];
    int[] next = new int[size];
    int[] seen = new int[size];
    int generation = 1;
    int at = from;
    int count = follow(0, text, at, now, 0, seen, generation);
    while (count > 0) {
      boolean end = at == limit;
      int c = end ? -1 : backwards ? before(text, at) : Character.codePointAt(text, at);
      int after = end ? at : at + (backwards ? -1 : 1) * Character.charCount(c);
      generation++;
      int nextCount = 0;
      for (int i = 0; i < count; i++) {
        int step = now[i];
        if (kinds[step] == MATCH) {
          reached.set(at);
        } else if (!end && characters.matches(sets[step], c)) {
          nextCount = follow(step + 1, text, after, next, nextCount, seen, generation);
        }
      }
      if (end) {
        break;
      }
      int[] swap = now;
      now = next;
      next = swap;
      count = nextCount;
      at = after;
    }
    return reached;
  }

  private static int before(CharSequence text, int at) {
    return Character.codePointBefore(text, at);
  }

  /** Adds the steps that can be taken without a character. */
  private int follow(
      int first, CharSequence text, int at, int[] into, int count, int[] seen, int generation) {
    int[] open = new int[16];
    int depth = 0;
    open[depth++] = first;
    int end = count;
    while (depth > 0) {
      int step = open[--depth];
      if (seen[step] == generation) {
        continue;
      }
      seen[step] = generation;
      if (kinds[step] == CHARS || kinds[step] == MATCH) {
        into[end++] = step;
        continue;
      }
      if (depth + 2 > open.length) {
        open = Arrays.copyOf(open, open.length * 2);
      }
      if (kinds[step] == SPLIT) {
        open[depth++] = targets[step];
        if (sets[step] == 0) {
          open[depth++] = step + 1;
        }
      } else if (characters.holds(sets[step], text, at)) {
        open[depth++] = step + 1;
      }
    }
    return end;
  }
}
