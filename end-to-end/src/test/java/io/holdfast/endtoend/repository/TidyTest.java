package io.holdfast.endtoend.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** House rules that no compiler checks. */
class TidyTest {
  private static final Pattern RULE =
      Pattern.compile("\\b(?:(?:RAFT|TXN|SQL)-\\d+|[LDGMSTVX]\\d{1,2})\\b");
  private static final Pattern CITED_RULE =
      Pattern.compile("\\b[Rr]ules? ((?:RAFT-|TXN-|SQL-|[LDGMSTVX])\\d{1,2})\\b");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  private static List<Path> java() {
    return RepositoryFiles.all(file -> file.toString().endsWith(".java"));
  }

  private static boolean isTest(Path file) {
    return file.toString().contains("/src/test/");
  }

  @Test
  void everyPackageOfTheProductSaysWhatItIsFor() {
    List<Path> missing = new ArrayList<>();
    for (Path file : java()) {
      Path info = file.resolveSibling("package-info.java");
      boolean module = file.toString().contains("/src/main/java/");
      boolean apart = // Not of the build: users' projects, adapters to other systems.
          file.toString().contains("/examples/") || file.toString().contains("/benchmarks/peers/");
      if (module && !apart && !Files.exists(info)) {
        missing.add(file);
      } else if (module && Files.exists(info)) {
        assertThat(RepositoryFiles.read(info)).as(info.toString()).contains("@NullMarked");
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void noClassIsNamedForItsKind() {
    assertThat(java())
        .noneMatch(
            file ->
                file.getFileName()
                    .toString()
                    .matches(".*(Impl|Util|Utils|Helper|Helpers|Manager)\\.java"));
  }

  @Test
  void everyTodoNamesAnIssue() {
    Pattern loose = Pattern.compile("TODO(?!\\(#\\d+\\))|FIXME|\\bXXX\\b");
    for (Path file : java()) {
      if (!file.endsWith("TidyTest.java")) {
        assertThat(loose.matcher(RepositoryFiles.read(file)).find()).as(file.toString()).isFalse();
      }
    }
  }

  @Test
  void everyRuleThatCodeCitesIsDocumented() {
    Set<String> documented = rulesDefined();
    for (Path file : java()) {
      Matcher cited = CITED_RULE.matcher(RepositoryFiles.read(file));
      while (cited.find()) {
        assertThat(documented).as("cited in " + file).contains(cited.group(1));
      }
    }
  }

  /** Who tests it is asked by {@code RulesAreTestedTest}. */
  @Test
  void everyDocumentedRuleIsNamedByCode() {
    Set<String> inCode = new TreeSet<>();
    for (Path file : java()) {
      if (!isTest(file)) {
        Matcher named = RULE.matcher(RepositoryFiles.read(file));
        while (named.find()) {
          inCode.add(named.group());
        }
      }
    }
    assertThat(inCode).as("named in src/main").containsAll(rulesDefined());
  }

  @Test
  void everyRelativeLinkOfTheDocumentsLeadsSomewhere() {
    for (Path file : RepositoryFiles.all(f -> f.toString().endsWith(".md"))) {
      Matcher link = LINK.matcher(RepositoryFiles.read(file));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://")) {
          assertThat(file.resolveSibling(target)).as("link in " + file).exists();
        }
      }
    }
  }

  private static Set<String> rulesDefined() {
    Set<String> rules = new TreeSet<>();
    Pattern row =
        Pattern.compile("^\\| ((?:RAFT|TXN|SQL)-\\d+|[LDGMSTVX]\\d{1,2}) \\|", Pattern.MULTILINE);
    Matcher match =
        row.matcher(RepositoryFiles.read(RepositoryFiles.root().resolve("docs/INVARIANTS.md")));
    while (match.find()) {
      rules.add(match.group(1));
    }
    assertThat(rules).isNotEmpty();
    return rules;
  }
}
