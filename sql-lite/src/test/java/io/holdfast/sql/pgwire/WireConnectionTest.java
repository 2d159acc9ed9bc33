package io.holdfast.sql.pgwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireConnectionTest {
  private static final String ERROR = "E S=ERROR C=22012 M=division by zero D=d H=h P=8 t=t1 n=c1";

  private static WireClient client() {
    return new WireClient().start("user", "u", "database", "d");
  }

  /** What follows the first ReadyForQuery. */
  private static List<String> afterStart(List<String> lines) {
    return lines.subList(lines.indexOf("Z I") + 1, lines.size());
  }

  private static List<String> talk(WireClient client) {
    return afterStart(Scripted.talk(client));
  }

  @Test
  void theStartAuthenticatesTellsSettingsAndTheKeyAndIsReady() {
    assertThat(Scripted.talk(client())).containsExactly("R 0", "S a=1", "K 7", "Z I");
  }

  @Test
  void theDatabaseIsThatOfTheUserUnlessGivenAndSettingsAreHandedOn() {
    Scripted script = new Scripted();
    script.serve(
        new WireClient().start("user", "joe", "TimeZone", "UTC", "options", "-c a=b").bytes());

    assertThat(script.calls)
        .containsExactly("open joe joe {TimeZone=UTC, options=-c a=b}", "closed");
  }

  @Test
  void withoutUserOrWithAnUnknownDatabaseTheConnectionIsRefused() {
    assertThat(Scripted.talk(new WireClient().start("database", "d")))
        .containsExactly("E S=FATAL C=28000 M=no PostgreSQL user name specified in startup packet");
    assertThat(Scripted.talk(new WireClient().start("user", "u", "database", "nowhere")))
        .containsExactly("E S=FATAL C=3D000 M=database \"nowhere\" does not exist");
  }

  @Test
  void encryptionIsDeclinedWithOneLetterAndTheClientStartsInTheClear() {
    Scripted script = new Scripted();
    script.serveQuietly(
        new WireClient()
            .code(Startup.GSS_CODE)
            .code(Startup.SSL_CODE)
            .start("user", "u", "database", "d")
            .bytes());

    byte[] sent = script.sent.toByteArray();
    assertThat(new String(sent, 0, 3, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("NNR");
  }

  @Test
  void aNewerMinorVersionIsNegotiatedAndAnotherMajorOneRefused() {
    Scripted newer = new Scripted();
    List<String> lines = newer.serve(WireClient.startup(3 << 16 | 2, "user", "u", "_pq_.x", "1"));
    assertThat(lines).startsWith("v", "R 0");
    ByteBuffer negotiate = ByteBuffer.wrap(newer.sent.toByteArray());
    assertThat(negotiate.getInt(5)).isEqualTo(3 << 16);
    assertThat(negotiate.getInt(9)).isEqualTo(1);

    assertThat(new Scripted().serve(WireClient.startup(2 << 16, "user", "u")))
        .containsExactly(
            "E S=FATAL C=0A000 M=unsupported frontend protocol 2.0: server supports 3.0 to 3.0");
  }

  @Test
  void aCancelRequestIsReadWithItsKey() {
    Scripted script = new Scripted();
    script.serveQuietly(new WireClient().code(Startup.CANCEL_CODE, 7, 42).bytes());

    assertThat(script.calls).containsExactly("Cancel[processId=7, secret=42]");
    assertThat(script.sent.size()).isZero();
  }

  @Test
  void aSimpleQueryAnswersEachStatementAndOneReady() {
    assertThat(talk(client().query("rows 2;do").query("").terminate()))
        .containsExactly(
            "T n:23 t:25", "D 0 é0", "D 1 NULL", "C SELECT 2", "C DO", "Z I", "I", "Z I");
  }

  @Test
  void anErrorInASimpleQueryEndsItAndSaysEverythingItKnows() {
    assertThat(talk(client().query("do;fail;do").query("do")))
        .containsExactly("C DO", ERROR, "Z I", "C DO", "Z I");
  }

  @Test
  void aChangedSettingIsToldBeforeTheNextReady() {
    assertThat(talk(client().query("set Europe/Rome")))
        .containsExactly("C SET", "S TimeZone=Europe/Rome", "Z I");
  }

  @Test
  void aWarningComesBeforeTheTagAndABlockShowsInReady() {
    assertThat(talk(client().query("notice").query("begin").query("fail")))
        .containsExactly(
            "N S=WARNING C=25P01 M=there is no transaction in progress",
            "C COMMIT",
            "Z I",
            "C BEGIN",
            "Z T",
            ERROR,
            "Z E");
  }

  @Test
  void theExtendedProtocolAnswersEachMessageAndReadyOnlyForSync() {
    assertThat(
            talk(
                client()
                    .parse("s", "rows 1", 23)
                    .describe('S', "s")
                    .bind("p", "s", "5")
                    .describe('P', "p")
                    .execute("p", 0)
                    .message('C', 'P', "p")
                    .message('C', 'S', "s")
                    .sync()))
        .containsExactly(
            "1",
            "t 23",
            "T n:23 t:25",
            "2",
            "T n:23b t:25",
            "D 0 é0",
            "C SELECT 1",
            "3",
            "3",
            "Z I");
  }

  @Test
  void aStatementWithoutRowsIsDescribedByNoData() {
    assertThat(
            talk(
                client()
                    .parse("", "do")
                    .describe('S', "")
                    .bind("", "")
                    .describe('P', "")
                    .execute("", 0)
                    .sync()))
        .containsExactly("1", "t 23", "n", "2", "n", "C DO", "Z I");
  }

  @Test
  void afterAnErrorEverythingIsSkippedUpToSync() {
    Scripted script = new Scripted();
    List<String> lines =
        script.serve(
            client()
                .parse("", "fail")
                .bind("", "")
                .execute("", 0)
                .parse("", "do")
                .query("do")
                .execute("", 0)
                .sync()
                .query("do")
                .bytes());

    assertThat(afterStart(lines)).containsExactly("1", "2", ERROR, "Z I", "C DO", "Z I");
    assertThat(script.calls.stream().filter(call -> call.startsWith("parse"))).hasSize(1);
  }

  @Test
  void manyBatchesMayBeSentAtOnceAndAreAnsweredInOrder() {
    WireClient client = client();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      client.parse("", i % 10 == 3 ? "syntax" : "do").bind("", "").execute("", 0).sync();
      expected.addAll(
          i % 10 == 3
              ? List.of("E S=ERROR C=42601 M=syntax error at or near \"syntax\" P=1", "Z I")
              : List.of("1", "2", "C DO", "Z I"));
    }

    assertThat(talk(client)).isEqualTo(expected);
  }

  @Test
  void anExecutionKnowsWhetherSyncFollows() {
    Scripted script = new Scripted();
    script.serve(
        client().parse("", "do").bind("", "").execute("", 0).execute("", 0).sync().bytes());

    assertThat(script.calls).containsSubsequence("execute  0", "execute  0 then sync", "sync");
  }

  @Test
  void aPortalIsSuspendedAtItsLimitAndGoesOn() {
    assertThat(
            talk(
                client()
                    .parse("", "rows 5")
                    .bind("c", "")
                    .execute("c", 2)
                    .execute("c", 2)
                    .execute("c", 2)
                    .sync()))
        .containsExactly(
            "1",
            "2",
            "D 0 é0",
            "D 1 NULL",
            "s",
            "D 2 é2",
            "D 3 NULL",
            "s",
            "D 4 é4",
            "C SELECT 1",
            "Z I");
  }

  @Test
  void parametersComeAsTheyWereSentNullIncluded() {
    Scripted script = new Scripted();
    script.serve(client().parse("", "do").bind("", "", "a", null, "ü").sync().bytes());

    assertThat(script.calls).contains("bind : a NULL ü");
  }

  @Test
  void aBindWithTheWrongNumberOfFormatsOrAnUnknownFormatIsAnError() {
    List<String> lines =
        talk(
            client()
                .message('B', "", "", (short) 2, (short) 0, (short) 0, (short) 1, -1, (short) 0)
                .sync()
                .message('B', "", "", (short) 1, (short) 2, (short) 1, -1, (short) 0)
                .sync()
                .message('B', "", "", (short) 0, (short) 1, -2, (short) 0)
                .sync());
    assertThat(lines)
        .containsExactly(
            "E S=ERROR C=08P01 M=bind message has 2 parameter formats but 1 parameters",
            "Z I",
            "E S=ERROR C=22023 M=unsupported format code: 2",
            "Z I",
            "E S=ERROR C=08P01 M=invalid message format",
            "Z I");
  }

  @Test
  void copyInTakesDataUntilDoneAndIgnoresFlushAndSync() {
    Scripted script = new Scripted();
    List<String> lines =
        script.serve(
            client()
                .query("copy")
                .message('d', "1\t2\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .message('H')
                .message('S')
                .message('d', "3".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .message('c')
                .query("do")
                .bytes());

    assertThat(afterStart(lines)).containsExactly("G 0 2", "C COPY 5", "Z I", "C DO", "Z I");
    assertThat(script.calls).contains("copied 1\t2\n3");
  }

  @Test
  void aCopyThatTheClientGivesUpIsAnErrorAndLateDataIsIgnored() {
    assertThat(
            talk(
                client()
                    .query("copy")
                    .message('f', "no more")
                    .message('d', new byte[] {'x'})
                    .message('c')
                    .query("do")))
        .containsExactly(
            "G 0 2", "E S=ERROR C=57014 M=COPY from stdin failed: no more", "Z I", "C DO", "Z I");
  }

  @Test
  void aMessageThatDoesNotBelongIntoACopyEndsTheConnection() {
    assertThat(talk(client().query("copy").query("do")))
        .containsExactly(
            "G 0 2", "E S=FATAL C=08P01 M=unexpected message type 0x51 during COPY from stdin");
  }

  @Test
  void copyOutSendsDataAndItsEnd() {
    assertThat(talk(client().query("out"))).containsExactly("H 0 1", "d", "c", "C COPY 1", "Z I");
  }

  @Test
  void functionCallsAreRefusedAndTheConversationGoesOn() {
    assertThat(talk(client().message('F', 1).query("do")))
        .containsExactly(
            "E S=ERROR C=0A000 M=fastpath function calls are not supported", "Z I", "C DO", "Z I");
  }

  @Test
  void anUnknownMessageTypeOrLengthEndsTheConnectionAfterWhatCameBefore() {
    assertThat(talk(client().query("do").raw('y', 0, 0, 0, 4)))
        .containsExactly("C DO", "Z I", "E S=FATAL C=08P01 M=invalid frontend message type 121");
    assertThat(talk(client().raw('Q', 0x7F, 0xFF, 0xFF, 0xFF)))
        .containsExactly("E S=FATAL C=08P01 M=invalid message length");
    assertThat(talk(client().raw('S', 0, 0, 0, 3)))
        .containsExactly("E S=FATAL C=08P01 M=invalid message length");
  }

  @Test
  void aMalformedMessageInAGoodFrameIsAnErrorOnly() {
    assertThat(
            talk(
                client()
                    .message('Q', new byte[] {'a', 'b'})
                    .message('Q', "do", 'x')
                    .message('D', 'X', "p")
                    .sync()
                    .message('Q', new byte[] {(byte) 0xff, 0})
                    .query("do")))
        .containsExactly(
            "E S=ERROR C=08P01 M=invalid string in message",
            "Z I",
            "E S=ERROR C=08P01 M=invalid message format",
            "Z I",
            "E S=ERROR C=08P01 M=invalid DESCRIBE message subtype 88",
            "Z I",
            "E S=ERROR C=22021 M=invalid byte sequence for encoding \"UTF8\": 0xff",
            "Z I",
            "C DO",
            "Z I");
  }

  @Test
  void aSessionThatIsEndedSaysWhyAndIsClosed() {
    Scripted script = new Scripted();
    List<String> lines = script.serve(client().query("end").query("do").bytes());

    assertThat(afterStart(lines))
        .containsExactly(
            "E S=FATAL C=25P03 M=terminating connection due to idle-in-transaction timeout");
    assertThat(script.calls).endsWith("query end", "closed");
  }

  @Test
  void aClientThatThinksTooLongIsTold() {
    Scripted script = new Scripted();
    script.silentClient = true;
    script.idleNanos = 1;

    assertThat(afterStart(script.serve(client().bytes())))
        .containsExactly(
            "E S=FATAL C=25P03 M=terminating connection due to idle-in-transaction timeout");
  }

  @Test
  void anErrorLeavesAtOnceWithWhatCameBefore() {
    Scripted script = new Scripted();
    script.serve(
        client().parse("", "do").bind("", "").parse("", "syntax").bind("", "").sync().bytes());

    // The start, then both acknowledgements with the error, then ReadyForQuery.
    assertThat(script.writes).hasSize(3);
    assertThat(WireTranscript.of(script.writes.get(1)))
        .containsExactly("1", "2", "E S=ERROR C=42601 M=syntax error at or near \"syntax\" P=1");
    assertThat(WireTranscript.of(script.writes.get(2))).containsExactly("Z I");
  }

  @Test
  void nothingLeavesBeforeTheClientWaitsForItOrAPieceIsFull() {
    Scripted script = new Scripted();
    script.serve(
        client()
            .parse("", "do")
            .bind("", "")
            .execute("", 0)
            .message('H')
            .execute("", 0)
            .sync()
            .query("rows 20000")
            .bytes());

    // The start, what Flush asked for, what Sync asked for, then pieces of rows.
    assertThat(script.writes.get(1)).hasSize(5 + 5 + 8);
    assertThat(script.writes.get(2)).hasSize(8 + 6);
    assertThat(script.writes.size()).isGreaterThan(8);
    assertThat(script.writes.stream().mapToInt(each -> each.length).max().orElseThrow())
        .isLessThan(WireOutput.PIECE_BYTES + 100);
  }
}
