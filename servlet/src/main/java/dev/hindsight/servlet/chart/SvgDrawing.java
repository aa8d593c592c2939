package dev.hindsight.servlet.chart;

import java.awt.Graphics2D;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** A drawing that becomes SVG, written by hand here: so every text in it is escaped by the same function as a page's. */
final class SvgDrawing {
    private static final String SVG = "http://www.w3.org/2000/svg";

    private static final String FONTS = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

    /** What is written once for the whole drawing, or says what is meant anyway. */
    private static final Set<String> LEFT_OUT = Set.of(
            "xmlns",
            "xmlns:xlink",
            "xml:space",
            "color-interpolation",
            "color-rendering",
            "image-rendering",
            "shape-rendering",
            "text-rendering",
            "font-family");

    /** Ids that are the page's alone. */
    private static final class Ids extends SVGIDGenerator {
        private final String start;

        Ids(String start) {
            this.start = start;
        }

        @Override
        public String generateID(String prefix) {
            return start + super.generateID(prefix);
        }
    }

    private final SVGGraphics2D graphics;

    /** A new one, in which all ids begin with {@code id}. */
    SvgDrawing(String id) {
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setIDGenerator(new Ids(id));
            context.setComment(null);
            this.graphics = new SVGGraphics2D(context, false);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java comes with XML", e);
        }
    }

    Graphics2D graphics() {
        return graphics;
    }

    /** A whole file. */
    String file(int width, int height, String name) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + written(
                        " xmlns=\"" + SVG + "\" width=\"" + width + "\" height=\"" + height + "\"",
                        width,
                        height,
                        name,
                        Map.of());
    }

    /** An element inside a page, as wide as there is room, in the page's colors. */
    String element(int width, int height, String name, String style, Palette palette) {
        Map<String, String> colors = new HashMap<>();
        palette.variables().forEach((variable, color) -> colors.put(color, "var(" + variable + ")"));
        return written(" class=\"" + style + "\"", width, height, name, colors);
    }

    private String written(String attributes, int width, int height, String name, Map<String, String> colors) {
        StringBuilder out = new StringBuilder("<svg")
                .append(attributes)
                .append(" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-label=\"")
                .append(Markup.escaped(Markup.label(name, 200)))
                .append("\" font-family=\"")
                .append(Markup.escaped(FONTS))
                .append('"');
        Element root = graphics.getRoot();
        attributes(out, root, colors);
        out.append('>');
        children(out, root, colors);
        return out.append("</svg>").toString();
    }

    private static void write(StringBuilder out, Node node, Map<String, String> colors) {
        if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
            out.append(Markup.escaped(String.valueOf(node.getNodeValue())));
        } else if (node instanceof Element element && !isEmpty(element)) {
            out.append('<').append(element.getTagName());
            attributes(out, element, colors);
            out.append('>');
            children(out, element, colors);
            out.append("</").append(element.getTagName()).append('>');
        }
    }

    private static boolean isEmpty(Element element) {
        return Set.of("g", "defs").contains(element.getTagName()) && !element.hasChildNodes();
    }

    private static void children(StringBuilder out, Node node, Map<String, String> colors) {
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            write(out, child, colors);
        }
    }

    private static void attributes(StringBuilder out, Element element, Map<String, String> colors) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (!LEFT_OUT.contains(attribute.getName())) {
                String value = color(attribute.getValue());
                out.append(' ')
                        .append(attribute.getName())
                        .append("=\"")
                        .append(Markup.escaped(colors.getOrDefault(value, value)))
                        .append('"');
            }
        }
    }

    /** {@code rgb(1,2,3)}, and the few names that the library knows, as {@code #010203}. */
    private static String color(String value) {
        if (value.equals("black")) {
            return "#000000";
        }
        if (value.equals("white")) {
            return "#ffffff";
        }
        if (!value.startsWith("rgb(")) {
            return value;
        }
        int color = 0;
        for (String part : value.substring(4, value.length() - 1).split(",")) {
            color = color * 256 + Integer.parseInt(part.trim());
        }
        return String.format("#%06x", color);
    }
}
