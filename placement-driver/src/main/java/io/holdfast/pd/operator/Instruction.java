package io.holdfast.pd.operator;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.pdpb.ChangePeer;

/** What a region's leader is asked to do, with the region as the request was made for. */
public record Instruction(RegionInfo region, ChangePeer change) {}
