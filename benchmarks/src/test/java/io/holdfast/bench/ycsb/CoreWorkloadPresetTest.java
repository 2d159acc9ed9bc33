package io.holdfast.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoreWorkloadPresetTest {
  private static Properties of(CoreWorkloadPreset preset) {
    return preset.properties(1_000, 5_000, 8);
  }

  @ParameterizedTest
  @EnumSource(CoreWorkloadPreset.class)
  void proportionsAddUpToOne(CoreWorkloadPreset preset) {
    double sum = 0;
    for (String kind : new String[] {"read", "update", "insert", "scan", "readmodifywrite"}) {
      sum += Double.parseDouble(of(preset).getProperty(kind + "proportion"));
    }

    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  @Test
  void theMixesAreThePublishedOnes() {
    assertThat(of(CoreWorkloadPreset.A))
        .containsEntry("readproportion", "0.5")
        .containsEntry("updateproportion", "0.5")
        .containsEntry("requestdistribution", "zipfian");
    assertThat(of(CoreWorkloadPreset.B))
        .containsEntry("readproportion", "0.95")
        .containsEntry("updateproportion", "0.05");
    assertThat(of(CoreWorkloadPreset.C)).containsEntry("readproportion", "1.0");
    assertThat(of(CoreWorkloadPreset.D))
        .containsEntry("insertproportion", "0.05")
        .containsEntry("requestdistribution", "latest");
    assertThat(of(CoreWorkloadPreset.E))
        .containsEntry("scanproportion", "0.95")
        .containsEntry("insertproportion", "0.05")
        .containsEntry("maxscanlength", "100");
    assertThat(of(CoreWorkloadPreset.F)).containsEntry("readmodifywriteproportion", "0.5");
  }

  @Test
  void sizesAreHandedOn() {
    assertThat(of(CoreWorkloadPreset.A))
        .containsEntry("recordcount", "1000")
        .containsEntry("operationcount", "5000")
        .containsEntry("threadcount", "8");
  }
}
