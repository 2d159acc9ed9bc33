package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.function.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names in the form in which statements write them. */
final class Names {
  private Names() {}

  /** Quoted unless it reads as itself. */
  static String quote(String name) {
    return Identifiers.quote(name);
  }

  /** A name with its schema. */
  static String qualified(CatalogSnapshot catalog, int schemaOid, String name) {
    SchemaDescriptor schema = catalog.schemaByOid(schemaOid);
    return schema == null ? quote(name) : quote(schema.name()) + "." + quote(name);
  }

  /** The parts of a name as written: folded unless quoted. Null-free; empty when malformed. */
  static List<String> parse(String text) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (true) {
      StringBuilder part = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at = quotedPart(text, at + 1, part);
        if (at < 0) {
          return List.of();
        }
      } else {
        int end = text.indexOf('.', at);
        end = end < 0 ? text.length() : end;
        part.append(text.substring(at, end).strip().toLowerCase(Locale.ROOT));
        at = end;
      }
      if (part.isEmpty()) {
        return List.of();
      }
      parts.add(part.toString());
      if (at >= text.length()) {
        return parts;
      }
      if (text.charAt(at) != '.') {
        return List.of();
      }
      at++;
    }
  }

  /** Reads until the closing quote; answers the place behind it, -1 when there is none. */
  private static int quotedPart(String text, int from, StringBuilder part) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '"') {
        part.append(c);
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        part.append('"');
        at += 2;
      } else {
        return at + 1;
      }
    }
    return -1;
  }
}
