package io.holdfast.pd.operator;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;

/**
 * What a region's leader is asked to do, with the region as the request was made for.
 *
 * @param order the answer to a heart-beat but for its header and the region
 */
public record Instruction(RegionInfo region, RegionHeartbeatResponse order) {}
