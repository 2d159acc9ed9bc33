package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.protocol.wire.pdpb.UpdateGCSafePointRequest;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What survives kills and power cuts, and what directories are refused. */
final class PdRestartTest {
  private PdBench bench = new PdBench(3);

  @AfterEach
  void stop() {
    bench.close();
  }

  private long nextId() {
    return bench
        .call(bench.stub::allocID, AllocIDRequest.newBuilder().setHeader(bench.header()).build())
        .value()
        .getId();
  }

  /** Rules T1, T4: timestamps rise and ids stay unique, whatever the crashes and clocks do. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void crashesAndClockJumpsNeitherRepeatNorLowerAnything(long seed) throws PdStartException {
    assertThat(violations(seed, PdWiring.standard())).isEmpty();
  }

  /** The scenario above is worth something only if it finds the bug it is made for. */
  @Test
  void aWindowThatIsNotReplicatedIsFoundOut() throws PdStartException {
    assertThat(violations(1, new PdWiring(ForgetfulLog::new)))
        .anyMatch(violation -> violation.startsWith("timestamp"));
  }

  private List<String> violations(long seed, PdWiring wiring) throws PdStartException {
    bench.close();
    bench = new PdBench(seed);
    bench.config = bench.config.withCompactEntries(5);
    bench.wiring = wiring;
    bench.start();
    long clusterId = bench.clusterId;
    SplittableRandom random = new SplittableRandom(seed);
    List<String> violations = new ArrayList<>();
    Set<Long> ids = new HashSet<>();
    long highest = 0;
    for (int life = 0; life < 6; life++) {
      for (int i = 0; i < 15; i++) {
        TsoResponse answer = bench.timestamp(1 + random.nextInt(1_000)).value();
        long last = Timestamp.of(answer.getTimestamp()).toLong();
        if (last - answer.getCount() < highest) {
          violations.add("timestamp " + last + " after " + highest);
        }
        highest = last;
        long id = nextId();
        if (!ids.add(id)) {
          violations.add("id " + id);
        }
        bench.node.jumpWallClock(Duration.ofMillis(random.nextLong(-60_000, 60_000)));
        bench.world.run(Duration.ofMillis(random.nextLong(400)));
      }
      if (random.nextBoolean()) {
        bench.node.powerCut();
      } else {
        bench.node.kill();
      }
      bench.node.restart();
      bench.start();
      assertThat(bench.clusterId).isEqualTo(clusterId);
    }
    assertThat(bench.world.failures()).isEmpty();
    return violations;
  }

  /** A planted bug: claims that the window of the timestamps was replicated (rule T1). */
  private record ForgetfulLog(CommandLog log) implements CommandLog {
    @Override
    public boolean leading() {
      return log.leading();
    }

    @Override
    public void propose(ClusterCommand command, Completion completion) {
      if (command.kind() == ClusterCommand.Kind.RAISE_TSO_WINDOW) {
        // Something else goes through the log, so that the call-back comes as it should.
        log.propose(new ClusterCommand.SetGcSafePoint(0), completion);
      } else {
        log.propose(command, completion);
      }
    }

    @Override
    public void confirmLeadership(Confirmation confirmation) {
      log.confirmLeadership(confirmation);
    }
  }

  @Test
  void acknowledgedStateSurvivesPowerCutsAlsoFromASnapshot() throws Exception {
    bench.config = bench.config.withCompactEntries(3);
    bench.start();
    bench.bootstrap();
    for (long id = 4; id < 14; id++) {
      bench.putStore(PdBench.store(id));
    }
    bench.call(
        bench.stub::updateGCSafePoint,
        UpdateGCSafePointRequest.newBuilder().setHeader(bench.header()).setSafePoint(500).build());
    for (int life = 0; life < 3; life++) {
      bench.world.run(Duration.ofSeconds(5)); // Time for a snapshot of the state.
      assertThat(bench.node.runtime().files().list(PdBench.DATA)).contains("state");
      bench.node.powerCut();
      bench.node.restart();
      bench.start();
      assertThat(bench.bootstrap().value().getHeader().hasError()).isTrue();
      var stores =
          bench.call(
              bench.stub::getAllStores,
              io.holdfast.protocol.wire.pdpb.GetAllStoresRequest.newBuilder()
                  .setHeader(bench.header())
                  .build());
      assertThat(stores.value().getStoresCount()).isEqualTo(11);
      var region =
          bench.call(
              bench.stub::getRegion,
              GetRegionRequest.newBuilder().setHeader(bench.header()).build());
      assertThat(region.value().getRegion()).isEqualTo(PdBench.firstRegion());
    }
  }

  @Test
  void aMemberThatRanForLongStartsFromItsSnapshot() throws Exception {
    bench.config = bench.config.withCompactEntries(50);
    bench.start();
    bench.world.run(Duration.ofMinutes(20)); // The window alone makes an entry each 1.5 s.
    PdStatus before = status();
    assertThat(before.appliedIndex()).isGreaterThan(400);
    assertThat(before.appliedIndex() - before.snapshotIndex()).isLessThan(100);
    bench.node.kill();
    bench.node.restart();
    bench.start();
    PdStatus after = status();
    assertThat(after.snapshotIndex()).isGreaterThanOrEqualTo(before.snapshotIndex());
    assertThat(after.appliedIndex()).isGreaterThanOrEqualTo(before.appliedIndex());
    assertThat(after.serving()).isTrue();
    assertThat(bench.timestamp(1).value().getCount()).isEqualTo(1);
  }

  private PdStatus status() {
    PdNode pd = Objects.requireNonNull(bench.pd);
    CompletableFuture<PdStatus> status = pd.status();
    bench.world.runUntil(status::isDone, PdBench.LONG);
    return status.join();
  }

  private void write(String name, String text) throws Exception {
    FileSystem files = bench.node.runtime().files();
    files.createDirectories(PdBench.DATA);
    files.delete(PdBench.DATA.resolve(name));
    try (FileSystem.AppendFile out = files.create(PdBench.DATA.resolve(name))) {
      out.append(Bytes.utf8(text).asByteBuffer());
      out.sync();
    }
    files.syncDirectory(PdBench.DATA);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> PdNode.start(bench.node.runtime(), bench.config))
        .isInstanceOf(PdStartException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aDirectoryInUseIsRefused() throws Exception {
    bench.start();
    refused("in use");
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused() throws Exception {
    write("precious.txt", "mine");
    refused("holds files of something else: precious.txt");
  }

  @Test
  void anUnknownFormatIsRefused() throws Exception {
    write("FORMAT", "kind=placement-driver\nversion=9\ncluster=1\nkey-mode=V1_TXN\n");
    refused("Unknown format version 9");
    write("FORMAT", "kind=store\nversion=1\n");
    refused("Not a data directory of a placement driver");
    write("FORMAT", "kind=placement-driver\nversion=1\ncluster=x\nkey-mode=V1_TXN\n");
    refused("Damaged file");
  }

  @Test
  void anotherKeyModeThanTheClustersIsRefused() throws Exception {
    bench.start();
    bench.node.kill();
    bench.node.restart();
    bench.config = bench.config.withKeyMode(KeyMode.V1_RAW);
    refused("belongs to a cluster of key mode V1_TXN");
  }

  @Test
  void aDamagedSnapshotIsRefused() throws Exception {
    bench.config = bench.config.withCompactEntries(3);
    bench.start();
    bench.world.run(Duration.ofSeconds(20));
    bench.node.kill();
    bench.node.restart();
    write("state", "HFPDSNP1 something that is no snapshot");
    refused("Damaged file");
  }

  @Test
  void aLostLogIsRefused() throws Exception {
    bench.start();
    bench.node.kill();
    bench.node.restart();
    bench.node.runtime().files().delete(PdBench.DATA.resolve("raft-log"));
    refused("is lost");
    refused("pd recover");
  }

  @Test
  void aPortInUseIsRefused() throws Exception {
    bench.start();
    bench.config =
        new PdConfig(
            "other",
            java.nio.file.Path.of("/other"),
            PdBench.ADDRESS,
            null,
            KeyMode.V1_TXN,
            3,
            100,
            PdConfig.STORE_DOWN_DEFAULT,
            true);
    refused("Placement driver cannot start");
  }
}
