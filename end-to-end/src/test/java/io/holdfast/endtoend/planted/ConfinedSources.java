package io.holdfast.endtoend.planted;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import io.holdfast.runtime.loop.LoopConfined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The sources of all classes that belong to one loop, with a look at the caller at the beginning of
 * each method that others may call. Left alone are those that say in their Javadoc that they are
 * for {@code any thread}, and private ones: some are the half of a task that runs elsewhere.
 */
final class ConfinedSources {
  private static final String MARK = "@" + LoopConfined.class.getSimpleName() + "(";
  private static final Set<String> OF_EVERYBODY = Set.of("toString", "equals", "hashCode");

  private static final Pattern ANY_THREAD = Pattern.compile("(?i)\\bany\\s+thread\\b");

  private ConfinedSources() {}

  /** By their paths below {@code root}; {@code changed} are used instead of what the tree has. */
  static Map<String, String> woven(Path root, Map<String, String> changed) {
    Map<String, String> sources = new TreeMap<>(changed);
    try (Stream<Path> modules = Files.list(root)) {
      for (Path main :
          modules.map(m -> m.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
        for (Path file : javaFiles(main)) {
          String path = root.relativize(file).toString();
          String text = changed.containsKey(path) ? changed.get(path) : Files.readString(file);
          if (text.contains(MARK)) {
            sources.put(path, woven(path, text));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sources;
  }

  private static List<Path> javaFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  static String woven(String path, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, null, null, List.of(new Text(path, text)));
    DocTrees trees = DocTrees.instance(task);
    TreeMap<Integer, String> inserts = new TreeMap<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        for (Tree type : unit.getTypeDecls()) {
          if (type instanceof ClassTree declared) {
            insert(unit, declared, trees, inserts);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringBuilder result = new StringBuilder(text);
    inserts.descendingMap().forEach(result::insert);
    return result.toString();
  }

  private static void insert(
      CompilationUnitTree unit, ClassTree type, DocTrees trees, Map<Integer, String> inserts) {
    SourcePositions positions = trees.getSourcePositions();
    String loop = null;
    for (AnnotationTree annotation : type.getModifiers().getAnnotations()) {
      if (annotation.getAnnotationType().toString().equals(LoopConfined.class.getSimpleName())) {
        loop = annotation.getArguments().get(0).toString();
        loop = loop.substring(loop.indexOf('"')).replace("\"", "");
      }
    }
    if (loop == null || type.getKind() != Tree.Kind.CLASS) {
      return;
    }
    boolean field = false;
    for (Tree member : type.getMembers()) {
      int start = (int) positions.getStartPosition(unit, member);
      if (!field && start >= 0) {
        inserts.put(start, "private Object confinedTo; ");
        field = true;
      }
      if (member instanceof MethodTree method
          && isOpen(method)
          && !tellsWhatIsFinal(method, type)
          && !isForAnyThread(trees.getDocComment(trees.getPath(unit, method)))) {
        String name = type.getSimpleName() + "." + method.getName();
        inserts.put(
            (int) positions.getStartPosition(unit, method.getBody()) + 1,
            " this.confinedTo = "
                + Confinement.class.getName()
                + ".enter(this, this.confinedTo, \""
                + name
                + "\", \""
                + loop
                + "\");");
      }
    }
  }

  /** Others may call it. */
  private static boolean isOpen(MethodTree method) {
    Set<Modifier> flags = method.getModifiers().getFlags();
    return method.getBody() != null
        && method.getReturnType() != null
        && !flags.contains(Modifier.PRIVATE)
        && !flags.contains(Modifier.STATIC)
        && !OF_EVERYBODY.contains(method.getName().toString());
  }

  private static boolean isForAnyThread(@Nullable String javadoc) {
    return javadoc != null && ANY_THREAD.matcher(javadoc).find();
  }

  /** {@code return field;} of a final one is anybody's to call. */
  private static boolean tellsWhatIsFinal(MethodTree method, ClassTree type) {
    String body = method.getBody().toString().replaceAll("\\s+", " ");
    for (Tree member : type.getMembers()) {
      if (member instanceof VariableTree field
          && field.getModifiers().getFlags().contains(Modifier.FINAL)
          && body.equals("{ return " + field.getName() + "; }")) {
        return true;
      }
    }
    return false;
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String path, String text) {
      super(URI.create("string:///" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
