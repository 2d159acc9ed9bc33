package io.holdfast.simulation.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a script file against an interpreter and compares the whole trace.
 *
 * <pre>
 *   # A comment tells the story.
 *   command word key=value
 *   command
 *   ----
 *   what the two commands printed
 *   (up to the next blank line)
 * </pre>
 *
 * <p>With {@code -Drewrite=true} the file is rewritten with what the interpreter printed.
 */
public final class ScriptTest {
  private static final String BORDER = "----";

  private ScriptTest() {}

  /** Executes commands; one object per run of a script, which it may give state. */
  @FunctionalInterface
  public interface Interpreter {
    /** What the command printed; may be empty, must not contain blank lines. */
    String run(Command command) throws Exception;
  }

  /** The script files below {@code directory}, sorted by name. */
  public static List<Path> scripts(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the script; fails when its trace differs, unless asked to rewrite. */
  public static void run(Path file, Interpreter interpreter) {
    try {
      String before = Files.readString(file);
      String after = replay(before, interpreter);
      if (before.equals(after)) {
        return;
      }
      if (Boolean.getBoolean("rewrite")) {
        Files.writeString(file, after);
        return;
      }
      throw new AssertionError(difference(file, before, after));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The script with every trace replaced by what the interpreter prints. */
  static String replay(String script, Interpreter interpreter) {
    StringBuilder result = new StringBuilder();
    List<Command> block = new ArrayList<>();
    boolean inTrace = false;
    for (String line : script.lines().toList()) {
      if (inTrace) {
        inTrace = !line.isBlank();
        if (inTrace) {
          continue; // The old trace.
        }
      }
      result.append(line).append('\n');
      if (line.equals(BORDER)) {
        result.append(execute(block, interpreter));
        block.clear();
        inTrace = true;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        block.add(Command.parse(line));
      }
    }
    if (!block.isEmpty()) {
      throw new AssertionError("commands without a trace: " + block.get(0).text());
    }
    return result.toString();
  }

  private static String execute(List<Command> block, Interpreter interpreter) {
    StringBuilder trace = new StringBuilder();
    for (Command command : block) {
      String output;
      try {
        output = interpreter.run(command);
      } catch (Exception | Error e) {
        throw new AssertionError("command failed: " + command.text(), e);
      }
      for (String line : output.stripTrailing().lines().toList()) {
        if (line.isBlank()) {
          throw new AssertionError("blank line in the trace of: " + command.text());
        }
        trace.append(line.stripTrailing()).append('\n');
      }
    }
    return trace.length() == 0 ? "ok\n" : trace.toString();
  }

  private static String difference(Path file, String before, String after) {
    List<String> expected = before.lines().toList();
    List<String> actual = after.lines().toList();
    int at = 0;
    while (at < expected.size() && at < actual.size() && expected.get(at).equals(actual.get(at))) {
      at++;
    }
    StringBuilder text = new StringBuilder();
    text.append("trace differs at ").append(file).append(':').append(at + 1);
    text.append(" (-Drewrite=true writes the new one)");
    for (int i = Math.max(0, at - 5); i < at; i++) {
      text.append("\n  ").append(expected.get(i));
    }
    for (int i = at; i < Math.min(at + 8, expected.size()); i++) {
      text.append("\n- ").append(expected.get(i));
    }
    for (int i = at; i < Math.min(at + 8, actual.size()); i++) {
      text.append("\n+ ").append(actual.get(i));
    }
    return text.toString();
  }
}
