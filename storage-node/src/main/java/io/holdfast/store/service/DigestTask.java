package io.holdfast.store.service;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.FamilyDigest;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Digests what a region holds, family by family. */
final class DigestTask implements ReadTask<List<FamilyDigest>> {
  private final EngineReader snapshot;
  private final RegionDescriptor region;
  private final List<FamilyDigest> digests = new ArrayList<>();
  private final MessageDigest sha = sha256();
  private @Nullable EngineIterator cursor; // Of the family under way.
  private long entries;
  private long bytes;

  DigestTask(EngineReader snapshot, RegionDescriptor region) {
    this.snapshot = snapshot;
    this.region = region;
  }

  @Override
  public boolean step(ReadTurn turn) {
    while (digests.size() < RegionStates.DATA_FAMILIES.size()) {
      Family family = RegionStates.DATA_FAMILIES.get(digests.size());
      EngineIterator open = cursor;
      if (open == null) {
        open = snapshot.iterator(family, region.start(), region.end());
        cursor = open;
        open.seekToFirst();
        turn.row(0);
      }
      for (; open.valid(); open.next()) {
        if (turn.over()) {
          return false;
        }
        turn.row(add(open.key(), open.value()));
      }
      close();
      digests.add(digest(family));
    }
    return true;
  }

  private long add(Bytes key, Bytes value) {
    update(key);
    update(value);
    entries++;
    long size = key.length() + (long) value.length();
    bytes += size;
    return size;
  }

  private FamilyDigest digest(Family family) {
    FamilyDigest digest =
        FamilyDigest.newBuilder()
            .setFamily(CommandCodec.encode(family))
            .setEntries(entries)
            .setSizeBytes(bytes)
            .setSha256(ProtoBytes.toWire(Bytes.wrap(sha.digest())))
            .build();
    entries = 0;
    bytes = 0;
    return digest;
  }

  private void update(Bytes part) {
    sha.update(ByteBuffer.allocate(4).putInt(part.length()).flip());
    sha.update(part.asByteBuffer());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public List<FamilyDigest> result() {
    return digests;
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
