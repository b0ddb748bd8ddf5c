package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Bundle;
import io.streamweir.testrecords.Colour;
import io.streamweir.testrecords.Text;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class HandOnTest {
  private static final int MOST = 1 << 20;

  private static final Schema NEWER_AMOUNT =
      Payloads.schema(
          "{'type':'record','name':'io.streamweir.testrecords.Amount','fields':["
              + "{'name':'currency','type':'string'},{'name':'value','type':'long'},"
              + "{'name':'note','type':['null','string']}]}");

  private final MapSource source = new MapSource();
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(source));

  private byte[] newer() {
    source.publish(NEWER_AMOUNT);
    return Payloads.written(
        NEWER_AMOUNT,
        new GenericRecordBuilder(NEWER_AMOUNT)
            .set("currency", "USD")
            .set("value", 5L)
            .set("note", "n")
            .build());
  }

  @Test
  void whatANewerWriterSentGoesOnAsItCameUnlessItWasChanged() {
    byte[] came = newer();
    Amount amount = codec.decode(came, Amount.class);
    assertThat(codec.handOn(amount, came, MOST)).isSameAs(came);
    assertThat(codec.handOn(new Amount(5L, "n"), came, MOST)).isSameAs(came);

    assertThat(codec.handOn(new Amount(6L, "n"), came, MOST))
        .isEqualTo(codec.encode(new Amount(6L, "n")));
    amount.setNote("changed"); // the very instance that was decoded
    assertThat(codec.handOn(amount, came, MOST)).isEqualTo(codec.encode(new Amount(5L, "changed")));
  }

  @Test
  void aChangeInsideOfTheInstanceIsNotLost() {
    Schema newer =
        Payloads.schema(
            Bundle.getClassSchema().toString().replace("\"GREEN\"", "\"GREEN\",\"BLUE\""));
    source.publish(newer);
    byte[] ours = codec.encode(AvroCodecTest.bundle());
    byte[] body = java.util.Arrays.copyOfRange(ours, AvroCodec.HEADER, ours.length);
    byte[] came = Payloads.of(Fingerprint.of(newer), body);

    Bundle bundle = codec.decode(came, Bundle.class);
    assertThat(codec.handOn(bundle, came, MOST)).isSameAs(came);
    bundle.getInner().setColour(Colour.GREEN);
    assertThat(codec.decode(codec.handOn(bundle, came, MOST), Bundle.class).getInner().getColour())
        .isEqualTo(Colour.GREEN);
    Bundle other = codec.decode(came, Bundle.class);
    other.getSizes().put("y", 2L);
    assertThat(codec.decode(codec.handOn(other, came, MOST), Bundle.class).getSizes())
        .isEqualTo(Map.of("x", 1L, "y", 2L));
  }

  @Test
  void anotherRecordIsWrittenAsUsual() {
    byte[] came = newer();
    assertThat(codec.handOn(new Text("x"), came, MOST)).isEqualTo(codec.encode(new Text("x")));
    for (byte[] odd : List.of(new byte[0], new byte[] {1}, Payloads.of(77, new byte[] {1}))) {
      assertThat(codec.handOn(new Text("x"), odd, MOST)).isEqualTo(codec.encode(new Text("x")));
    }
    byte[] same = codec.encode(new Text("x"));
    assertThat(codec.handOn(new Text("x"), same, MOST)).isEqualTo(same);
    assertThat(codec.handOn(new Text("y"), same, MOST)).isEqualTo(codec.encode(new Text("y")));
  }

  @Test
  void saysWhatTheClassDoesNotKnow() {
    assertThat(codec.unknownParts(newer(), Amount.class)).containsExactly("currency");
    assertThat(codec.unknownParts(newer(), Text.class)).isEmpty();
    assertThat(codec.unknownParts(codec.encode(new Amount(1L, null)), Amount.class)).isEmpty();
    String json = Bundle.getClassSchema().toString();
    String amount = "\"name\":\"value\",\"type\":\"long\"}";
    Schema bundle =
        Payloads.schema(
            json.replace("\"GREEN\"", "\"GREEN\",\"BLUE\"")
                .replace(amount, amount + ",{\"name\":\"unit\",\"type\":\"string\"}"));
    source.publish(bundle);
    byte[] payload = Payloads.of(Fingerprint.of(bundle), new byte[0]);
    assertThat(codec.unknownParts(payload, Bundle.class))
        .containsExactly("colour=BLUE", "either.unit");
  }
}
