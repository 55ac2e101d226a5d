import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.portcullis.PortcullisException;
import org.portcullis.Screener;

/** Every method with what is right and what is wrong. Arguments: options, and the path of their index, which is spoiled at the end. */
public final class ScreenerTest {
  private static final String QUERY = "{\"name\":\"Viktor Bout\"}";
  private static int failures = 0;

  private ScreenerTest() {}

  private static void holds(String what, boolean condition) {
    if (condition) return;
    System.err.println("does not hold: " + what);
    failures++;
  }

  private static void fails(String what, Class<? extends Exception> kind, String words, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException error) {
      String message = String.valueOf(error.getMessage());
      holds(what + ": " + error, kind.isInstance(error) && message.contains(words));
      return;
    }
    holds(what + " fails", false);
  }

  public static void main(String[] arguments) throws Exception {
    String options = arguments[0];
    Path index = Path.of(arguments[1]);
    holds("a version", Screener.version().matches("\\d+\\.\\d+\\.\\d+.*"));
    fails("no options", NullPointerException.class, "optionsJson", () -> new Screener(null).close());
    fails("no JSON", PortcullisException.class, "EOF", () -> new Screener("{").close());
    fails("a NUL", IllegalArgumentException.class, "NUL", () -> new Screener("{\0}").close());
    fails("no index", PortcullisException.class, "nowhere.pcx", () -> new Screener("{\"index\":\"nowhere.pcx\"}").close());

    Screener screener = new Screener(options);
    String checked = screener.check(QUERY);
    holds("a hit: " + checked, checked.contains("\"designation_id\":\"custom-us-viktor-bout\""));
    String payment = "{\"payment_id\":\"Zahlung für Łódź ✓\",\"parties\":[{\"role\":\"creditor\",\"name\":\"Виктор Бут\"}]}";
    String answer = screener.screen(payment);
    holds("an id in any script: " + answer, answer.contains("\"payment_id\":\"Zahlung für Łódź ✓\""));
    holds("a name in any script: " + answer, answer.contains("custom-us-viktor-bout"));
    fails("no payment", NullPointerException.class, "paymentJson", () -> screener.screen(null));
    fails("a list", PortcullisException.class, "expected an object", () -> screener.screen("[]"));
    fails("half a letter", IllegalArgumentException.class, "surrogate", () -> screener.screen("\ud800"));
    fails("an unknown member", PortcullisException.class, "`creditor`", () -> screener.screen("{\"payment_id\":\"P\",\"creditor\":\"A\"}"));
    fails("no name", PortcullisException.class, "`name` is empty", () -> screener.check("{}"));
    try {
      screener.check("{");
    } catch (PortcullisException error) {
      holds("the code", error.code() == PortcullisException.INPUT);
    }
    aHundredThreads(screener, payment, answer);

    byte[] lists = Files.readAllBytes(index);
    Files.delete(index);
    fails("an index that is gone", PortcullisException.class, index.toString(), screener::reload);
    holds("it goes on", screener.check(QUERY).equals(checked));
    Files.write(index, lists);
    screener.reload();
    holds("the same lists again", screener.check(QUERY).equals(checked));
    // Against the rule, in place: an error, and no crash of the virtual machine.
    Files.write(index, new byte[] {1, 2, 3});
    fails("an index that was cut", PortcullisException.class, index.toString(), () -> screener.check(QUERY));

    screener.close();
    screener.close();
    fails("a screener that is closed", IllegalStateException.class, "closed", () -> screener.check(QUERY));
    if (failures > 0) System.exit(1);
    System.out.println("every method does what it says");
  }

  private static void aHundredThreads(Screener screener, String payment, String expected) throws InterruptedException {
    AtomicInteger differences = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      Thread thread =
          new Thread(
              () -> {
                for (int call = 0; call < 50; call++) {
                  if (!screener.screen(payment).equals(expected)) differences.incrementAndGet();
                }
              });
      thread.start();
      threads.add(thread);
    }
    screener.reload();
    for (Thread thread : threads) thread.join();
    holds("a hundred threads get the answers of one", differences.get() == 0);
  }
}
