package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineUsers;
import org.jspecify.annotations.Nullable;

/** Cursor over one immutable tree; each step is a search from the root. */
final class MemoryIterator implements EngineIterator {
  private final @Nullable Tree tree;
  private final Bytes lower;
  private final Bytes upper;
  private final EngineUsers.Handle handle;
  private @Nullable Tree at;

  MemoryIterator(@Nullable Tree tree, Bytes lower, Bytes upper, EngineUsers users) {
    this.tree = tree;
    this.lower = lower;
    this.upper = upper;
    this.handle = users.opened(() -> {});
  }

  private void settle(@Nullable Tree candidate) {
    handle.check();
    boolean inside =
        candidate != null
            && candidate.key().compareTo(lower) >= 0
            && (upper.isEmpty() || candidate.key().compareTo(upper) < 0);
    at = inside ? candidate : null;
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
    settle(Tree.ceiling(tree, key.compareTo(lower) < 0 ? lower : key, true));
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
    settle(Tree.ceiling(tree, lower, true));
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
    settle(Tree.ceiling(tree, here().key(), false));
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
