package io.streamweir.cli.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a picture of docs/pictures says: its texts at the rows and columns of the terminal that was
 * drawn. Bars and lines are shapes there, and blank here.
 */
public final class TerminalPicture {
  private static final double MARGIN = 14;
  private static final double CELL_WIDTH = 8.4;

  private final SortedMap<Double, StringBuilder> rows = new TreeMap<>();

  private TerminalPicture() {}

  /** The picture that {@code docs/pictures/record} has made under this name. */
  public static TerminalPicture named(String name) {
    Path file = Path.of("../docs/pictures", name + ".svg");
    TerminalPicture picture = new TerminalPicture();
    try {
      NodeList texts =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getElementsByTagName("text");
      for (int i = 0; i < texts.getLength(); i++) {
        picture.add((Element) texts.item(i));
      }
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
    return picture;
  }

  /** In the order of the file, which is from left to right in each row. */
  private void add(Element text) {
    StringBuilder row =
        rows.computeIfAbsent(Double.valueOf(text.getAttribute("y")), y -> new StringBuilder());
    double column = (Double.parseDouble(text.getAttribute("x")) - MARGIN) / CELL_WIDTH;
    row.append(" ".repeat((int) Math.round(column) - row.length())).append(text.getTextContent());
  }

  /** The rows that hold a text, from top to bottom, without blanks at their ends. */
  public List<String> lines() {
    return rows.values().stream().map(StringBuilder::toString).toList();
  }
}
