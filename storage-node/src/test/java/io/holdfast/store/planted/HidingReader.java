package io.holdfast.store.planted;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A snapshot in which some locks and records are invisible. */
final class HidingReader implements EngineReader {
  private final EngineReader real;
  private final Predicate<Bytes> hiddenLock;
  private final Predicate<Bytes> hiddenRecord;

  HidingReader(EngineReader real, Predicate<Bytes> hiddenLock, Predicate<Bytes> hiddenRecord) {
    this.real = real;
    this.hiddenLock = hiddenLock;
    this.hiddenRecord = hiddenRecord;
  }

  private boolean hides(Family family, Bytes value) {
    return switch (family) {
      case LOCK -> hiddenLock.test(value);
      case WRITE -> hiddenRecord.test(value);
      case DEFAULT, RAFT -> false;
    };
  }

  @Override
  public @Nullable Bytes get(Family family, Bytes key) {
    Bytes value = real.get(family, key);
    return value == null || hides(family, value) ? null : value;
  }

  @Override
  public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
    EngineIterator it = real.iterator(family, lowerInclusive, upperExclusive);
    return new EngineIterator() {
      private void skipForward() {
        while (it.valid() && hides(family, it.value())) {
          it.next();
        }
      }

      private void skipBack() {
        while (it.valid() && hides(family, it.value())) {
          it.prev();
        }
      }

      @Override
      public void seek(Bytes key) {
        it.seek(key);
        skipForward();
      }

      @Override
      public void seekForPrev(Bytes key) {
        it.seekForPrev(key);
        skipBack();
      }

      @Override
      public void seekToFirst() {
        it.seekToFirst();
        skipForward();
      }

      @Override
      public void seekToLast() {
        it.seekToLast();
        skipBack();
      }

      @Override
      public boolean valid() {
        return it.valid();
      }

      @Override
      public void next() {
        it.next();
        skipForward();
      }

      @Override
      public void prev() {
        it.prev();
        skipBack();
      }

      @Override
      public Bytes key() {
        return it.key();
      }

      @Override
      public Bytes value() {
        return it.value();
      }

      @Override
      public void close() {
        it.close();
      }
    };
  }
}
