package dev.keyrelay.spi.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.oauth.LoginEndpoints;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Looks among an account's own projects for one that has Code Assist. */
final class ProjectScan {

  /** How many projects are looked at; each costs two calls. */
  private static final int MOST = 20;

  private final CodeAssistCalls calls;
  private final LoginEndpoints endpoints;

  ProjectScan(CodeAssistCalls calls, LoginEndpoints endpoints) {
    this.calls = calls;
    this.endpoints = endpoints;
  }

  /** The first active project with the service enabled that the service knows a tier for. */
  Optional<String> find(OAuthAccount account, Function<Optional<String>, ObjectNode> request)
      throws IOException, InterruptedException {
    JsonNode projects;
    try {
      projects =
          calls.get(
              account, endpoints.at("https://cloudresourcemanager.googleapis.com/v1/projects"));
    } catch (CodeAssistCalls.RefusedException _) {
      return Optional.empty();
    }
    int looked = 0;
    for (JsonNode project : projects.path("projects")) {
      String id = project.path("projectId").asText("");
      boolean active = project.path("lifecycleState").asText("").equals("ACTIVE");
      if (!active || !id.matches("[a-z0-9:.-]+")) {
        continue;
      }
      if (looked++ == MOST) {
        break;
      }
      if (serves(account, id, request)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  private boolean serves(
      OAuthAccount account, String id, Function<Optional<String>, ObjectNode> request)
      throws IOException, InterruptedException {
    var service =
        endpoints.at(
            "https://serviceusage.googleapis.com/v1/projects/"
                + id
                + "/services/cloudaicompanion.googleapis.com");
    try {
      if (!calls.get(account, service).path("state").asText("").equals("ENABLED")) {
        return false;
      }
      var loaded = calls.call(account, "loadCodeAssist", request.apply(Optional.of(id)));
      return !CodeAssistProject.tier(loaded).isEmpty();
    } catch (CodeAssistCalls.RefusedException _) {
      return false;
    }
  }
}
