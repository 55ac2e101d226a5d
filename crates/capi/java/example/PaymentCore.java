import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portcullis.PortcullisException;
import org.portcullis.Screener;

/**
 * The part of a payment core that asks before it books: payments come in, several threads screen them, and each is booked, held or
 * sent back by its decision. What cannot be decided is held.
 *
 * <p>Arguments: options, and a file of payments, an object of {@code portcullis payments show} a line. Prints the answers in
 * the order of the payments, and on standard error what became of them.
 */
public final class PaymentCore {
  /** Inside a text of JSON each quote has a backslash before it, so that this is a member and nothing that somebody wrote. */
  private static final Pattern OUTCOME = Pattern.compile("\"outcome\":\"([a-z-]+)\"");

  private PaymentCore() {}

  public static void main(String[] arguments) throws Exception {
    List<String> payments = Files.readAllLines(Path.of(arguments[1]), StandardCharsets.UTF_8);
    int booked = 0;
    int held = 0;
    int sentBack = 0;
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try (Screener screener = new Screener(arguments[0])) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (String payment : payments) tasks.add(() -> screener.screen(payment));
      StringBuilder answers = new StringBuilder();
      for (Future<String> task : workers.invokeAll(tasks)) {
        String answer;
        try {
          answer = task.get();
        } catch (java.util.concurrent.ExecutionException error) {
          if (!(error.getCause() instanceof PortcullisException)) throw error;
          System.err.println("held, not decided: " + error.getCause().getMessage());
          held++;
          continue;
        }
        answers.append(answer).append('\n');
        switch (outcome(answer)) {
          case "clear", "licensed" -> booked++;
          case "reject" -> sentBack++;
          default -> held++;
        }
      }
      System.out.write(answers.toString().getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    } finally {
      workers.shutdown();
    }
    System.err.printf("%d booked, %d held, %d sent back%n", booked, held, sentBack);
  }

  private static String outcome(String answer) {
    Matcher found = OUTCOME.matcher(answer);
    if (!found.find()) throw new IllegalStateException("an answer without outcome: " + answer);
    return found.group(1);
  }
}
