package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A persistent treap: every change answers a new tree that shares what did not change, so that a
 * snapshot is one reference and the versions a power cut may fall back to cost only their
 * differences. Priorities are a hash of the key; the shape depends on the content alone.
 *
 * <p>{@code null} is the empty tree.
 */
final class Tree {
  private final Bytes key;
  private final int priority; // Of the key; asked for at every level of every change.
  private final Bytes value;
  private final @Nullable Tree left;
  private final @Nullable Tree right;
  private final long sizeBytes;

  private Tree(
      Bytes key,
      int priority,
      Bytes value,
      @Nullable Tree left,
      @Nullable Tree right,
      long sizeBytes) {
    this.key = key;
    this.priority = priority;
    this.value = value;
    this.left = left;
    this.right = right;
    this.sizeBytes = sizeBytes;
  }

  Bytes key() {
    return key;
  }

  Bytes value() {
    return value;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  @Nullable Tree left() {
    return left;
  }

  @Nullable Tree right() {
    return right;
  }

  private static Tree leaf(Bytes key, Bytes value) {
    return new Tree(key, priority(key), value, null, null, key.length() + value.length());
  }

  private Tree with(Bytes newValue, @Nullable Tree newLeft, @Nullable Tree newRight) {
    long size = key.length() + newValue.length() + size(newLeft) + size(newRight);
    return new Tree(key, priority, newValue, newLeft, newRight, size);
  }

  private Tree withLeft(@Nullable Tree changed) {
    return changed == left ? this : with(value, changed, right);
  }

  private Tree withRight(@Nullable Tree changed) {
    return changed == right ? this : with(value, left, changed);
  }

  /** Finaliser of MurmurHash3 over the content hash: neighbours get unrelated priorities. */
  private static int priority(Bytes key) {
    int h = key.hashCode();
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  private static boolean above(Tree a, Tree b) {
    return a.priority != b.priority ? a.priority > b.priority : a.key.compareTo(b.key) < 0;
  }

  /** Bytes of all keys and values. */
  static long size(@Nullable Tree tree) {
    return tree == null ? 0 : tree.sizeBytes;
  }

  static @Nullable Bytes get(@Nullable Tree tree, Bytes key) {
    Tree at = tree;
    while (at != null) {
      int order = key.compareTo(at.key);
      if (order == 0) {
        return at.value;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  static Tree put(@Nullable Tree tree, Bytes key, Bytes value) {
    if (tree == null) {
      return leaf(key, value);
    }
    int order = key.compareTo(tree.key);
    if (order == 0) {
      return tree.with(value, tree.left, tree.right);
    }
    if (order < 0) {
      Tree child = put(tree.left, key, value);
      return above(child, tree)
          ? child.withRight(tree.withLeft(child.right))
          : tree.withLeft(child);
    }
    Tree child = put(tree.right, key, value);
    return above(child, tree) ? child.withLeft(tree.withRight(child.left)) : tree.withRight(child);
  }

  static @Nullable Tree remove(@Nullable Tree tree, Bytes key) {
    if (tree == null) {
      return null;
    }
    int order = key.compareTo(tree.key);
    if (order == 0) {
      return join(tree.left, tree.right);
    }
    return order < 0
        ? tree.withLeft(remove(tree.left, key))
        : tree.withRight(remove(tree.right, key));
  }

  /** Without {@code [start, end)}; an empty end is plus infinity, one before start no range. */
  static @Nullable Tree removeRange(@Nullable Tree tree, Bytes start, Bytes end) {
    if (!end.isEmpty() && start.compareTo(end) >= 0) {
      return tree;
    }
    @Nullable Tree kept = below(tree, start);
    return end.isEmpty() ? kept : join(kept, atOrAbove(tree, end));
  }

  /** The keys less than {@code bound}. */
  private static @Nullable Tree below(@Nullable Tree tree, Bytes bound) {
    if (tree == null) {
      return null;
    }
    return tree.key.compareTo(bound) < 0
        ? tree.withRight(below(tree.right, bound))
        : below(tree.left, bound);
  }

  private static @Nullable Tree atOrAbove(@Nullable Tree tree, Bytes bound) {
    if (tree == null) {
      return null;
    }
    return tree.key.compareTo(bound) >= 0
        ? tree.withLeft(atOrAbove(tree.left, bound))
        : atOrAbove(tree.right, bound);
  }

  /** All keys of {@code low} are less than all keys of {@code high}. */
  private static @Nullable Tree join(@Nullable Tree low, @Nullable Tree high) {
    if (low == null) {
      return high;
    }
    if (high == null) {
      return low;
    }
    return above(low, high)
        ? low.withRight(join(low.right, high))
        : high.withLeft(join(low, high.left));
  }

  /** The greatest entry at or before {@code key}, or strictly before it. */
  static @Nullable Tree floor(@Nullable Tree tree, Bytes key, boolean inclusive) {
    @Nullable Tree best = null;
    Tree at = tree;
    while (at != null) {
      int order = at.key.compareTo(key);
      if (order < 0 || (inclusive && order == 0)) {
        best = at;
        at = at.right;
      } else {
        at = at.left;
      }
    }
    return best;
  }

  static @Nullable Tree last(@Nullable Tree tree) {
    Tree at = tree;
    while (at != null && at.right != null) {
      at = at.right;
    }
    return at;
  }

  /** Bytes of the keys and values less than {@code bound}. */
  static long sizeBelow(@Nullable Tree tree, Bytes bound) {
    long total = 0;
    Tree at = tree;
    while (at != null) {
      if (at.key.compareTo(bound) < 0) {
        total += size(at.left) + at.key.length() + at.value.length();
        at = at.right;
      } else {
        at = at.left;
      }
    }
    return total;
  }
}
