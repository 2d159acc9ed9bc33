package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import org.jspecify.annotations.Nullable;

/**
 * Walks the committed records of a range as a reader at one timestamp sees them, in either
 * direction, one record at a time: a key may have any number of them, so a walk may stop within it.
 */
final class RecordWalk implements AutoCloseable {
  /** What a reader sees of one key, and where the key lies. */
  record Row(Bytes encoded, MvccScanner.Entry entry) {}

  /** Versions stepped over one by one before a seek is cheaper. */
  private static final int STEPS_MAX = 8;

  private final MvccReader reader;
  private final ReadView view;
  private final boolean keyOnly;
  private final boolean reverse;
  private final EngineIterator writes;
  private @Nullable Bytes key; // Whose records are being looked at; null between two keys.
  private @Nullable Bytes passed; // The last key that was looked at to its end.
  private @Nullable CommittedWrite older; // Of that key, next to be judged; descending walks only.
  private boolean judged; // The key's visible record was found; the rest is skipped.
  private int steps;

  RecordWalk(
      EngineReader engine,
      MvccReader reader,
      KeyRange range,
      ReadView view,
      boolean keyOnly,
      boolean reverse) {
    this.reader = reader;
    this.view = view;
    this.keyOnly = keyOnly;
    this.reverse = reverse;
    this.writes = engine.iterator(Family.WRITE, range.start(), range.end());
    if (reverse) {
      writes.seekToLast();
    } else {
      writes.seekToFirst();
    }
  }

  /** True iff no key is left. */
  boolean atEnd() {
    return key == null && !writes.valid();
  }

  /** True iff the walk may end here: no key is half looked at. */
  boolean betweenKeys() {
    return key == null;
  }

  /** The last key that was passed, encoded; null at the beginning. */
  @Nullable Bytes passed() {
    return passed;
  }

  /** Looks at one record; a row if it is what the reader sees. Not at the end. */
  @Nullable Row advance() {
    return reverse ? advanceDown() : advanceUp();
  }

  private @Nullable Row advanceUp() {
    Bytes at = key;
    if (at == null) {
      at = MvccKeys.encodedOf(writes.key());
      key = at;
      judged = false;
      steps = 0;
    }
    if (!writes.valid() || !MvccKeys.isVersionOf(writes.key(), at)) {
      pass(at);
      return null;
    }
    if (judged) {
      if (++steps > STEPS_MAX) {
        writes.seek(MvccKeys.versioned(at, 0).successor());
        pass(at);
      } else {
        writes.next();
      }
      return null;
    }
    if (MvccKeys.after(MvccKeys.tsOf(writes.key()), view.ts())) {
      if (++steps > STEPS_MAX) {
        writes.seek(MvccKeys.versioned(at, view.ts()));
        steps = 0;
      } else {
        writes.next();
      }
      return null;
    }
    Write write = Write.decode(writes.value());
    writes.next();
    if (!write.isData()) {
      return null;
    }
    judged = true;
    steps = 0;
    return committed(at, write);
  }

  private @Nullable Row advanceDown() {
    Bytes at = key;
    if (at == null) {
      at = MvccKeys.encodedOf(writes.key());
      key = at;
      // All versions lie behind their encoded key, all of the key before it lie ahead.
      writes.seekForPrev(at);
      older = reader.newestRecord(at, view.ts());
    }
    CommittedWrite record = older;
    if (record == null) {
      pass(at);
      return null;
    }
    if (record.write().isData()) {
      pass(at);
      return committed(at, record.write());
    }
    older = reader.olderRecord(at);
    return null;
  }

  private void pass(Bytes at) {
    passed = at;
    key = null;
    older = null;
  }

  private @Nullable Row committed(Bytes at, Write write) {
    if (write.type() != Write.Type.PUT) {
      return null;
    }
    Bytes value = keyOnly ? Bytes.EMPTY : reader.valueOf(at, write);
    return new Row(at, new MvccScanner.Entry(MvccKeys.decode(at), value, null));
  }

  @Override
  public void close() {
    writes.close();
  }
}
