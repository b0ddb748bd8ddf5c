package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleTest {
  /** The inputs and roots by which implementations of Certificate Transparency are checked. */
  private static final List<String> INPUTS =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void hasTheRootsThatAreKnown(int leaves, String root) {
    Merkle tree = new Merkle();
    INPUTS.subList(0, leaves).forEach(input -> tree.add(leaf(HexFormat.of().parseHex(input))));

    assertThat(tree.root()).asHexString().isEqualToIgnoringCase(root);
    assertThat(tree.leaves()).isEqualTo(leaves);
  }

  @Test
  void hasTheRootOfTheDefinitionForAnyNumberOfLeaves() {
    Merkle tree = new Merkle();
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] leaf = leaf(new byte[] {(byte) i, (byte) (i >> 8)});
      tree.add(leaf);
      leaves.add(leaf);

      assertThat(tree.root()).isEqualTo(byDefinition(leaves));
    }
  }

  @Test
  void aFileThatIsReadInAnyPiecesHasTheSameLeaves() {
    byte[] content = new byte[10_000];
    Leaves whole = new Leaves(3000);
    whole.update(content, content.length);
    Leaves pieces = new Leaves(3000);
    for (int i = 0; i < content.length; i += 700) {
      pieces.update(content, Math.min(700, content.length - i));
    }
    Merkle tree = new Merkle();
    for (int size : new int[] {3000, 3000, 3000, 1000}) {
      tree.add(leaf(new byte[size]));
    }

    byte[] root = whole.root();
    assertThat(root).isEqualTo(tree.root());
    assertThat(pieces.root()).isEqualTo(root);
  }

  @Test
  void aFileOfWholeRangesHasNoEmptyLeaf() {
    Leaves leaves = new Leaves(4);
    leaves.update(new byte[4], 4);

    assertThat(leaves.root()).isEqualTo(leaf(new byte[4]));
    assertThat(new Leaves(4).root()).isEqualTo(Sha256.digest().digest());
  }

  private static byte[] leaf(byte[] content) {
    return Merkle.leaf().digest(content);
  }

  private static byte[] byDefinition(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    MessageDigest node = Sha256.digest();
    node.update((byte) 1);
    node.update(byDefinition(leaves.subList(0, left)));
    return node.digest(byDefinition(leaves.subList(left, leaves.size())));
  }
}
