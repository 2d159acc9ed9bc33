package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.HardState;
import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Records as bytes, big endian: {@code kind (1) | group (8) | body}.
 *
 * <ul>
 *   <li>APPEND, REWRITE: {@code first index (8) | count (4) | count times (term (8) | kind (1) |
 *       length (4) | crc32c of the data (4) | data)}. The checksum of its own guards an entry that
 *       is read back long after its frame was checked.
 *   <li>STATE: {@code term (8) | vote (8) | commit (8)}
 *   <li>TRUNCATE, RESET: {@code index (8) | term (8)}
 *   <li>REMOVE: nothing
 * </ul>
 */
final class RecordCodec {
  static final int ENTRY_HEADER_BYTES = 17;

  private static final int RECORD_HEADER_BYTES = 9;
  private static final int ENTRIES_HEADER_BYTES = 12;
  private static final byte ENTRY_NORMAL = 0;
  private static final byte ENTRY_CONF_CHANGE = 1;

  private RecordCodec() {}

  /** Bytes that cannot be a record although their checksum is right. */
  static final class Malformed extends Exception {
    final int position;

    Malformed(int position, String what) {
      super(what);
      this.position = position;
    }
  }

  static int entryBytes(Entry entry) {
    return ENTRY_HEADER_BYTES + entry.data().length();
  }

  static long sizeBytes(LogRecord entryRecord) {
    return switch (entryRecord.kind()) {
      case APPEND, REWRITE -> {
        long sum = RECORD_HEADER_BYTES + ENTRIES_HEADER_BYTES;
        for (Entry entry : ((LogRecord.Entries) entryRecord).entries()) {
          sum += entryBytes(entry);
        }
        yield sum;
      }
      case STATE -> RECORD_HEADER_BYTES + 24;
      case TRUNCATE, RESET -> RECORD_HEADER_BYTES + 16;
      case REMOVE -> RECORD_HEADER_BYTES;
    };
  }

  /** Where the first entry of an entries record begins, from the beginning of the record. */
  static int firstEntryOffset() {
    return RECORD_HEADER_BYTES + ENTRIES_HEADER_BYTES;
  }

  static void encode(LogRecord each, ByteBuffer out) {
    out.put(each.kind().code).putLong(each.groupId());
    switch (each.kind()) {
      case APPEND, REWRITE -> encodeEntries(((LogRecord.Entries) each).entries(), out);
      case STATE -> {
        HardState state = ((LogRecord.State) each).hardState();
        out.putLong(state.term()).putLong(state.vote()).putLong(state.commit());
      }
      case TRUNCATE -> {
        LogRecord.Truncate truncate = (LogRecord.Truncate) each;
        out.putLong(truncate.index()).putLong(truncate.term());
      }
      case RESET -> {
        LogRecord.Reset reset = (LogRecord.Reset) each;
        out.putLong(reset.index()).putLong(reset.term());
      }
      case REMOVE -> {}
    }
  }

  private static void encodeEntries(List<Entry> entries, ByteBuffer out) {
    out.putLong(entries.get(0).index()).putInt(entries.size());
    CRC32C crc = new CRC32C();
    for (Entry entry : entries) {
      int start = out.position();
      out.putLong(entry.term());
      out.put(entry.kind() == EntryKind.NORMAL ? ENTRY_NORMAL : ENTRY_CONF_CHANGE);
      out.putInt(entry.data().length()).putInt(0);
      entry.data().copyTo(out);
      crc.reset();
      crc.update(
          out.array(),
          out.arrayOffset() + start + ENTRY_HEADER_BYTES,
          out.position() - start - ENTRY_HEADER_BYTES);
      out.putInt(start + ENTRY_HEADER_BYTES - 4, (int) crc.getValue());
    }
  }

  /** Reads the next record of a frame; {@code in} is backed by an array. */
  static LogRecord decode(ByteBuffer in) throws Malformed {
    int start = in.position();
    need(in, RECORD_HEADER_BYTES);
    byte code = in.get();
    long group = in.getLong();
    for (LogRecord.Kind kind : LogRecord.Kind.values()) {
      if (kind.code == code) {
        return decodeBody(kind, group, in);
      }
    }
    throw new Malformed(start, "no such record: " + code);
  }

  private static LogRecord decodeBody(LogRecord.Kind kind, long group, ByteBuffer in)
      throws Malformed {
    switch (kind) {
      case APPEND, REWRITE -> {
        need(in, ENTRIES_HEADER_BYTES);
        long first = in.getLong();
        int count = in.getInt();
        if (first <= 0 || count <= 0) {
          throw new Malformed(in.position(), "entries from " + first + ", " + count + " of them");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          entries.add(decodeEntry(first + i, in));
        }
        return new LogRecord.Entries(group, entries, kind == LogRecord.Kind.REWRITE);
      }
      case STATE -> {
        need(in, 24);
        return new LogRecord.State(group, new HardState(in.getLong(), in.getLong(), in.getLong()));
      }
      case TRUNCATE -> {
        need(in, 16);
        return new LogRecord.Truncate(group, in.getLong(), in.getLong());
      }
      case RESET -> {
        need(in, 16);
        return new LogRecord.Reset(group, in.getLong(), in.getLong());
      }
      case REMOVE -> {
        return new LogRecord.Remove(group);
      }
    }
    throw new Malformed(in.position(), "no such record: " + kind);
  }

  /** Reads one entry, checking its own checksum. */
  static Entry decodeEntry(long index, ByteBuffer in) throws Malformed {
    int start = in.position();
    need(in, ENTRY_HEADER_BYTES);
    long term = in.getLong();
    byte kind = in.get();
    int length = in.getInt();
    int expected = in.getInt();
    if (term <= 0 || kind < ENTRY_NORMAL || kind > ENTRY_CONF_CHANGE || length < 0) {
      throw new Malformed(start, "unreadable entry " + index);
    }
    need(in, length);
    byte[] data = new byte[length];
    in.get(data);
    CRC32C crc = new CRC32C();
    crc.update(data);
    if ((int) crc.getValue() != expected) {
      throw new Malformed(start, "wrong checksum of entry " + index);
    }
    return new Entry(
        index,
        term,
        kind == ENTRY_NORMAL ? EntryKind.NORMAL : EntryKind.CONF_CHANGE,
        Bytes.wrap(data));
  }

  private static void need(ByteBuffer in, int count) throws Malformed {
    if (in.remaining() < count) {
      throw new Malformed(in.position(), "cut short");
    }
  }
}
