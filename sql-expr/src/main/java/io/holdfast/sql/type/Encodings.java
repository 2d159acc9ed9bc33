package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodings of texts by PostgreSQL's names. What is no text in an encoding is refused, never
 * replaced by something else.
 */
public final class Encodings {
  /** Bytes of a character that a message shows at the most. */
  private static final int SHOWN_MAX = 8;

  /**
   * An encoding.
   *
   * @param name PostgreSQL's
   * @param charset null: bytes are what they are (SQL_ASCII), which is UTF-8 here
   */
  public record Encoding(String name, @Nullable Charset charset) {
    /** Whether texts are in it as they are. */
    public boolean isUtf8() {
      return charset == null || charset.equals(StandardCharsets.UTF_8);
    }
  }

  /** PostgreSQL's numbers of encodings are the places in this list. */
  private static final List<String> NUMBERED =
      List.of(
          ("SQL_ASCII EUC_JP EUC_CN EUC_KR EUC_TW EUC_JIS_2004 UTF8 MULE_INTERNAL LATIN1 LATIN2"
                  + " LATIN3 LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 WIN1256 WIN1258"
                  + " WIN866 WIN874 KOI8R WIN1251 WIN1252 ISO_8859_5 ISO_8859_6 ISO_8859_7"
                  + " ISO_8859_8 WIN1250 WIN1253 WIN1254 WIN1255 WIN1257 KOI8U SJIS BIG5 GBK UHC"
                  + " GB18030 JOHAB SHIFT_JIS_2004")
              .split(" ", -1));

  /** Name, Java's name, other names in PostgreSQL's short form. */
  private static final String LINES =
      """
      SQL_ASCII -
      UTF8 UTF-8 unicode
      LATIN1 ISO-8859-1 iso88591
      LATIN2 ISO-8859-2 iso88592
      LATIN3 ISO-8859-3 iso88593
      LATIN4 ISO-8859-4 iso88594
      LATIN5 ISO-8859-9 iso88599
      LATIN7 ISO-8859-13 iso885913
      LATIN9 ISO-8859-15 iso885915
      ISO_8859_5 ISO-8859-5
      ISO_8859_6 ISO-8859-6
      ISO_8859_7 ISO-8859-7
      ISO_8859_8 ISO-8859-8
      KOI8R KOI8-R koi8
      KOI8U KOI8-U
      WIN1250 windows-1250 windows1250
      WIN1251 windows-1251 windows1251 win
      WIN1252 windows-1252 windows1252
      WIN1253 windows-1253 windows1253
      WIN1254 windows-1254 windows1254
      WIN1255 windows-1255 windows1255
      WIN1256 windows-1256 windows1256
      WIN1257 windows-1257 windows1257
      WIN1258 windows-1258 windows1258 abc tcvn tcvn5712 vscii
      WIN866 IBM866 alt windows866
      WIN874 x-windows-874 windows874
      EUC_JP EUC-JP
      EUC_CN GB2312
      EUC_KR EUC-KR
      EUC_TW x-EUC-TW
      SJIS windows-31j mskanji shiftjis win932 windows932
      BIG5 Big5 win950 windows950
      GBK GBK win936 windows936
      UHC x-windows-949 win949 windows949
      GB18030 GB18030
      """;

  private static final Map<String, Encoding> BY_NAME = new TreeMap<>();

  static {
    LINES.lines().forEach(Encodings::add);
  }

  private Encodings() {}

  private static void add(String line) {
    String[] words = line.split(" ", -1);
    boolean bytes = words[1].equals("-");
    if (!bytes && !Charset.isSupported(words[1])) {
      return; // A small Java runtime knows fewer.
    }
    Encoding encoding = new Encoding(words[0], bytes ? null : Charset.forName(words[1]));
    BY_NAME.put(key(words[0]), encoding);
    for (int i = 2; i < words.length; i++) {
      BY_NAME.put(words[i], encoding);
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** The encoding of a name; null when there is none. */
  public static @Nullable Encoding find(String name) {
    return BY_NAME.get(key(name));
  }

  /** The name of an encoding's number; empty when there is none. */
  public static String nameOf(long number) {
    return number < 0 || number >= NUMBERED.size() ? "" : NUMBERED.get((int) number);
  }

  /** The number of an encoding; -1 when there is none of this name. */
  public static int numberOf(String name) {
    Encoding encoding = find(name);
    return NUMBERED.indexOf(encoding == null ? name.toUpperCase(Locale.ROOT) : encoding.name());
  }

  /** The bytes of a text, a question mark for each character that the encoding lacks. */
  public static byte[] encodeOrMark(String text, Encoding encoding) {
    Charset charset = encoding.charset();
    return text.getBytes(charset == null ? StandardCharsets.UTF_8 : charset);
  }

  /**
   * The text of bytes.
   *
   * @throws SqlException 22021 when they are none, 22P05 when Unicode lacks a character
   */
  public static String decode(byte[] bytes, Encoding encoding) {
    Charset charset = encoding.charset();
    if (charset == null || charset.equals(StandardCharsets.UTF_8)) {
      return Utf8.decode(Bytes.wrap(bytes));
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw invalid(encoding, bytes, i, 1);
      }
    }
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate((int) (bytes.length * decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (!result.isError()) {
      result = decoder.flush(out);
    }
    if (result.isError()) {
      throw refused(bytes, in.position(), result, encoding);
    }
    return out.flip().toString();
  }

  /**
   * The bytes of a text.
   *
   * @throws SqlException 22P05 when the encoding lacks a character
   */
  public static byte[] encode(String text, Encoding encoding) {
    Charset charset = encoding.charset();
    if (charset == null || charset.equals(StandardCharsets.UTF_8)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    CharBuffer in = CharBuffer.wrap(text);
    try {
      ByteBuffer out = charset.newEncoder().encode(in);
      byte[] bytes = new byte[out.remaining()];
      out.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      String character = Character.toString(text.codePointAt(in.position()));
      byte[] utf8 = character.getBytes(StandardCharsets.UTF_8);
      throw untranslatable(utf8, 0, utf8.length, "UTF8", encoding.name()).causedBy(e);
    }
  }

  /** A text that comes in pieces, which may end within a character. */
  public static final class Pieces {
    private final Encoding encoding;
    private final CharsetDecoder decoder;
    private byte[] rest = {};

    /** Pieces in an encoding that is not UTF-8. */
    public Pieces(Encoding encoding) {
      this.encoding = encoding;
      this.decoder = Objects.requireNonNull(encoding.charset()).newDecoder();
    }

    /**
     * The text of the next piece in UTF-8, as far as its characters are complete.
     *
     * @throws SqlException 22021, 22P05
     */
    public byte[] utf8(byte[] piece) {
      byte[] bytes = Arrays.copyOf(rest, rest.length + piece.length);
      System.arraycopy(piece, 0, bytes, rest.length, piece.length);
      ByteBuffer in = ByteBuffer.wrap(bytes);
      CharBuffer out = CharBuffer.allocate((int) (bytes.length * decoder.maxCharsPerByte()) + 1);
      CoderResult result = decoder.decode(in, out, false);
      if (result.isError()) {
        throw refused(bytes, in.position(), result, encoding);
      }
      rest = Arrays.copyOfRange(bytes, in.position(), bytes.length);
      return out.flip().toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * There are no more.
     *
     * @throws SqlException 22021 within a character
     */
    public void end() {
      if (rest.length > 0) {
        throw invalid(encoding, rest, 0, rest.length);
      }
    }
  }

  private static SqlException refused(byte[] bytes, int at, CoderResult result, Encoding encoding) {
    boolean singleBytes =
        Objects.requireNonNull(encoding.charset()).newEncoder().maxBytesPerChar() <= 1;
    return result.isUnmappable() || singleBytes
        ? untranslatable(bytes, at, result.length(), encoding.name(), "UTF8")
        : invalid(encoding, bytes, at, result.length());
  }

  private static SqlException invalid(Encoding encoding, byte[] bytes, int from, int length) {
    return new SqlException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
        "invalid byte sequence for encoding \""
            + encoding.name()
            + "\":"
            + hex(bytes, from, from + length));
  }

  private static SqlException untranslatable(
      byte[] bytes, int from, int length, String source, String destination) {
    return new SqlException(
        SqlState.UNTRANSLATABLE_CHARACTER,
        "character with byte sequence"
            + hex(bytes, from, from + length)
            + " in encoding \""
            + source
            + "\" has no equivalent in encoding \""
            + destination
            + "\"");
  }

  private static String hex(byte[] bytes, int from, int end) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < Math.min(Math.min(end, bytes.length), from + SHOWN_MAX); i++) {
      text.append(String.format(Locale.ROOT, " 0x%02x", bytes[i]));
    }
    return text.toString();
  }
}
