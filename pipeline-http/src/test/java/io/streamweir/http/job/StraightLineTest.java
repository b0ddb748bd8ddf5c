package io.streamweir.http.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.http.core.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StraightLineTest {
  /** Its constructor refuses some names, and changes others. */
  record Guest(String name, long room, List<String> wishes) {
    Guest {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a guest has a name");
      }
      name = name.strip();
    }
  }

  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
  private final Inputs<Guest> inputs = new Inputs<>(Guest.class);

  private static byte[] utf8(String line) {
    return line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private Optional<StraightLine> read(String line) {
    return StraightLine.read(utf8(line), inputs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'input':{'name':' a ','room':1,'wishes':['x']}}",
        " {'options':{'key':'k'},'input':{'wishes':[],'room':1,'name':'a'}} ",
        "{'input':{'name':'a','room':1,'wishes':[]},'options':{}}",
      })
  void makesTheJobThatTheWholeWayMakes(String text) {
    JsonNode whole = StrictJson.read(utf8(text));

    StraightLine line = read(text).orElseThrow();

    assertThat(line.payload()).isEqualTo(inputs.json(whole.get("input"), "/input"));
    assertThat(line.hasOptions()).isEqualTo(whole.has("options"));
    assertThat(line.options().path("key")).isEqualTo(whole.path("options").path("key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'options':{}}",
        "{'input':null}",
        "{'input':{'name':'','room':1,'wishes':[]}}",
        "{'input':{'name':'a','room':1,'wishes':[]},'input':{'name':'a','room':1,'wishes':[]}}",
        "{'input':{'name':'a','room':1,'wishes':[]},'options':{},'options':{}}",
        "{'input':{'name':'a','room':1,'wishes':[]},'options':{'key':'a','key':'b'}}",
        "{'input':{'name':'a','room':1,'wishes':[]},'options':null}",
        "{'input':{'name':'a','room':1,'wishes':[]},'options':[]}",
        "{'input':{'name':'a','room':1,'wishes':[]},'other':1}",
        "{'input':{'name':'a','room':1,'wishes':[]}}{}",
        "{'input':{'name':'a','room':1,'wishes':[]}",
        "{'input':{'name':'a','room':1,'wishes':[],'other':1}}",
      })
  void leavesEveryLineWithAFaultToTheWholeWay(String text) {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {" a ", "a"})
  void handsOnWhatTheClassMakesOfAnInput(String name) {
    StraightLine line =
        read("{'input':{'name':'" + name + "','room':1,'wishes':[]}}").orElseThrow();

    assertThat(line.payload()).isEqualTo(codec.encode(new Guest("a", 1, List.of())));
  }
}
