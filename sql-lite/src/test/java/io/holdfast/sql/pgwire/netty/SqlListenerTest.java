package io.holdfast.sql.pgwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.net.Address;
import io.holdfast.sql.pgwire.WaitingSession;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets, with sessions that wait until they are cancelled. */
@Timeout(20)
class SqlListenerTest {
  private final WaitingSession.Sessions sessions = new WaitingSession.Sessions();
  private SqlListener listener;

  @BeforeEach
  void open() throws IOException {
    listener = SqlListener.open("test", new Address("127.0.0.1", 0), 2, 1 << 20, sessions);
  }

  @AfterEach
  void close() {
    listener.close();
  }

  /** A client that speaks just enough. */
  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private int processId;
    private int secret;

    Client() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().port());
      in = new DataInputStream(socket.getInputStream());
    }

    Client start() throws IOException {
      byte[] body = "user\0u\0\0".getBytes(StandardCharsets.US_ASCII);
      send(ByteBuffer.allocate(8 + body.length).putInt(8 + body.length).putInt(3 << 16).put(body));
      return this;
    }

    void send(ByteBuffer bytes) throws IOException {
      socket.getOutputStream().write(bytes.array(), bytes.arrayOffset(), bytes.capacity());
    }

    void query(String sql) throws IOException {
      byte[] text = (sql + "\0").getBytes(StandardCharsets.US_ASCII);
      send(ByteBuffer.allocate(5 + text.length).put((byte) 'Q').putInt(4 + text.length).put(text));
    }

    /** Reads messages until one of this type; answers its payload. */
    byte[] until(char type) throws IOException {
      while (true) {
        int read = in.readUnsignedByte();
        byte[] payload = new byte[in.readInt() - 4];
        in.readFully(payload);
        if (read == 'K') {
          processId = ByteBuffer.wrap(payload).getInt();
          secret = ByteBuffer.wrap(payload).getInt(4);
        }
        if (read == type) {
          return payload;
        }
      }
    }

    String error() throws IOException {
      return new String(until('E'), StandardCharsets.UTF_8).replace('\0', ' ').strip();
    }

    void cancel(Client other) throws IOException {
      send(
          ByteBuffer.allocate(16)
              .putInt(16)
              .putInt(80877102)
              .putInt(other.processId)
              .putInt(other.secret));
    }

    boolean atEnd() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aCancelRequestWithTheRightKeyStopsTheStatementAndNothingElse() throws Exception {
    try (Client client = new Client().start();
        Client other = new Client().start()) {
      client.until('Z');
      other.until('Z');
      client.query("wait");
      sessions.awaitWaiting(1);
      try (Client wrong = new Client()) {
        client.secret++;
        wrong.cancel(client);
        assertThat(wrong.atEnd()).isTrue();
        client.secret--;
      }
      assertThat(sessions.waiting()).isEqualTo(1);
      try (Client canceller = new Client()) {
        canceller.cancel(client);
        assertThat(canceller.atEnd()).isTrue();
      }
      assertThat(client.error()).contains("57014");
      client.until('Z');
      client.query("do");
      client.until('C');
    }
  }

  @Test
  void aClientTooManyIsToldAndAPlaceIsFreeAgainAfterwards() throws Exception {
    try (Client first = new Client().start()) {
      first.until('Z');
      try (Client second = new Client().start()) {
        second.until('Z');
        try (Client third = new Client().start()) {
          assertThat(third.error()).contains("FATAL").contains("53300");
          assertThat(third.atEnd()).isTrue();
        }
      }
      sessions.awaitClosed(1);
      for (boolean in = false; !in; ) {
        try (Client fourth = new Client().start()) {
          // The place is free a moment after the session is closed.
          in = fourth.in.read() == 'R';
        }
      }
    }
  }

  @Test
  void aClientThatLeavesHasItsStatementCancelledAndItsSessionClosed() throws Exception {
    Client client = new Client().start();
    client.until('Z');
    client.query("wait");
    sessions.awaitWaiting(1);
    client.close();

    sessions.awaitClosed(1);
    assertThat(sessions.waiting()).isZero();
  }

  @Test
  void closingTheListenerTellsClientsThatWaitAndThoseThatWork() throws Exception {
    try (Client idle = new Client().start();
        Client busy = new Client().start()) {
      idle.until('Z');
      busy.until('Z');
      busy.query("wait");
      sessions.awaitWaiting(1);
      listener.close();

      assertThat(idle.error()).contains("FATAL").contains("57P01");
      assertThat(busy.error()).contains("FATAL").contains("57P01");
      sessions.awaitClosed(2);
    }
  }

  @Test
  void bytesThatAreNoProtocolEndTheirConnectionOnly() throws Exception {
    try (Client good = new Client().start()) {
      good.until('Z');
      try (Client bad = new Client()) {
        bad.send(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(bad.error()).contains("FATAL").contains("08P01");
        assertThat(bad.atEnd()).isTrue();
      }
      good.query("do");
      good.until('C');
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsUpItsOwnStatementOnly() throws Exception {
    try (Client slow = new Client().start();
        Client other = new Client().start()) {
      slow.until('Z');
      other.until('Z');
      slow.query("flood");
      sessions.awaitStalled();
      other.query("do");
      other.until('C');
      // Far less than what the statement would send if nobody held it up.
      assertThat(sessions.floodedBytes()).isLessThan(64L << 20);
    }
    sessions.awaitClosed(2);
  }

  @Test
  void aClientThatSendsFasterThanItsStatementsRunIsNotReadAnyMore() throws Exception {
    try (Client client = new Client().start()) {
      client.until('Z');
      client.query("wait");
      sessions.awaitWaiting(1);
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 1_000_000; i++) {
                    client.query("do with a text that takes some room in the queue".repeat(20));
                  }
                } catch (IOException e) {
                  // The server closes the connection below.
                  return;
                }
              });
      sender.start();
      sender.join(TimeUnit.SECONDS.toMillis(1));
      assertThat(sender.isAlive()).isTrue();
      listener.close();
      sender.join();
    }
    sessions.awaitClosed(1);
  }
}
