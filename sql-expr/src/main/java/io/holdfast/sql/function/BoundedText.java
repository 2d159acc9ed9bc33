package io.holdfast.sql.function;

/** A text that counts how often it is looked at: what a bad pattern does most. */
final class BoundedText implements CharSequence {
  /** About two seconds of work. */
  private static final long LOOKS_MAX = 200_000_000L;

  private static final long LOOKS_PER_CHECK = 1 << 16;

  private final String text;
  private final Runnable cancelCheck;
  private long looks;

  BoundedText(String text, Runnable cancelCheck) {
    this.text = text;
    this.cancelCheck = cancelCheck;
  }

  @Override
  public char charAt(int index) {
    if (++looks % LOOKS_PER_CHECK == 0) {
      cancelCheck.run();
      if (looks > LOOKS_MAX) {
        throw Patterns.tooComplex();
      }
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
