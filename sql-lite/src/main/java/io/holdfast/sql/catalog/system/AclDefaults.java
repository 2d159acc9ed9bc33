package io.holdfast.sql.catalog.system;

import org.jspecify.annotations.Nullable;

/** What {@code acldefault} answers: the privileges of an object of which nobody has said any. */
final class AclDefaults {
  private AclDefaults() {}

  /** In the form of an array of privileges; null for a kind of object that there is not. */
  static @Nullable String of(String kind, String owner) {
    return switch (kind) {
      case "c" -> "{}";
      case "r" -> owned(owner, "arwdDxt");
      case "s" -> owned(owner, "rwU");
      case "d" -> shared("Tc", owner, "CTc");
      case "f" -> shared("X", owner, "X");
      case "l", "T" -> shared("U", owner, "U");
      case "L" -> owned(owner, "rw");
      case "n" -> owned(owner, "UC");
      case "p" -> owned(owner, "sA");
      case "t" -> owned(owner, "C");
      case "F", "S" -> owned(owner, "U");
      default -> null;
    };
  }

  private static String owned(String owner, String own) {
    return "{" + owner + "=" + own + "/" + owner + "}";
  }

  private static String shared(String all, String owner, String own) {
    return "{=" + all + "/" + owner + "," + owner + "=" + own + "/" + owner + "}";
  }
}
