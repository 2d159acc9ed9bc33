package io.holdfast.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: first column to the left, the others to the right. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  /** A table with these column titles. */
  public TextTable(List<String> titles) {
    columns = titles.size();
    rows.add(List.copyOf(titles));
  }

  /** Adds a row of exactly as many cells as there are titles. */
  public TextTable row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(cells.size() + " cells for " + columns + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** The lines, without trailing blanks. */
  public List<String> lines() {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(padRight(row.get(0), widths[0]));
      for (int i = 1; i < columns; i++) {
        line.append(GAP).append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String padRight(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
