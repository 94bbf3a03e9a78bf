package dev.keyrelay.engine.embedding;

import dev.keyrelay.engine.dialect.wire.ClientError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whom a refusal of a batch blames. */
final class Blamed {

  /** How services name one of several inputs: {@code input[3]}, {@code $.input[3]}. */
  private static final Pattern ITEM = Pattern.compile("\\binput(?:\\[|\\.)(\\d{1,6})\\b");

  private Blamed() {}

  /**
   * The two parts in which to send the batch again: the member that the error names and the rest,
   * else two halves, so that one bad input of n costs about 2 log n calls more.
   *
   * @return empty if it would be of no use, because the error is about something that all have in
   *     common
   */
  static List<List<BatchedCall>> parts(ClientError error, List<BatchedCall> members) {
    if (!saysBadRequest(error.status())) {
      return List.of();
    }
    int named = named(error, members);
    if (named >= 0) {
      var rest = new ArrayList<>(members);
      rest.remove(named);
      return List.of(List.of(members.get(named)), rest);
    }
    if (error.param().filter(param -> !param.contains("input")).isPresent()) {
      return List.of();
    }
    int middle = members.size() / 2;
    return List.of(members.subList(0, middle), members.subList(middle, members.size()));
  }

  private static boolean saysBadRequest(int status) {
    return status == 400 || status == 413 || status == 422;
  }

  /** The place of the member whose input the error names; -1 if it names none of one. */
  private static int named(ClientError error, List<BatchedCall> members) {
    var item = ITEM.matcher(error.param().orElse("") + " " + error.message());
    if (!item.find()) {
      return -1;
    }
    int left = Integer.parseInt(item.group(1));
    for (int i = 0; i < members.size(); i++) {
      left -= members.get(i).inputs().size();
      if (left < 0) {
        return i;
      }
    }
    return -1;
  }
}
