package io.holdfast.sql.server;

import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.session.CopySource;
import io.holdfast.sql.session.Notice;
import io.holdfast.sql.session.ResultSink;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps results in memory, for callers that want all of them at once. */
final class CollectedResults implements ResultSink {
  private final Supplier<TypeContext> typeContext;
  private final @Nullable CopySource copyData;
  private final List<SqlResult> results = new ArrayList<>();
  private List<OutputColumn> columns = List.of();
  private List<List<@Nullable String>> rows = new ArrayList<>();
  private List<Notice> notices = new ArrayList<>();

  CollectedResults(Supplier<TypeContext> typeContext, @Nullable CopySource copyData) {
    this.typeContext = typeContext;
    this.copyData = copyData;
  }

  List<SqlResult> results() {
    return results;
  }

  @Override
  public void begin(List<OutputColumn> newColumns, short[] formats, boolean announce) {
    columns = newColumns;
  }

  @Override
  public void row(@Nullable Object[] row) {
    TypeContext context = typeContext.get();
    List<@Nullable String> texts = new ArrayList<>(row.length);
    for (int i = 0; i < columns.size(); i++) {
      Object value = row[i];
      texts.add(value == null ? null : ValueText.format(columns.get(i).type(), value, context));
    }
    rows.add(Collections.unmodifiableList(texts));
  }

  @Override
  public void complete(String tag) {
    results.add(
        new SqlResult(columns.stream().map(OutputColumn::name).toList(), rows, tag, notices));
    columns = List.of();
    rows = new ArrayList<>();
    notices = new ArrayList<>();
  }

  @Override
  public void emptyQuery() {
    complete("");
  }

  @Override
  public void suspended() {
    throw new IllegalStateException("no limit of rows was given");
  }

  @Override
  public void notice(Notice notice) {
    notices.add(notice);
  }

  @Override
  public void parameterStatus(String name, String value) {
    // Java callers ask with SHOW.
  }

  @Override
  public CopySource copyIn(int columnCount, boolean binary) {
    CopySource source = copyData;
    if (source == null) {
      throw new IllegalStateException("COPY FROM STDIN without data, see SqlConnection.copyIn");
    }
    return source;
  }

  @Override
  public void beginCopyOut(int columnCount, boolean binary) {
    // Lines become rows of one column.
  }

  @Override
  public void copyData(byte[] bytes, int length) {
    String line = new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
    rows.add(List.of(line));
  }

  @Override
  public void endCopyOut() {
    // The tag follows.
  }

  @Override
  public long mark() {
    // Data of a COPY cannot be read a second time.
    return copyData == null ? rows.size() : -1;
  }

  @Override
  public boolean rewind(long mark) {
    if (mark < 0) {
      return false;
    }
    rows.subList((int) mark, rows.size()).clear();
    return true;
  }

  @Override
  public boolean sentSince(long mark) {
    return mark < 0;
  }
}
