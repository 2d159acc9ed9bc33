package io.holdfast.endtoend.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.pd.server.PdConfig;
import io.holdfast.store.server.StoreConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/CONFIGURATION.md} names each setting that there is, and no other. */
class ConfigurationReferenceTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);

  private static List<String> documented(String section) {
    String all = RepositoryFiles.read(RepositoryFiles.root().resolve("docs/CONFIGURATION.md"));
    int from = all.indexOf("## " + section);
    assertThat(from).as(section).isNotNegative();
    int to = all.indexOf("\n## ", from);
    List<String> keys = new ArrayList<>();
    Matcher row = ROW.matcher(all.substring(from, to < 0 ? all.length() : to));
    while (row.find()) {
      keys.add(row.group(1));
    }
    return keys;
  }

  @Test
  void settingsOfAStore() {
    assertThat(documented("A store")).containsExactlyInAnyOrderElementsOf(StoreConfigFile.keys());
  }

  @Test
  void settingsOfAPlacementDriver() {
    assertThat(documented("The placement driver"))
        .containsExactlyInAnyOrderElementsOf(PdConfig.keys());
  }
}
