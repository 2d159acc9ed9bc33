package io.holdfast.endtoend.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients rely on in the placement driver, and trip over when it is not so. */
@ExtendWith(SharedClusters.class)
class PdPitfallsTest {
  private final Wire wire;

  PdPitfallsTest(@Serving(KeyMode.V1_TXN) Wire wire) {
    this.wire = wire;
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void membersAreToldToWhoeverDoesNotKnowTheClusterYet() {
    for (RequestHeader header : List.of(RequestHeader.getDefaultInstance(), wire.header())) {
      GetMembersResponse answer =
          wire.pd().getMembers(GetMembersRequest.newBuilder().setHeader(header).build());
      assertThat(answer.getHeader().getClusterId()).isEqualTo(wire.header().getClusterId());
      assertThat(answer.getLeader().getMemberId()).isNotZero();
      assertThat(answer.getLeader().getClientUrls(0)).isEqualTo("http://" + wire.cluster().pd());
      assertThat(answer.getMembersList()).contains(answer.getLeader());
    }
  }

  @Test
  void anotherClustersIdIsRefusedByName() {
    long wrong = wire.header().getClusterId() + 1;
    RequestHeader header = RequestHeader.newBuilder().setClusterId(wrong).build();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> wire.pd().getRegion(GetRegionRequest.newBuilder().setHeader(header).build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo(
            "mismatch cluster id, need %s but got %s",
            Long.toUnsignedString(wire.header().getClusterId()), Long.toUnsignedString(wrong));
  }

  @Test
  void anUnknownStoreFailsTheCall() {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                wire.pd()
                    .getStore(
                        GetStoreRequest.newBuilder()
                            .setHeader(wire.header())
                            .setStoreId(987_654)
                            .build()));
    assertThat(refused.getStatus().getDescription()).contains("invalid store ID");
  }

  @Test
  void theLastOfSeveralTimestampsIsAnsweredAndTheStreamEnds() {
    TsoRequest.Builder request = TsoRequest.newBuilder().setHeader(wire.header());
    List<Long> answers =
        wire.timestamps(
            request.setCount(1).build(),
            request.setCount(1_000).build(),
            request.setCount(1).build());
    assertThat(answers).hasSize(3);
    // Whatever lies in one step of the clock is counted one by one.
    long steps =
        Timestamp.physicalMillis(answers.get(1)) - Timestamp.physicalMillis(answers.get(0));
    long counted = answers.get(1) - answers.get(0);
    assertThat(steps > 0 || counted == 1_000).as("%s", answers).isTrue();
    assertThat(Timestamp.logical(answers.get(1))).isGreaterThanOrEqualTo(999);
    assertThat(answers.get(2)).isGreaterThan(answers.get(1));
    assertThat(Timestamp.physicalMillis(answers.get(2)) - System.currentTimeMillis())
        .isBetween(-60_000L, 60_000L);
  }

  @Test
  void theLeaderOfARegionIsOneOfItsPeersFieldByField() {
    GetRegionResponse answer =
        wire.pd()
            .getRegion(
                GetRegionRequest.newBuilder()
                    .setHeader(wire.header())
                    .setRegionKey(wire.position(bytes("any")))
                    .build());
    assertThat(answer.getRegion().getPeersList()).contains(answer.getLeader());
  }

  @Test
  void theEmptyKeyIsFoundEncodedOrNot() {
    for (ByteString key : List.of(ByteString.EMPTY, wire.position(ByteString.EMPTY))) {
      Region region =
          wire.pd()
              .getRegion(
                  GetRegionRequest.newBuilder().setHeader(wire.header()).setRegionKey(key).build())
              .getRegion();
      assertThat(region.getStartKey()).isEmpty();
    }
  }

  @Test
  void regionsFollowOneAnotherWithoutGapsOnceTheyAreReported() {
    wire.split(bytes("pd/a"), bytes("pd/b"));
    Eventually.isTrue(
        "the regions of the split",
        Wire.PATIENCE,
        () -> {
          ByteString at = ByteString.EMPTY;
          var regions =
              wire.pd()
                  .scanRegions(ScanRegionsRequest.newBuilder().setHeader(wire.header()).build())
                  .getRegionsList();
          boolean found = false;
          for (var region : regions) {
            if (!region.getRegion().getStartKey().equals(at)) {
              return false;
            }
            at = region.getRegion().getEndKey();
            found |= at.equals(wire.position(bytes("pd/b")));
          }
          return found && at.isEmpty();
        });
  }
}
