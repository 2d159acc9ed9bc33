package io.holdfast.sql.parse;

import java.util.Arrays;

/**
 * What a plan is remembered under: the text of a statement without its lifted literals, and a
 * number for everything else that the plan depends on.
 *
 * <p>The key of {@link Normaliser#lookupKey} is good for looking up until the normaliser's next
 * use; a key to be stored is made by {@link #copy}. Both are equal and have the same hash.
 */
public final class StatementKey {
  private char[] chars;
  private int length;
  private int hash;
  private long context;

  StatementKey(char[] chars, int length, int hash, long context) {
    this.chars = chars;
    this.length = length;
    this.hash = hash;
    this.context = context;
  }

  /** Becomes the key of another text; only the normaliser's own key does that. */
  void become(char[] newChars, int newLength, int newHash, long newContext) {
    chars = newChars;
    length = newLength;
    hash = newHash;
    context = newContext;
  }

  /** A key that never changes, to be stored. */
  public StatementKey copy() {
    return new StatementKey(Arrays.copyOf(chars, length), length, hash, context);
  }

  /** How much memory a stored key takes, roughly. */
  public int bytes() {
    return 2 * length + 64;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof StatementKey other
        && hash == other.hash
        && length == other.length
        && context == other.context
        && Arrays.equals(chars, 0, length, other.chars, 0, length);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The normalised text; lifted literals are {@code ?i}, {@code ?l}, {@code ?n}, {@code ?s}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      text.append(c < Normaliser.MARKS.length() ? "?" + Normaliser.MARKS.charAt(c) : c);
    }
    return text.toString();
  }
}
