package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a statement comes from.
 *
 * @param url the page, if it is one
 * @param title its title, or that of the document
 * @param quote the cited words, if given
 * @param start first character of the statement in its text, if given
 * @param end one past the last, if given
 * @param dialect the dialect of {@code json}
 * @param json the citation as received, given back to its own dialect
 */
public record Citation(
    Optional<String> url,
    Optional<String> title,
    Optional<String> quote,
    OptionalInt start,
    OptionalInt end,
    Dialect dialect,
    JsonNode json) {}
