package io.holdfast.endtoend.tikv;

import io.holdfast.cluster.LocalCluster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tikv.common.TiConfiguration;
import org.tikv.common.TiSession;
import org.tikv.kvproto.Kvrpcpb.KvPair;
import org.tikv.shade.com.google.protobuf.ByteString;

/** The published client, set up for a cluster of ours as its users set it up. */
final class Published {
  /** Deadline of one call; the default of 200 ms is for idle machines. */
  private static final long CALL_MILLIS = 3_000;

  /** How long an operation goes on trying: longer than a group takes to elect another leader. */
  private static final int OPERATION_MILLIS = 20_000;

  private Published() {}

  /** A session for raw keys, with its warm-up. */
  static TiSession rawSession(LocalCluster cluster) {
    TiConfiguration conf = TiConfiguration.createRawDefault(cluster.pd().toString());
    conf.setTimeout(CALL_MILLIS);
    conf.setEnableAtomicForCAS(true);
    conf.setRawKVReadTimeoutInMS(OPERATION_MILLIS);
    conf.setRawKVWriteTimeoutInMS(OPERATION_MILLIS);
    conf.setRawKVBatchReadTimeoutInMS(OPERATION_MILLIS);
    conf.setRawKVBatchWriteTimeoutInMS(OPERATION_MILLIS);
    conf.setRawKVScanTimeoutInMS(OPERATION_MILLIS);
    // The client's log of slow calls is not safe to use from several threads.
    conf.setRawKVReadSlowLogInMS(-1);
    conf.setRawKVWriteSlowLogInMS(-1);
    conf.setRawKVBatchReadSlowLogInMS(-1);
    conf.setRawKVBatchWriteSlowLogInMS(-1);
    conf.setRawKVScanSlowLogInMS(-1);
    return TiSession.create(conf);
  }

  /** A session whose raw operations give up soon, for those that must fail. */
  static TiSession impatientRawSession(LocalCluster cluster) {
    TiConfiguration conf = TiConfiguration.createRawDefault(cluster.pd().toString());
    conf.setTimeout(CALL_MILLIS);
    conf.setEnableAtomicForCAS(true);
    conf.setRawKVWriteTimeoutInMS(500);
    conf.setRawKVBatchWriteTimeoutInMS(500);
    conf.setRawKVWriteSlowLogInMS(-1);
    conf.setRawKVBatchWriteSlowLogInMS(-1);
    return TiSession.create(conf);
  }

  /** A session for transactions. */
  static TiSession txnSession(LocalCluster cluster) {
    TiConfiguration conf = TiConfiguration.createDefault(cluster.pd().toString());
    conf.setTimeout(CALL_MILLIS);
    return TiSession.create(conf);
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> keys(List<KvPair> pairs) {
    return pairs.stream().map(pair -> pair.getKey().toStringUtf8()).toList();
  }

  static List<String> values(List<KvPair> pairs) {
    return pairs.stream().map(pair -> pair.getValue().toStringUtf8()).toList();
  }
}
