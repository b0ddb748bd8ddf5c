package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BodyRoomTest {
  private static final int ROOM = 64 << 10;

  private final BodyRoom room = new BodyRoom(ROOM);

  private record Named(String name) implements Caller {
    @Override
    public boolean may(Role role) {
      return true;
    }

    @Override
    public boolean sees(String pipeline) {
      return true;
    }
  }

  private HeldBody body(Caller caller, int bytes) {
    HeldBody body = new HeldBody(room, caller, ROOM, bytes);
    body.add(ByteBuffer.wrap(new byte[bytes]));
    return body;
  }

  private static boolean taken(HeldBody body) {
    return body.refusal().isEmpty();
  }

  @Test
  void leavesRoomBesideTheBodiesOfOneCaller() {
    Caller greedy = new Named("greedy");
    int bodies = 0;
    while (taken(body(greedy, ROOM / 16))) {
      bodies++;
    }

    assertThat(bodies).isEqualTo(4); // a quarter
    assertThat(taken(body(new Named("modest"), ROOM / 4))).isTrue();
    assertThat(taken(body(Caller.LOCAL, ROOM / 2))).isTrue();
    assertThat(body(greedy, ROOM / 16).refusal().orElseThrow().type()).isEqualTo(ProblemType.BUSY);
  }

  @Test
  void takesOneBodyThatIsLargerThanAShareAlone() {
    Caller caller = new Named("a");

    HeldBody large = body(caller, ROOM / 2);

    assertThat(taken(large)).isTrue();
    assertThat(taken(body(caller, 1))).isFalse();
    large.release();
    assertThat(taken(body(caller, 1))).isTrue();
    assertThat(taken(body(caller, ROOM / 2))).isFalse();
  }

  @Test
  void hasAllOfItBackAtTheEnd() {
    for (int i = 0; i < 100; i++) {
      Caller caller = new Named("a" + i % 3);
      HeldBody first = body(caller, ROOM / 8);
      HeldBody refused = body(caller, ROOM / 4);
      assertThat(taken(first)).isTrue();
      assertThat(taken(refused)).isFalse();
      first.release();
      refused.release();
    }
    assertThat(taken(body(Caller.LOCAL, ROOM))).isTrue();
  }
}
