package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {

  private static final Pattern ROW =
      Pattern.compile("\\| (GET|POST|DELETE|PUT|PATCH) \\| `([^`]+)` \\| \\S.*");

  @Test
  void theReadmeListsEveryRouteAndNoOther() throws Exception {
    var told =
        Files.readAllLines(Path.of(System.getProperty("keyrelay.root"), "README.md")).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1) + " " + row.group(2))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(told).isEqualTo(routes());
  }

  @Test
  void everyRouteButTheRootAndHealthWantsAKey(@TempDir Path folder) throws Exception {
    var open = new TreeSet<String>();
    try (var gateway = new TestGateway(folder)) {
      for (String route : routes()) {
        String[] asked = route.replaceAll("\\{[^}]*}", "x").split(" ");
        var answer = gateway.send(asked[0], asked[1], "{}", "Authorization", "none");
        if (answer.statusCode() != 401) {
          open.add(route);
        } else {
          assertThat(answer.headers().firstValue("WWW-Authenticate")).as(route).contains("Bearer");
        }
      }
    }
    assertThat(open).containsExactly("GET /", "GET /health");
  }

  private static TreeSet<String> routes() {
    try (var context = ApplicationContext.run()) {
      return context
          .getBean(Router.class)
          .uriRoutes()
          .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
          .map(
              route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate().toPathString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
