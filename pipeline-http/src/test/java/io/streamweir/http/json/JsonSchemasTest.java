package io.streamweir.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class JsonSchemasTest {
  private static final Schema TREE =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Tree","namespace":"a","doc":"a tree","fields":[
                {"name":"name","type":"string","doc":"its name"},
                {"name":"size","type":"long","default":5},
                {"name":"born","type":{"type":"int","logicalType":"date"},"default":1},
                {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"]}},
                {"name":"bytes","type":"bytes","default":"\\u00ff"},
                {"name":"parts","type":{"type":"array","items":"Tree"},"default":[]},
                {"name":"weights","type":{"type":"map","values":"double"},"default":{}},
                {"name":"above","type":["null","Tree"],"default":null}]}\
              """);

  @Test
  void describesWhatMayBeGiven() {
    ObjectNode document = JsonSchemas.ofInput(TREE);

    assertThat(document.get("$ref").textValue()).isEqualTo("#/$defs/a.Tree");
    ObjectNode tree = (ObjectNode) document.at("/$defs/a.Tree");
    assertThat(tree.get("description").textValue()).isEqualTo("a tree");
    assertThat(tree.get("additionalProperties").booleanValue()).isFalse();
    assertThat(tree.get("required")).hasToString("[\"name\",\"kind\"]");
    assertThat(tree.at("/properties/name"))
        .hasToString("{\"type\":\"string\",\"description\":\"its name\"}");
    assertThat(tree.at("/properties/size/default").longValue()).isEqualTo(5);
    assertThat(tree.at("/properties/size/maximum").longValue()).isEqualTo(Long.MAX_VALUE);
    assertThat(tree.at("/properties/born/default").textValue()).isEqualTo("1970-01-02");
    assertThat(tree.at("/properties/born/format").textValue()).isEqualTo("date");
    assertThat(tree.at("/properties/bytes/default").textValue()).isEqualTo("ff");
    assertThat(tree.at("/properties/parts/items/$ref").textValue()).isEqualTo("#/$defs/a.Tree");
    assertThat(tree.at("/properties/above/anyOf/0/type").textValue()).isEqualTo("null");
    assertThat(document.at("/$defs/a.Kind/enum")).hasToString("[\"A\",\"B\"]");
  }

  @Test
  void describesWhatIsShownWithAllItsFields() {
    JsonSchemas schemas = new JsonSchemas("#/components/schemas/", true);
    schemas.of(TREE);
    assertThat(schemas.definitions()).containsOnlyKeys("a.Tree", "a.Kind");
    assertThat(schemas.definitions().get("a.Tree").get("required")).hasSize(8);
    List<String> members =
        StreamSupport.stream(
                schemas.definitions().get("a.Tree").get("properties").spliterator(), false)
            .flatMap(each -> each.properties().stream().map(Map.Entry::getKey))
            .toList();
    assertThat(members).doesNotContain("default");
  }
}
