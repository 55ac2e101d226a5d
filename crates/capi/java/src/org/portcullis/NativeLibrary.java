package org.portcullis;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The functions of portcullis.h, one for one. A size_t is a long: 64-bit systems only. */
final class NativeLibrary {
  static {
    Native.register(NativeLibrary.class, "portcullis_capi");
  }

  private NativeLibrary() {}

  static native int pcl_open(byte[] optionsJson, PointerByReference out);

  static native int pcl_screen_json(Pointer screener, byte[] payment, long len, PointerByReference out);

  static native int pcl_check_json(Pointer screener, byte[] query, long len, PointerByReference out);

  static native int pcl_reload(Pointer screener);

  static native void pcl_close(Pointer screener);

  static native void pcl_free(Pointer answer);

  static native Pointer pcl_last_error();

  static native Pointer pcl_version();
}
