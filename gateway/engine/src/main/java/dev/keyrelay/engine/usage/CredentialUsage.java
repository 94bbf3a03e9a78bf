package dev.keyrelay.engine.usage;

import java.util.Map;

/**
 * Every book of one credential, as they were at one moment.
 *
 * @param own the whole credential
 * @param models by model
 * @param quotaGroups by quota group
 */
public record CredentialUsage(
    ScopeUsage own, Map<String, ScopeUsage> models, Map<String, ScopeUsage> quotaGroups) {}
