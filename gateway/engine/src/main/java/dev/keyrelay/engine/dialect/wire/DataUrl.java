package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Media in the form of RFC 2397: {@code data:<media type>;base64,<data>}. */
public final class DataUrl {

  private static final String BASE64 = ";base64,";

  private DataUrl() {}

  /** The source that a URL names: the data it holds, or a link. */
  public static Part.Source source(String url) {
    if (!url.startsWith("data:")) {
      return new Part.Link(url, Optional.empty());
    }
    int marker = url.indexOf(BASE64);
    if (marker < 0) {
      return new Part.Link(url, Optional.empty());
    }
    String type = url.substring("data:".length(), marker);
    int parameters = type.indexOf(';');
    return new Part.Inline(
        parameters < 0 ? type : type.substring(0, parameters),
        url.substring(marker + BASE64.length()));
  }

  /** The source that a text names which may also be bare base64 data of a type. */
  public static Part.Source source(String urlOrData, String mediaType) {
    return urlOrData.startsWith("data:") || urlOrData.contains("://")
        ? source(urlOrData)
        : new Part.Inline(mediaType, urlOrData);
  }

  /** The URL of a source that has one. */
  public static Optional<String> of(Part.Source source) {
    return switch (source) {
      case Part.Inline inline ->
          Optional.of("data:" + inline.mediaType() + BASE64 + inline.base64());
      case Part.Link link -> Optional.of(link.url());
      case Part.FileId _ -> Optional.empty();
      case Part.PlainText _ -> Optional.empty();
    };
  }

  /** The words of a source that is a text: given as such, or as data of a textual type. */
  public static Optional<String> plainText(Part.Source source) {
    return switch (source) {
      case Part.PlainText plain -> Optional.of(plain.text());
      case Part.Inline inline when inline.mediaType().startsWith("text/") ->
          Optional.of(decoded(inline.base64()));
      case Part.Inline _, Part.Link _, Part.FileId _ -> Optional.empty();
    };
  }

  /** Lines are how some libraries break base64; whatever else is not of it is no base64. */
  private static String decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw new UnsupportedCallException(
          "messages.content: data of a file that is not base64 (expected: base64)");
    }
  }
}
