package dev.keyrelay.spi.kit;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.ServiceDescription;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The plugin that a {@link ProviderContract} proves, and what the proof needs to know of it. */
public final class Specimen {

  /** The key material of the sample credential; must appear nowhere but in headers. */
  public static final String SAMPLE_KEY = "sample-key-0123456789abcdef";

  private final ProviderFactory factory;
  private final Map<String, String> settings = new HashMap<>();
  private final Set<Ability> lacking = EnumSet.noneOf(Ability.class);
  private ServiceDescription service;
  private Credential credential = new Credential.ApiKey("sample", Secret.of(SAMPLE_KEY));
  private String model = "sample-model";
  private List<String> listing =
      List.of("{\"object\":\"list\",\"data\":[{\"id\":\"model-a\"},{\"id\":\"vendor/model-b\"}]}");
  private List<String> listed = List.of("model-a", "vendor/model-b");
  private List<String> quota = List.of();

  private Specimen(ProviderFactory factory) {
    this.factory = factory;
    this.service = factory.services().getFirst();
  }

  /** A plugin that has every ability and takes an API key. */
  public static Specimen of(ProviderFactory factory) {
    return new Specimen(factory);
  }

  /** A plugin that takes API keys alone, and has every ability that goes with them. */
  public static Specimen ofKeys(ProviderFactory factory) {
    return of(factory)
        .lacking(Ability.CREDENTIAL_REFRESH, Ability.ACCOUNT_PREPARATION, Ability.WIRE_FORMAT);
  }

  /** States that the plugin lacks abilities, which the contract then proves. */
  public Specimen lacking(Ability... abilities) {
    lacking.addAll(List.of(abilities));
    return this;
  }

  /** A setting that the plugin needs, without prefix. */
  public Specimen setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** Another service than the first to make the provider for. */
  public Specimen service(String id) {
    service = factory.services().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    return this;
  }

  /** Another credential than an API key. */
  public Specimen credential(Credential other) {
    credential = other;
    return this;
  }

  /** A model that the plugin treats in no special way. */
  public Specimen model(String name) {
    model = name;
    return this;
  }

  /** The answers to the side calls of one model listing, and the ids that must come out. */
  public Specimen listing(List<String> answers, String... ids) {
    listing = List.copyOf(answers);
    listed = List.of(ids);
    return this;
  }

  /** The answers to the side calls of one quota reading. */
  public Specimen quota(String... answers) {
    quota = List.of(answers);
    return this;
  }

  ProviderFactory factory() {
    return factory;
  }

  ServiceDescription service() {
    return service;
  }

  Credential credential() {
    return credential;
  }

  String secret() {
    return switch (credential) {
      case Credential.ApiKey key -> key.key().reveal();
      case Credential.OAuthAccount account -> account.accessToken().reveal();
      case Credential.Anonymous _ -> SAMPLE_KEY;
    };
  }

  String model() {
    return model;
  }

  boolean has(Ability ability) {
    return !lacking.contains(ability);
  }

  List<String> listing() {
    return listing;
  }

  List<String> listed() {
    return listed;
  }

  List<String> quota() {
    return quota;
  }

  Provider provider(ScriptedHttp http) {
    return provider(service.id(), http);
  }

  Provider provider(String serviceId, ScriptedHttp http) {
    return factory.create(TestContext.of(serviceId, settings, http));
  }

  /** Made with settings that tell what is read of them. */
  Provider provider(Consumer<String> read) {
    var kept = new MapSettings(settings);
    ProviderSettings watched =
        name -> {
          read.accept(name);
          return kept.get(name);
        };
    return factory.create(
        new TestContext(service.id(), watched, new ManualClock(), new ScriptedHttp()));
  }

  Provider provider(ScriptedHttp http, String apiBase) {
    var changed = new HashMap<>(settings);
    changed.put("API_BASE", apiBase);
    return factory.create(TestContext.of(service.id(), changed, http));
  }
}
