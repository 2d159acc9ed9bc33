package io.holdfast.store.engine.memory;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.engine.WriteBatch;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** One immutable state of all families. */
final class Version {
  static final Version EMPTY = new Version(new EnumMap<>(Family.class));

  // An absent family is an empty tree. Never written after construction.
  private final EnumMap<Family, Tree> trees;

  private Version(EnumMap<Family, Tree> trees) {
    this.trees = trees;
  }

  @Nullable Tree tree(Family family) {
    return trees.get(family);
  }

  @Nullable Bytes get(Family family, Bytes key) {
    return Tree.get(tree(family), key);
  }

  /** Bytes of all keys and values. */
  long sizeBytes() {
    long total = 0;
    for (Tree tree : trees.values()) {
      total += tree.sizeBytes();
    }
    return total;
  }

  Version with(WriteBatch batch) {
    EnumMap<Family, Tree> changed = trees.clone();
    for (Modification modification : batch.modifications()) {
      Tree tree = changed(changed.get(modification.family()), modification);
      if (tree == null) {
        changed.remove(modification.family());
      } else {
        changed.put(modification.family(), tree);
      }
    }
    return new Version(changed);
  }

  private static @Nullable Tree changed(@Nullable Tree tree, Modification modification) {
    return switch (modification.kind()) {
      case PUT -> {
        Modification.Put put = (Modification.Put) modification;
        yield Tree.put(tree, put.key(), put.value());
      }
      case DELETE -> Tree.remove(tree, ((Modification.Delete) modification).key());
      case DELETE_RANGE -> {
        Modification.DeleteRange range = (Modification.DeleteRange) modification;
        yield Tree.removeRange(tree, range.start(), range.end());
      }
    };
  }
}
