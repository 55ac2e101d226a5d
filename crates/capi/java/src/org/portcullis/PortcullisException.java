package org.portcullis;

/** Something that Portcullis could not do; nothing is decided. The message says what is wrong, and names the file or the member. */
public final class PortcullisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Options, a payment, a name, the index or a rule file cannot be used. */
  public static final int INPUT = 3;

  /** An error of Portcullis itself. */
  public static final int INTERNAL = 4;

  private final int code;

  PortcullisException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The code of the library: {@link #INPUT} or {@link #INTERNAL}; others say that this class is wrong. */
  public int code() {
    return code;
  }
}
