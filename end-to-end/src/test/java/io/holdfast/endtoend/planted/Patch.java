package io.holdfast.endtoend.planted;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change of one source file of the product. What stands there now must be there exactly once, but
 * for the blanks at the ends of its lines: a bug that the code has outgrown fails loudly.
 *
 * @param file path from the root of the repository
 * @param before lines as they are
 * @param after lines as they shall be
 */
record Patch(String file, List<String> before, List<String> after) {
  Patch {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.isEmpty()) {
      throw new IllegalArgumentException("a patch of " + file + " says nothing of what is there");
    }
  }

  String apply(String source) {
    Pattern there =
        Pattern.compile(
            before.stream()
                .map(line -> Pattern.quote(line.strip()))
                .collect(Collectors.joining("\\s*\\n\\s*")));
    Matcher match = there.matcher(source);
    if (!match.find()) {
      throw new IllegalArgumentException(file + " does not say: " + before);
    }
    int start = match.start();
    int end = match.end();
    if (match.find(start + 1)) {
      throw new IllegalArgumentException(file + " says more than once: " + before);
    }
    return source.substring(0, start) + String.join("\n", after) + source.substring(end);
  }
}
