package dev.keyrelay.engine.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every variable that KeyRelay declares. */
public final class Variables {

  /** What clients must present. */
  public static final Variable<String> PROXY_API_KEY = ServerVariables.PROXY_API_KEY;

  /** What ids of credentials are salted with. */
  public static final Variable<String> SALT = ServerVariables.SALT;

  /** What account files are encrypted with. */
  public static final Variable<String> MASTER_KEY = OAuthVariables.MASTER_KEY;

  /** A file that holds the master key. */
  public static final Variable<String> MASTER_KEY_FILE = OAuthVariables.MASTER_KEY_FILE;

  /** Where the user keeps provider jars. */
  public static final Variable<String> PLUGINS_DIR = ServerVariables.PLUGINS_DIR;

  /** The address of a provider. */
  public static final Variable<URI> API_BASE = ProviderVariables.API_BASE;

  /** Where several instances share their state. */
  public static final Variable<String> REDIS_URL = InstanceVariables.REDIS_URL;

  /** How a function answers. */
  public static final Variable<LambdaResponse> LAMBDA_RESPONSE = InstanceVariables.LAMBDA_RESPONSE;

  private static final List<Variable<?>> ALL = collected();

  private Variables() {}

  private static List<Variable<?>> collected() {
    var all = new ArrayList<Variable<?>>(ServerVariables.all());
    all.addAll(CorsVariables.all());
    all.addAll(TimeoutVariables.all());
    all.addAll(RetryVariables.all());
    all.addAll(RequestVariables.all());
    all.addAll(OAuthVariables.all());
    all.addAll(StorageVariables.all());
    all.addAll(KnowledgeVariables.all());
    all.addAll(InstanceVariables.all());
    all.addAll(ProviderVariables.all());
    all.addAll(RoutingVariables.all());
    all.addAll(IgnoredVariables.all());
    return List.copyOf(all);
  }

  /** All, in no particular order of sections. */
  public static List<Variable<?>> all() {
    return ALL;
  }

  /**
   * The declared variable of a name: an exact one before a family, and of families the one that
   * says more of the name, so that {@code FALLBACK_GROUP_X_STOP_ON} is no group.
   */
  public static Optional<Variable<?>> covering(String name) {
    Optional<Variable<?>> exact =
        ALL.stream().filter(v -> !v.family() && v.covers(name)).findFirst();
    return exact.or(
        () -> ALL.stream().filter(v -> v.family() && v.covers(name)).reduce(Variables::closer));
  }

  private static Variable<?> closer(Variable<?> one, Variable<?> other) {
    return said(other.name()) > said(one.name()) ? other : one;
  }

  /** How many characters before the first placeholder and after the last are fixed. */
  private static int said(String family) {
    return family.indexOf('<') + family.length() - family.lastIndexOf('>') - 1;
  }
}
