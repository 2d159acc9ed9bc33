package io.holdfast.sql.pgwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever comes: only this connection ends, what it is told are whole messages, nothing leaks. */
class WireFuzzTest {
  private static final int ROUNDS = 4_000;

  /** A conversation that uses every message. */
  private static byte[] valid(SplittableRandom random) {
    WireClient client = new WireClient();
    if (random.nextInt(4) == 0) {
      client.code(Startup.SSL_CODE);
    }
    client.start("user", "u", "database", "d", "options", "-c a=b");
    int steps = 1 + random.nextInt(12);
    for (int i = 0; i < steps; i++) {
      step(client, random.nextInt(9), random);
    }
    return random.nextBoolean() ? client.bytes() : client.terminate().bytes();
  }

  private static void step(WireClient client, int kind, SplittableRandom random) {
    switch (kind) {
      case 0 -> client.query("rows " + random.nextInt(50));
      case 1 -> client.query("fail");
      case 2 -> client.parse("s" + random.nextInt(3), "rows 3", 23, 0);
      case 3 -> client.bind("p" + random.nextInt(3), "s" + random.nextInt(3), "1", null);
      case 4 -> client.describe(random.nextBoolean() ? 'S' : 'P', "p1");
      case 5 -> client.execute("p" + random.nextInt(3), random.nextInt(4));
      case 6 -> client.sync();
      case 7 -> client.query("copy").message('d', new byte[] {1, 2, 3}).message('c');
      default -> client.message('C', 'P', "p1").message('H');
    }
  }

  private static void serve(byte[] bytes) {
    Scripted script = new Scripted();
    script.serveQuietly(bytes);
    long opened = script.calls.stream().filter(call -> call.startsWith("open")).count();
    long closed = script.calls.stream().filter("closed"::equals).count();
    assertThat(closed).as("sessions closed of %s", script.calls).isEqualTo(opened);
    byte[] sent = script.sent.toByteArray();
    int letters = 0;
    while (letters < sent.length && sent[letters] == 'N') {
      letters++;
    }
    // One letter declines encryption; after that there are whole messages only.
    WireTranscript.of(Arrays.copyOfRange(sent, letters, sent.length));
  }

  @Test
  void randomBytes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      serve(bytes);
    }
  }

  @Test
  void randomBytesAfterAGoodStart() {
    SplittableRandom random = new SplittableRandom(2);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      serve(WireClient.concat(List.of(new WireClient().start("user", "u").bytes(), bytes)));
    }
  }

  @Test
  void randomPayloadsInGoodFrames() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < ROUNDS; round++) {
      WireClient client = new WireClient().start("user", "u");
      for (int i = 0; i < 8; i++) {
        byte[] payload = new byte[random.nextInt(24)];
        random.nextBytes(payload);
        client.message("QPBDECHSFdcfX".charAt(random.nextInt(13)), payload);
      }
      serve(client.bytes());
    }
  }

  @Test
  void validConversationsWithChangedBytes() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = valid(random);
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      serve(bytes);
    }
  }

  @Test
  void validConversationsCutOffAnywhere() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = valid(random);
      serve(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
    }
  }

  @Test
  void aConversationIsTheSameInWhateverPiecesItArrives() {
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = valid(random);
      assertThat(cut(bytes, random)).isEqualTo(cut(bytes, null));
    }
  }

  private static List<String> cut(byte[] bytes, @Nullable SplittableRandom random) {
    FrameCutter cutter = new FrameCutter(Scripted.MESSAGE_BYTES_MAX);
    List<String> frames = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int count = random == null ? bytes.length : Math.min(bytes.length - at, random.nextInt(9));
      cutter.feed(
          bytes,
          at,
          count,
          frame -> {
            frames.add(frame.type() + Arrays.toString(frame.payload()));
            if (frame.type() == Frame.STARTUP && Startup.read(frame) instanceof Startup.Begin) {
              cutter.startupIsOver();
            }
          });
      at += count;
    }
    return frames;
  }

  @Test
  void aLengthThatPromisesMuchReservesLittle() {
    // A thousand clients that promise a megabyte each and send nothing of it.
    List<FrameCutter> cutters = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      FrameCutter cutter = new FrameCutter(Integer.MAX_VALUE);
      cutter.startupIsOver();
      byte[] head = {'Q', 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xF0, 'x'};
      cutter.feed(head, 0, head.length, frame -> {});
      cutters.add(cutter);
    }

    assertThat(cutters.stream().mapToLong(FrameCutter::reservedBytes).sum())
        .isLessThan(1_000 * 10_000L);
  }
}
