package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the writer of a provider's request must know beyond the request.
 *
 * @param model the upstream model
 * @param stream whether events are wanted
 * @param schemaSubset whether schemas must be reduced to what the service accepts
 * @param defaultMaxTokens the most tokens of the answer, where the dialect demands a number and the
 *     client gave none
 */
public record RequestOptions(
    String model, boolean stream, boolean schemaSubset, long defaultMaxTokens) {

  /** A schema as the service accepts it. */
  public JsonNode schema(JsonNode schema) {
    return schemaSubset ? SchemaSubset.of(schema) : schema;
  }
}
