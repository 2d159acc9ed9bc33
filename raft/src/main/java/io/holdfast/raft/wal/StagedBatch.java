package io.holdfast.raft.wal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch that readers already see and that is on its way to the disk. Belongs to the loop that
 * holds it: the home loop stages it, the log loop writes it and fills in where it lies, the home
 * loop completes it.
 */
public final class StagedBatch {
  final List<StagedRecord> records = new ArrayList<>();

  /** Where the batch ended; null until it is durable. */
  @Nullable Segment segment;

  long segmentSizeBytes;

  StagedBatch() {}

  void written(Segment last, long sizeBytes) {
    segment = last;
    segmentSizeBytes = sizeBytes;
  }
}
