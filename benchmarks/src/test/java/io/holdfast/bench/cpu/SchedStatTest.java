package io.holdfast.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchedStatTest {
  @Test
  void aLineOfTheKernelGivesCpuAndWait() {
    assertThat(SchedStat.parse("31715361 4721221 92\n")).contains(new SchedStat(31715361, 4721221));
  }

  @Test
  void anythingElseIsNotALine() {
    assertThat(SchedStat.parse("")).isEmpty();
    assertThat(SchedStat.parse("1 2")).isEmpty();
    assertThat(SchedStat.parse("1 2 3 4")).isEmpty();
    assertThat(SchedStat.parse("a b c")).isEmpty();
    assertThat(SchedStat.parse("-1 2 3")).isEmpty();
  }

  @Test
  void rolesComeFromThreadNamesAsTheKernelCutsThem() {
    assertThat(ThreadRole.of("C2 CompilerThre")).isEqualTo(ThreadRole.JIT);
    assertThat(ThreadRole.of("C1 CompilerThre")).isEqualTo(ThreadRole.JIT);
    assertThat(ThreadRole.of("GC Thread#1")).isEqualTo(ThreadRole.GC);
    assertThat(ThreadRole.of("G1 Conc#0")).isEqualTo(ThreadRole.GC);
    assertThat(ThreadRole.of("VM Periodic Tas")).isEqualTo(ThreadRole.VM);
    assertThat(ThreadRole.of("rocksdb:low0")).isEqualTo("rocksdb");
    assertThat(ThreadRole.of("store-loop-0")).isEqualTo("store-loop");
    assertThat(ThreadRole.of("store-loop-12")).isEqualTo("store-loop");
    assertThat(ThreadRole.of("store-1/apply-0")).isEqualTo("apply");
    assertThat(ThreadRole.of("store-1/net-1-1")).isEqualTo("net");
    assertThat(ThreadRole.of("store/store-loo")).isEqualTo("store-loop");
    assertThat(ThreadRole.of("client/client-c")).isEqualTo("client-callbacks");
    assertThat(ThreadRole.of("pd-1/pd-log")).isEqualTo("pd-log");
    assertThat(ThreadRole.of("store-1/pd-lo-x")).isEqualTo("pd-lo-x");
    assertThat(ThreadRole.of("log")).isEqualTo("log");
    assertThat(ThreadRole.of("java")).isEqualTo("main");
    assertThat(ThreadRole.of("42")).isEqualTo("42");
  }
}
