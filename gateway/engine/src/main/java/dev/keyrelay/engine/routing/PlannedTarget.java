package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.config.ModelDefinition;
import java.util.Optional;

/**
 * A target of a plan.
 *
 * @param target the provider and the upstream model
 * @param definition what the user declared for the model, whose options go into the request
 */
public record PlannedTarget(Target target, Optional<ModelDefinition> definition) {}
