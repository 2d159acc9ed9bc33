package io.holdfast.sql.pgwire;

import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.Encodings.Encoding;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a client's setting client_encoding asks for. */
final class ClientEncoding {
  private final Supplier<String> setting;
  private String known = "";
  private @Nullable Encoding encoding;

  ClientEncoding(Supplier<String> setting) {
    this.setting = setting;
  }

  /** The encoding; null when texts go as they are: in UTF-8. */
  @Nullable Encoding current() {
    String now = setting.get();
    if (!now.equals(known)) {
      Encoding found = Encodings.find(now);
      encoding = found == null || found.isUtf8() ? null : found;
      known = now;
    }
    return encoding;
  }
}
