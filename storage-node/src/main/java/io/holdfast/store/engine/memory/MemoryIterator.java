package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineUsers;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cursor over one immutable tree. It remembers the way to where it stands, for steps upwards; a
 * step downwards is a search from the root.
 */
final class MemoryIterator implements EngineIterator {
  private final @Nullable Tree tree;
  private final Bytes lower;
  private final Bytes upper;
  private final EngineUsers.Handle handle;
  private @Nullable Tree at;

  /** Where the way to {@link #at} has turned left: what comes next, the nearest last. */
  private final ArrayDeque<Tree> ahead = new ArrayDeque<>();

  private boolean aheadKnown;

  MemoryIterator(@Nullable Tree tree, Bytes lower, Bytes upper, EngineUsers users) {
    this.tree = tree;
    this.lower = lower;
    this.upper = upper;
    this.handle = users.opened(() -> {});
  }

  private void settle(@Nullable Tree candidate) {
    handle.check();
    aheadKnown = false;
    boolean inside =
        candidate != null
            && candidate.key().compareTo(lower) >= 0
            && (upper.isEmpty() || candidate.key().compareTo(upper) < 0);
    at = inside ? candidate : null;
  }

  /** To the least key at or after {@code key}, or strictly after it. */
  private void settleFrom(Bytes key, boolean inclusive) {
    ahead.clear();
    Tree below = tree;
    while (below != null) {
      int order = below.key().compareTo(key);
      if (order == 0 && inclusive) {
        ahead.push(below);
        break;
      }
      if (order > 0) {
        ahead.push(below);
      }
      below = order > 0 ? below.left() : below.right();
    }
    settle(ahead.poll());
    aheadKnown = true;
  }

  private Tree here() {
    handle.check();
    Tree here = at;
    if (here == null) {
      throw Invariant.unreachable("Iterator used while it stands on no key");
    }
    return here;
  }

  @Override
  public void seek(Bytes key) {
    settleFrom(key.compareTo(lower) < 0 ? lower : key, true);
  }

  @Override
  public void seekForPrev(Bytes key) {
    if (!upper.isEmpty() && key.compareTo(upper) >= 0) {
      seekToLast();
    } else {
      settle(Tree.floor(tree, key, true));
    }
  }

  @Override
  public void seekToFirst() {
    settleFrom(lower, true);
  }

  @Override
  public void seekToLast() {
    settle(upper.isEmpty() ? Tree.last(tree) : Tree.floor(tree, upper, false));
  }

  @Override
  public boolean valid() {
    handle.check();
    return at != null;
  }

  @Override
  public void next() {
    Tree here = here();
    if (!aheadKnown) {
      settleFrom(here.key(), false);
      return;
    }
    for (Tree below = here.right(); below != null; below = below.left()) {
      ahead.push(below);
    }
    Tree next = ahead.poll();
    at = next == null || (!upper.isEmpty() && next.key().compareTo(upper) >= 0) ? null : next;
  }

  @Override
  public void prev() {
    settle(Tree.floor(tree, here().key(), false));
  }

  @Override
  public Bytes key() {
    return here().key();
  }

  @Override
  public Bytes value() {
    return here().value();
  }

  @Override
  public void close() {
    handle.close();
  }
}
