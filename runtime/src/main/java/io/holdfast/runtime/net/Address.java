package io.holdfast.runtime.net;

/** Host and port of a server; port 0 asks for any free port when binding. */
public record Address(String host, int port) {
  /** Validates the port. */
  public Address {
    if (host.isEmpty() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not an address: '" + host + ":" + port + "'");
    }
  }

  /** Parses {@code host:port}, optionally behind {@code http://}. */
  public static Address parse(String text) {
    String bare = text.startsWith("http://") ? text.substring("http://".length()) : text;
    int colon = bare.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("not an address (host:port): '" + text + "'");
    }
    try {
      return new Address(bare.substring(0, colon), Integer.parseInt(bare.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not an address (host:port): '" + text + "'", e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
