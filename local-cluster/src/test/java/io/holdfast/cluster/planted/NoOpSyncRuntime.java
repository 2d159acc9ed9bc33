package io.holdfast.cluster.planted;

import io.holdfast.cluster.ForwardingRuntime;
import io.holdfast.raft.driver.NoOpSyncFiles;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.node.NodeRuntime;

/** A planted bug: a runtime whose files answer a sync and do nothing. */
final class NoOpSyncRuntime extends ForwardingRuntime {
  NoOpSyncRuntime(NodeRuntime runtime) {
    super(runtime);
  }

  @Override
  public FileSystem files() {
    return new NoOpSyncFiles(super.files());
  }
}
