package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.session.CopySource;
import io.holdfast.sql.session.Notice;
import io.holdfast.sql.session.ResultSink;
import io.holdfast.sql.session.SqlSession.StatementDescription;
import io.holdfast.sql.session.TransactionStatus;
import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.Encodings.Encoding;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what a session answers. Bytes leave when the client waits for them or when a piece is
 * full; until then they can be taken back.
 */
final class WireOutput implements ResultSink {
  /** Bytes handed on at a time: what can be taken back, and memory per busy connection. */
  static final int PIECE_BYTES = 32 * 1024;

  private static final short[] ALL_TEXT = {};

  private final ByteSink sink;
  private final Supplier<TypeContext> typeContext;
  private final Predicate<Notice.Severity> wanted;
  private final Supplier<CopySource> copySource;
  private final ClientEncoding encoding;
  private final WireBuffer buffer = new WireBuffer();
  private final Map<Field, Character> fieldLetters =
      Map.of(
          Field.SCHEMA,
          's',
          Field.TABLE,
          't',
          Field.COLUMN,
          'c',
          Field.DATA_TYPE,
          'd',
          Field.CONSTRAINT,
          'n',
          Field.ROUTINE,
          'R');

  /** Bytes that have left, of the whole connection. */
  private long sentBytes;

  private RowEncoder rows = new RowEncoder(List.of(), ALL_TEXT, TypeContext.UTC);

  WireOutput(
      ByteSink sink,
      Supplier<TypeContext> typeContext,
      Predicate<Notice.Severity> wanted,
      Supplier<CopySource> copySource,
      ClientEncoding encoding) {
    this.sink = sink;
    this.encoding = encoding;
    this.typeContext = typeContext;
    this.wanted = wanted;
    this.copySource = copySource;
  }

  void flush() {
    if (buffer.size() > 0) {
      sentBytes += buffer.size();
      try {
        sink.write(buffer.array(), buffer.size());
      } finally {
        buffer.clear();
      }
    }
  }

  private void flushFullPiece() {
    if (buffer.size() >= PIECE_BYTES) {
      flush();
    }
  }

  @Override
  public long mark() {
    return sentBytes + buffer.size();
  }

  @Override
  public boolean sentSince(long mark) {
    return sentBytes > mark;
  }

  @Override
  public boolean rewind(long mark) {
    if (sentSince(mark)) {
      return false;
    }
    buffer.truncate((int) (mark - sentBytes));
    return true;
  }

  // ---- results ----

  @Override
  public void begin(List<OutputColumn> columns, short[] formats, boolean announce) {
    rows = new RowEncoder(columns, formats, typeContext.get());
    buffer.encode(encoding.current(), false);
    if (announce) {
      rowDescription(columns, formats);
    }
  }

  @Override
  public void row(@Nullable Object[] row) {
    int start = buffer.size();
    buffer.begin('D');
    try {
      rows.encode(row, buffer);
    } catch (RuntimeException e) {
      // Half a message must not stay: an error message follows.
      buffer.truncate(start);
      throw e;
    }
    buffer.end();
    flushFullPiece();
  }

  @Override
  public void complete(String tag) {
    buffer.begin('C').putString(tag).end();
  }

  @Override
  public void emptyQuery() {
    buffer.begin('I').end();
  }

  @Override
  public void suspended() {
    buffer.begin('s').end();
  }

  @Override
  public void parameterStatus(String name, String value) {
    buffer.encode(encoding.current(), true);
    buffer.begin('S').putString(name).putString(value).end();
  }

  void rowDescription(List<OutputColumn> columns, short[] formats) {
    int start = buffer.size();
    buffer.encode(encoding.current(), false);
    try {
      putColumns(columns, formats);
    } catch (SqlException e) {
      buffer.truncate(start);
      throw e;
    }
  }

  private void putColumns(List<OutputColumn> columns, short[] formats) {
    buffer.begin('T').putShort(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      OutputColumn column = columns.get(i);
      SqlType type = column.type();
      buffer
          .putString(column.name())
          .putInt(column.tableOid())
          .putShort(column.attributeNumber())
          .putInt(type.oid())
          .putShort(type.base().sizeBytes())
          .putInt(type.shownTypmod())
          .putShort(RowEncoder.format(formats, i));
    }
    buffer.end();
  }

  void noData() {
    buffer.begin('n').end();
  }

  void statementDescription(StatementDescription description) {
    buffer.begin('t').putShort(description.parameters().size());
    for (SqlType type : description.parameters()) {
      buffer.putInt(type.base().oid());
    }
    buffer.end();
    List<OutputColumn> columns = description.columns();
    if (columns == null) {
      noData();
    } else {
      rowDescription(columns, ALL_TEXT);
    }
  }

  /** An answer that is one letter: ParseComplete, BindComplete, CloseComplete. */
  void acknowledge(char type) {
    buffer.begin(type).end();
  }

  // ---- COPY ----

  @Override
  public CopySource copyIn(int columns, boolean binary) {
    copyResponse('G', columns, binary);
    flush();
    return copySource.get();
  }

  @Override
  public void beginCopyOut(int columns, boolean binary) {
    copyResponse('H', columns, binary);
  }

  private void copyResponse(char type, int columns, boolean binary) {
    int format = binary ? 1 : 0;
    buffer.begin(type).putByte(format).putShort(columns);
    for (int i = 0; i < columns; i++) {
      buffer.putShort(format);
    }
    buffer.end();
  }

  @Override
  public void copyData(byte[] bytes, int length) {
    Encoding other = encoding.current();
    if (other == null) {
      buffer.begin('d').putBytes(bytes, length).end();
    } else {
      String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
      byte[] encoded = Encodings.encode(line, other);
      buffer.begin('d').putBytes(encoded, encoded.length).end();
    }
    flushFullPiece();
  }

  @Override
  public void endCopyOut() {
    buffer.begin('c').end();
  }

  // ---- the connection itself ----

  void negotiate(List<String> unknownOptions) {
    buffer.begin('v').putInt(Startup.MAJOR << 16).putInt(unknownOptions.size());
    unknownOptions.forEach(buffer::putString);
    buffer.end();
  }

  void welcome(SortedMap<String, String> settings, int processId, int secret) {
    buffer.begin('R').putInt(0).end();
    settings.forEach(this::parameterStatus);
    buffer.begin('K').putInt(processId).putInt(secret).end();
  }

  void ready(TransactionStatus status) {
    buffer.begin('Z').putByte(status.code()).end();
    flush();
  }

  @Override
  public void notice(Notice notice) {
    if (wanted.test(notice.severity())) {
      buffer.begin('N');
      report(notice.severity().name(), notice.code(), notice.content());
    }
  }

  void error(SqlException error, boolean fatal) {
    buffer.begin('E');
    report(fatal ? "FATAL" : "ERROR", error.state().code(), error);
  }

  private void report(String severity, String code, SqlException content) {
    // What a message lacks a letter for is no reason for another error.
    buffer.encode(encoding.current(), true);
    field('S', severity);
    field('V', severity);
    field('C', code);
    field('M', content.message());
    field('D', content.field(Field.DETAIL));
    field('H', content.field(Field.HINT));
    if (content.position() > 0) {
      field('P', Integer.toString(content.position()));
    }
    field('W', content.field(Field.WHERE));
    content
        .fields()
        .forEach(
            (field, value) -> {
              Character letter = fieldLetters.get(field);
              if (letter != null) {
                field(letter, value);
              }
            });
    buffer.putByte(0).end();
    buffer.encode(encoding.current(), false);
  }

  private void field(char letter, @Nullable String value) {
    if (value != null) {
      buffer.putByte(letter).putString(value);
    }
  }
}
