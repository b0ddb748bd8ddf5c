package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  @Test
  void writesWhatTheLibraryWouldWrite() {
    Call call = Call.args().add("GROUP").add(7).addKey(bytes("first"));
    CommandArgs<byte[], byte[]> expected = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    expected.add("GROUP").add(7).addKey(bytes("first"));
    for (int i = 0; i < 40; i++) {
      byte[] argument = new byte[i * 50];
      call.add(argument).add("käse").add(i - 20L).addKey(bytes("key" + i));
      expected.add(argument).add(bytes("käse")).add(i - 20L).addKey(bytes("key" + i));
    }

    assertThat(encoded(call.toArgs())).isEqualTo(encoded(expected));
    assertThat(call.toArgs().count()).isEqualTo(expected.count());
    assertThat(call.toArgs().getFirstEncodedKey()).isEqualTo(ByteBuffer.wrap(bytes("first")));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_023, 1_024, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesNumbersInDecimalDigits(long number) {
    String digits = Long.toString(number);

    assertThat(encoded(Call.args().addKey(bytes("k")).add(number).toArgs()))
        .isEqualTo("$1\r\nk\r\n$" + digits.length() + "\r\n" + digits + "\r\n");
  }

  private static byte[] bytes(String text) {
    return Call.bytes(text);
  }

  private static String encoded(CommandArgs<byte[], byte[]> args) {
    ByteBuf out = Unpooled.buffer();
    args.encode(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
