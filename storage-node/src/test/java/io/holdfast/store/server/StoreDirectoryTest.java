package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.server.StoreStartException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreDirectoryTest {
  private static final Path ROOT = Path.of("/data");
  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private final SimNode node = world.newNode("n");

  @AfterEach
  void stop() {
    world.close();
  }

  private FileSystem files() {
    return node.runtime().files();
  }

  private StoreDirectory open(KeyMode mode) {
    return StoreDirectory.open(files(), ROOT, mode);
  }

  private void write(String name, String text) throws IOException {
    files().createDirectories(ROOT);
    files().delete(ROOT.resolve(name));
    try (FileSystem.AppendFile out = files().create(ROOT.resolve(name))) {
      out.append(Bytes.utf8(text).asByteBuffer());
    }
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable open, Reason reason) {
    assertThatThrownBy(open)
        .isInstanceOfSatisfying(
            StoreStartException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aLifeThatPromisesIsRemembered() {
    StoreDirectory directory = open(KeyMode.V1_TXN);
    directory.remember(new StoreDirectory.Identity(7, 8));
    assertThat(directory.boot()).isEqualTo(StoreDirectory.Boot.NONE);
    directory.rememberBoot(new StoreDirectory.Boot(3, 1_500));
    node.powerCut();
    node.restart();
    assertThat(open(KeyMode.V1_TXN).boot()).isEqualTo(new StoreDirectory.Boot(3, 1_500));
  }

  @Test
  void aFreshDirectoryRemembersWhoTheStoreIs() {
    StoreDirectory directory = open(KeyMode.V1_TXN);
    assertThat(directory.identity()).isNull();
    directory.remember(new StoreDirectory.Identity(7, 8));
    node.powerCut();
    node.restart();
    assertThat(open(KeyMode.V1_TXN).identity()).isEqualTo(new StoreDirectory.Identity(7, 8));
  }

  @Test
  void onlyOneStoreUsesADirectoryAtATime() {
    StoreDirectory first = open(KeyMode.V1_TXN);
    assertRefused(() -> open(KeyMode.V1_TXN), Reason.IN_USE);
    first.unlock();
    open(KeyMode.V1_TXN).unlock();
  }

  @Test
  void anotherKeyModeIsRefused() {
    StoreDirectory first = open(KeyMode.V1_TXN);
    first.unlock();
    open(KeyMode.V1_RAW).unlock(); // The cluster has not taken it yet.
    first = open(KeyMode.V1_TXN);
    first.remember(new StoreDirectory.Identity(7, 8));
    first.unlock();
    assertRefused(() -> open(KeyMode.V1_RAW), Reason.OTHER_KEY_MODE);
    open(KeyMode.V1_TXN).unlock();
  }

  @Test
  void anUnknownVersionIsRefused() throws IOException {
    write("FORMAT", "kind=store\nversion=3\nkey-mode=V1_TXN\n");
    assertRefused(() -> open(KeyMode.V1_TXN), Reason.UNKNOWN_FORMAT);
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused() throws IOException {
    write("holiday.jpg", "x");
    assertRefused(() -> open(KeyMode.V1_TXN), Reason.UNKNOWN_FORMAT);
    write("FORMAT", "kind=placement-driver\nversion=1\n");
    assertRefused(() -> open(KeyMode.V1_TXN), Reason.UNKNOWN_FORMAT);
  }

  @Test
  void anUnreadableIdentityIsRefused() throws IOException {
    StoreDirectory directory = open(KeyMode.V1_TXN);
    write("IDENTITY", "cluster=x\n");
    assertRefused(directory::identity, Reason.CORRUPT_MARKER);
  }
}
