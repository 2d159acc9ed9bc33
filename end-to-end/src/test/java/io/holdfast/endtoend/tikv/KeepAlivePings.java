package io.holdfast.endtoend.tikv;

import io.holdfast.runtime.net.Address;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection that makes no calls and only pings, as published clients keep theirs alive. Servers
 * that do not permit it end the connection at the third ping too many, so this takes its time: it
 * begins with the cluster and is asked for at the end.
 */
final class KeepAlivePings {
  /** Published clients ping every 10 s; a server must permit twice that. */
  private static final Duration INTERVAL = Duration.ofMillis(5_200);

  private static final int PINGS = 4;
  private static final int FRAME_HEADER = 9;
  private static final int TYPE_SETTINGS = 4;
  private static final int TYPE_PING = 6;
  private static final int TYPE_GO_AWAY = 7;

  private final CompletableFuture<Integer> answered;

  private KeepAlivePings(CompletableFuture<Integer> answered) {
    this.answered = answered;
  }

  /** Begins pinging a server, on a thread of its own. */
  static KeepAlivePings begin(Address server) {
    CompletableFuture<Integer> answered = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answered.complete(ping(server));
              } catch (IOException e) {
                answered.completeExceptionally(new UncheckedIOException(e));
              }
            },
            "keep-alive");
    thread.setDaemon(true);
    thread.start();
    return new KeepAlivePings(answered);
  }

  /** How many pings were answered before the server or the pings ended. */
  int answered() throws Exception {
    return answered.get(60, TimeUnit.SECONDS);
  }

  /** How many were sent. */
  static int sent() {
    return PINGS;
  }

  private static int ping(Address server) throws IOException {
    try (Socket socket = new Socket(server.host(), server.port())) {
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(frame(TYPE_SETTINGS, 0));
      out.flush();
      int answered = 0;
      for (int i = 0; i < PINGS; i++) {
        quietFor(INTERVAL, socket, in);
        out.write(frame(TYPE_PING, 8));
        out.flush();
        if (!answerComes(socket, in)) {
          return answered;
        }
        answered++;
      }
      return answered;
    }
  }

  private static byte[] frame(int type, int length) {
    byte[] frame = new byte[FRAME_HEADER + length];
    frame[2] = (byte) length;
    frame[3] = (byte) type;
    return frame;
  }

  /** Reads what the server says unasked until the time has come. */
  private static void quietFor(Duration time, Socket socket, DataInputStream in)
      throws IOException {
    long until = System.nanoTime() + time.toNanos();
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return;
      }
      socket.setSoTimeout((int) left);
      try {
        if (read(in) == TYPE_GO_AWAY) {
          throw new IOException("the server ends a quiet connection");
        }
      } catch (java.net.SocketTimeoutException e) {
        return;
      }
    }
  }

  private static boolean answerComes(Socket socket, DataInputStream in) throws IOException {
    socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
    while (true) {
      int type = read(in);
      if (type == TYPE_PING || type == TYPE_GO_AWAY) {
        return type == TYPE_PING;
      }
    }
  }

  /** One frame; its type. */
  private static int read(DataInputStream in) throws IOException {
    int high = in.readUnsignedByte();
    int length = high << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.skipNBytes(FRAME_HEADER - 4L + length);
    return type;
  }
}
