package io.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.protocol.wire.pdpb.Pdpb;
import io.holdfast.protocol.wire.tikvpb.Tikvpb;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Walks every public message, enum and service we define and compares it with the one of the same
 * full name in the published client's jar, whose generated code sits on a protobuf of its own: its
 * descriptors cross over as bytes.
 *
 * <p>A difference is written as one line of text; the test passes when the lines are exactly those
 * explained in {@link #DIFFERENT}.
 */
final class WireCompatibilityTest {
  /** What we define beyond the jar: fields and calls of newer servers that other clients send. */
  private static final Set<String> DIFFERENT =
      Set.of(
          // Clients newer than 3.3.5 tell the primary's fate and a missing lock apart.
          "field kvrpcpb.KeyError.primary_mismatch",
          "field kvrpcpb.KeyError.txn_lock_not_found",
          "message kvrpcpb.PrimaryMismatch",
          "message kvrpcpb.TxnLockNotFound",
          "field kvrpcpb.WriteConflict.reason",
          "enum kvrpcpb.WriteConflict.Reason",
          // Sent by newer lock resolvers; ignoring it would resolve by a key that is no primary.
          "field kvrpcpb.CheckTxnStatusRequest.verify_is_primary",
          // A compare-and-swap that deletes.
          "field kvrpcpb.RawCASRequest.delete",
          // Sent by newer clients with every request.
          "field kvrpcpb.Context.request_source",
          "field kvrpcpb.Context.busy_threshold_ms",
          "field kvrpcpb.Context.keyspace_id",
          "field kvrpcpb.Context.buckets_version",
          "field kvrpcpb.Context.cluster_id",
          // Between our own clients and stores: answers in pages. Numbers far above the public
          // ones.
          "field kvrpcpb.Context.page_bytes",
          // Rows that SQL holds from before the start of their commit.
          "field kvrpcpb.Mutation.unchanged_since",
          // The right of SQL to write its own keys.
          "field kvrpcpb.Context.system_keys",
          "field kvrpcpb.ScanResponse.resume_key",
          "field kvrpcpb.RawScanResponse.resume_key",
          "field kvrpcpb.BatchGetResponse.keys_answered",
          "field kvrpcpb.RawBatchGetResponse.keys_answered",
          // Region errors newer clients understand.
          "field errorpb.Error.mismatch_peer_id",
          "field errorpb.Error.undetermined_result",
          "message errorpb.MismatchPeerId",
          "message errorpb.UndeterminedResult",
          // Between nodes of ours: what is in use already (rule T5).
          "message holdfast.Marks",
          "field pdpb.PutStoreRequest.marks",
          "field pdpb.StoreHeartbeatRequest.marks",
          "field pdpb.StoreHeartbeatResponse.marks",
          "field pdpb.AskBatchSplitRequest.marks",
          // For our clients: how long ago a store was heard.
          "enum holdfast.Liveness",
          "message holdfast.StoreLiveness",
          "field pdpb.GetStoreResponse.liveness",
          "field pdpb.GetAllStoresResponse.liveness",
          // Probed by newer placement-driver clients when they connect.
          "call pdpb.PD.GetClusterInfo",
          "message pdpb.GetClusterInfoRequest",
          "message pdpb.GetClusterInfoResponse",
          "enum pdpb.ServiceMode",
          "call pdpb.PD.GetMinTS",
          "message pdpb.GetMinTSRequest",
          "message pdpb.GetMinTSResponse",
          // Between nodes of an engine for analyses; answered as any call that nobody offers.
          "missing tikvpb.Tikv.CancelMPPTask",
          "missing tikvpb.Tikv.DispatchMPPTask",
          "missing tikvpb.Tikv.EstablishMPPConnection",
          "missing tikvpb.Tikv.IsAlive");

  private final Map<String, DescriptorProto> messages = new TreeMap<>();
  private final Map<String, EnumDescriptorProto> enums = new TreeMap<>();
  private final Map<String, ServiceDescriptorProto> services = new TreeMap<>();
  private final Set<String> differences = new TreeSet<>();
  private int compared;

  @Test
  void everyPublicMessageHasTheNumbersTypesAndLabelsOfThePublishedClient() throws Exception {
    Set<String> seen = new TreeSet<>();
    indexJar(org.tikv.kvproto.Tikvpb.getDescriptor(), seen);
    indexJar(org.tikv.kvproto.Pdpb.getDescriptor(), seen);

    Set<String> own = new TreeSet<>();
    compareFile(Tikvpb.getDescriptor(), own);
    compareFile(Pdpb.getDescriptor(), own);

    assertThat(differences).containsExactlyInAnyOrderElementsOf(DIFFERENT);
    // Guards against a walk that silently sees nothing.
    assertThat(compared).isGreaterThan(280);
    assertThat(own).contains("kvrpcpb.proto", "metapb.proto", "errorpb.proto");
  }

  @Test
  void noMessageOfTheServedPackagesIsMissing() throws Exception {
    Set<String> seen = new TreeSet<>();
    indexJar(org.tikv.kvproto.Tikvpb.getDescriptor(), seen);
    indexJar(org.tikv.kvproto.Pdpb.getDescriptor(), seen);
    Set<String> own = new TreeSet<>();
    for (FileDescriptor file :
        new FileDescriptor[] {Tikvpb.getDescriptor(), Pdpb.getDescriptor()}) {
      collectMessages(file, own);
    }
    Set<String> served = Set.of("pdpb", "tikvpb", "kvrpcpb", "metapb", "errorpb");
    for (String name : messages.keySet()) {
      if (served.contains(name.substring(0, name.indexOf('.')))) {
        assertThat(own).contains(name);
      }
    }
  }

  private static void collectMessages(FileDescriptor file, Set<String> names) {
    file.getDependencies().forEach(dependency -> collectMessages(dependency, names));
    for (var message : file.getMessageTypes()) {
      collectNested(message, names);
    }
  }

  private static void collectNested(
      com.google.protobuf.Descriptors.Descriptor message, Set<String> names) {
    names.add(message.getFullName());
    for (var nested : message.getNestedTypes()) {
      collectNested(nested, names);
    }
  }

  private void indexJar(
      org.tikv.shade.com.google.protobuf.Descriptors.FileDescriptor file, Set<String> seen)
      throws InvalidProtocolBufferException {
    if (!seen.add(file.getName())) {
      return;
    }
    for (var dependency : file.getDependencies()) {
      indexJar(dependency, seen);
    }
    FileDescriptorProto proto = FileDescriptorProto.parseFrom(file.toProto().toByteArray());
    for (DescriptorProto message : proto.getMessageTypeList()) {
      indexMessage(proto.getPackage(), message);
    }
    for (EnumDescriptorProto type : proto.getEnumTypeList()) {
      enums.put(proto.getPackage() + "." + type.getName(), type);
    }
    for (ServiceDescriptorProto service : proto.getServiceList()) {
      services.put(proto.getPackage() + "." + service.getName(), service);
    }
  }

  private void indexMessage(String scope, DescriptorProto message) {
    String name = scope + "." + message.getName();
    messages.put(name, message);
    message.getNestedTypeList().forEach(nested -> indexMessage(name, nested));
    message.getEnumTypeList().forEach(type -> enums.put(name + "." + type.getName(), type));
  }

  private void compareFile(FileDescriptor file, Set<String> done) {
    if (!done.add(file.getName())) {
      return;
    }
    file.getDependencies().forEach(dependency -> compareFile(dependency, done));
    FileDescriptorProto proto = file.toProto();
    String scope = proto.getPackage();
    proto.getMessageTypeList().forEach(message -> compareMessage(scope, message));
    proto.getEnumTypeList().forEach(type -> compareEnum(scope, type));
    proto.getServiceList().forEach(service -> compareService(scope, service));
  }

  private void compareMessage(String scope, DescriptorProto ours) {
    String name = scope + "." + ours.getName();
    DescriptorProto theirs = messages.get(name);
    if (theirs == null) {
      differences.add("message " + name);
      return;
    }
    compared++;
    Map<String, String> fields = fields(theirs);
    fields(ours)
        .forEach(
            (field, shape) -> {
              String expected = fields.remove(field);
              if (expected == null) {
                differences.add("field " + name + "." + field);
              } else if (!expected.equals(shape)) {
                differences.add(name + "." + field + " is " + shape + " but " + expected);
              }
            });
    fields.keySet().forEach(field -> differences.add("missing " + name + "." + field));
    ours.getNestedTypeList().forEach(nested -> compareMessage(name, nested));
    ours.getEnumTypeList().forEach(type -> compareEnum(name, type));
  }

  /** Field name to everything that decides its form on the wire and in a oneof. */
  private static Map<String, String> fields(DescriptorProto message) {
    Map<String, String> shapes = new TreeMap<>();
    for (FieldDescriptorProto field : message.getFieldList()) {
      String oneof =
          field.hasOneofIndex() ? message.getOneofDecl(field.getOneofIndex()).getName() : "";
      String packed = field.getOptions().hasPacked() ? "" + field.getOptions().getPacked() : "";
      shapes.put(
          field.getName(),
          String.join(
              " ",
              "" + field.getNumber(),
              field.getLabel().name(),
              field.getType().name(),
              field.getTypeName(),
              oneof,
              packed));
    }
    return shapes;
  }

  private void compareEnum(String scope, EnumDescriptorProto ours) {
    String name = scope + "." + ours.getName();
    EnumDescriptorProto theirs = enums.get(name);
    if (theirs == null) {
      differences.add("enum " + name);
      return;
    }
    compared++;
    Map<String, Integer> numbers = numbers(ours);
    Map<String, Integer> expected = numbers(theirs);
    if (!numbers.equals(expected)) {
      differences.add(name + " is " + numbers + " but " + expected);
    }
  }

  private static Map<String, Integer> numbers(EnumDescriptorProto type) {
    Map<String, Integer> numbers = new TreeMap<>();
    for (EnumValueDescriptorProto value : type.getValueList()) {
      numbers.put(value.getName(), value.getNumber());
    }
    return numbers;
  }

  private void compareService(String scope, ServiceDescriptorProto ours) {
    String name = scope + "." + ours.getName();
    ServiceDescriptorProto theirs = services.get(name);
    assertThat(theirs).as("service %s", name).isNotNull();
    Map<String, String> calls = calls(theirs);
    calls(ours)
        .forEach(
            (call, shape) -> {
              String expected = calls.remove(call);
              if (expected == null) {
                differences.add("call " + name + "." + call);
              } else if (!expected.equals(shape)) {
                differences.add(name + "." + call + " is " + shape + " but " + expected);
              }
            });
    calls.keySet().forEach(call -> differences.add("missing " + name + "." + call));
  }

  private static Map<String, String> calls(ServiceDescriptorProto service) {
    Map<String, String> shapes = new TreeMap<>();
    for (MethodDescriptorProto call : service.getMethodList()) {
      shapes.put(
          call.getName(),
          call.getInputType()
              + (call.getClientStreaming() ? " stream" : "")
              + " -> "
              + call.getOutputType()
              + (call.getServerStreaming() ? " stream" : ""));
    }
    return shapes;
  }
}
