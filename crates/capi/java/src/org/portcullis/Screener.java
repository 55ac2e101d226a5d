package org.portcullis;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lists and rules, ready to screen payments and names. JSON in, JSON out: docs/linkage.md has the shapes.
 *
 * <p>Any number of threads may use one screener at once. {@link #close} waits for the calls that are under way.
 */
public final class Screener implements AutoCloseable {
  private static final String UTF_8 = "UTF-8";

  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private Pointer screener;

  /**
   * Opens lists and rules.
   *
   * @param optionsJson {@code {"index":"lists.pcx","rules":"data","sensitivity":"balanced"}}; all but {@code index} may be left
   *     out
   * @throws PortcullisException the options are not understood, or a file that they name cannot be used
   */
  public Screener(String optionsJson) {
    byte[] options = bytes(optionsJson, "optionsJson");
    for (byte each : options) {
      if (each == 0) throw new IllegalArgumentException("optionsJson holds a NUL");
    }
    PointerByReference out = new PointerByReference();
    checked(NativeLibrary.pcl_open(java.util.Arrays.copyOf(options, options.length + 1), out));
    screener = out.getValue();
  }

  /**
   * Decides a payment.
   *
   * @param paymentJson an object as {@code portcullis payments show} prints them
   * @return {@code {"decision":{...},"hits":[...],"discounted":[...]}}
   * @throws PortcullisException it is no such object, or cannot be decided
   */
  public String screen(String paymentJson) {
    return asked(NativeLibrary::pcl_screen_json, bytes(paymentJson, "paymentJson"));
  }

  /**
   * Checks a name, or identifiers, outside a payment.
   *
   * @param queryJson {@code {"name","schema","birth_date","country","gender","ids":[...]}}
   * @return {@code {"query","threshold","hits":[...],"discounted":[...]}}
   * @throws PortcullisException it is not understood
   */
  public String check(String queryJson) {
    return asked(NativeLibrary::pcl_check_json, bytes(queryJson, "queryJson"));
  }

  /**
   * Opens the index and the rules again, from where they were. Calls that are under way end on the old ones.
   *
   * @throws PortcullisException they cannot be used; the screener goes on with what it has
   */
  public void reload() {
    used(
        open -> {
          checked(NativeLibrary.pcl_reload(open));
          return null;
        });
  }

  /** Closes the lists. A second time does nothing. */
  @Override
  public void close() {
    Lock alone = use.writeLock();
    alone.lock();
    try {
      if (screener != null) NativeLibrary.pcl_close(screener);
      screener = null;
    } finally {
      alone.unlock();
    }
  }

  /** The version of the library. */
  public static String version() {
    return NativeLibrary.pcl_version().getString(0, UTF_8);
  }

  private interface Call {
    int on(Pointer screener, byte[] json, long len, PointerByReference out);
  }

  private interface Use<T> {
    T of(Pointer screener);
  }

  private String asked(Call call, byte[] json) {
    return used(
        open -> {
          PointerByReference out = new PointerByReference();
          checked(call.on(open, json, json.length, out));
          Pointer answer = out.getValue();
          try {
            return answer.getString(0, UTF_8);
          } finally {
            NativeLibrary.pcl_free(answer);
          }
        });
  }

  private <T> T used(Use<T> task) {
    Lock shared = use.readLock();
    shared.lock();
    try {
      if (screener == null) throw new IllegalStateException("the screener is closed");
      return task.of(screener);
    } finally {
      shared.unlock();
    }
  }

  private static void checked(int code) {
    if (code != 0) throw new PortcullisException(code, NativeLibrary.pcl_last_error().getString(0, UTF_8));
  }

  /** UTF-8; half of a surrogate pair is refused, where String.getBytes would put a question mark. */
  private static byte[] bytes(String json, String name) {
    Objects.requireNonNull(json, name);
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException error) {
      throw new IllegalArgumentException(name + " is no text: it holds half of a surrogate pair", error);
    }
  }
}
