package io.holdfast.pd.service;

import io.holdfast.runtime.net.Address;

/**
 * This member as clients see it.
 *
 * @param id never zero: clients take zero for "no leader"
 */
public record Member(String name, long id, Address address) {
  io.holdfast.protocol.wire.pdpb.Member toWire() {
    return io.holdfast.protocol.wire.pdpb.Member.newBuilder()
        .setName(name)
        .setMemberId(id)
        .addClientUrls("http://" + address)
        .addPeerUrls("http://" + address)
        .setBinaryVersion(StoreCalls.CLUSTER_VERSION)
        .build();
  }
}
