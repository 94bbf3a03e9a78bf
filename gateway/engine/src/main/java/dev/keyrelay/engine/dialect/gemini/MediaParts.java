package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Part.Media;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Parts with data ({@code inlineData}) or a reference ({@code fileData}), both ways. */
final class MediaParts {

  /** Fields beside the data that no other dialect has. */
  private static final List<String> OPTIONS = List.of("videoMetadata", "mediaResolution");

  /** Files that the client gave to Google before: those of its file service and its storage. */
  private static final List<String> UPLOADED =
      List.of("https://generativelanguage.googleapis.com/", "gs://", "files/");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("webp", "image/webp"),
          Map.entry("gif", "image/gif"),
          Map.entry("heic", "image/heic"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("txt", "text/plain"),
          Map.entry("html", "text/html"),
          Map.entry("csv", "text/csv"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mp3"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"));

  private MediaParts() {}

  static Media inline(Fields part) {
    var data = Names.inside(part, "inlineData").orElseThrow();
    String type = data.text("mimeType").orElse("application/octet-stream");
    return media(part, data, type, new Part.Inline(type, standard(data.needText("data"))));
  }

  /** Google's SDK for Python sends base64 in the alphabet for URLs, which others refuse. */
  private static String standard(String base64) {
    return base64.replace('-', '+').replace('_', '/');
  }

  static Media file(Fields part) {
    var data = Names.inside(part, "fileData").orElseThrow();
    var type = data.text("mimeType");
    String uri = data.needText("fileUri");
    Part.Source source =
        UPLOADED.stream().anyMatch(uri::startsWith)
            ? new Part.FileId(uri, Dialect.GEMINI)
            : new Part.Link(uri, type);
    return media(part, data, type.orElse(guessed(uri, "application/pdf")), source);
  }

  private static Media media(Fields part, Fields data, String type, Part.Source source) {
    var options = Trees.object();
    OPTIONS.forEach(name -> Trees.set(options, name, part.node(name)));
    // The type of an uploaded file has no place in its source.
    if (source instanceof Part.FileId) {
      options.put("mimeType", type);
    }
    return new Media(
        kind(type),
        source,
        data.text("displayName"),
        Optional.empty(),
        Optional.empty(),
        options.isEmpty() ? Optional.empty() : Optional.of(options));
  }

  private static Media.Kind kind(String type) {
    return switch (type.substring(0, Math.max(0, type.indexOf('/')))) {
      case "image" -> Media.Kind.IMAGE;
      case "audio" -> Media.Kind.AUDIO;
      case "video" -> Media.Kind.VIDEO;
      default -> Media.Kind.DOCUMENT;
    };
  }

  /** A part of media; a document that is text becomes a part of text. */
  static ObjectNode write(Media media) {
    var part = Trees.object();
    switch (media.source()) {
      case Part.PlainText plain ->
          part.put("text", media.name().map(name -> name + "\n\n").orElse("") + plain.text());
      case Part.Inline inline -> {
        var data = part.putObject("inlineData").put("mimeType", inline.mediaType());
        data.put("data", inline.base64());
      }
      case Part.Link link -> {
        String type = link.mediaType().orElseGet(() -> guessed(link.url(), usual(media.kind())));
        part.putObject("fileData").put("mimeType", type).put("fileUri", link.url());
      }
      case Part.FileId file -> {
        if (file.family() != Dialect.GEMINI) {
          throw new UnsupportedCallException(
              "messages.content: a file that was uploaded to another provider (expected: its data,"
                  + " or a URL)");
        }
        String type = media.options().map(o -> o.path("mimeType").asText()).orElse("");
        part.putObject("fileData")
            .put("mimeType", type.isEmpty() ? usual(media.kind()) : type)
            .put("fileUri", file.id());
      }
    }
    media.options().ifPresent(options -> OPTIONS.forEach(name -> copy(options, name, part)));
    return part;
  }

  /** Whether media have options of another dialect. */
  static boolean foreignOptions(Media media) {
    return media.options().stream()
        .flatMap(JsonNode::propertyStream)
        .anyMatch(o -> !OPTIONS.contains(o.getKey()) && !o.getKey().equals("mimeType"));
  }

  private static void copy(JsonNode options, String name, ObjectNode part) {
    Trees.set(part, name, Optional.ofNullable(options.get(name)));
  }

  private static String guessed(String url, String otherwise) {
    String path = url.split("[?#]", 2)[0];
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, otherwise);
  }

  private static String usual(Media.Kind kind) {
    return switch (kind) {
      case IMAGE -> "image/jpeg";
      case AUDIO -> "audio/wav";
      case VIDEO -> "video/mp4";
      case DOCUMENT -> "application/pdf";
    };
  }
}
