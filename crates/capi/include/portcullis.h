// Portcullis: sanctions screening of payments and names. How to use it: docs/linkage.md.
// This file is made of crates/capi/src/lib.rs; do not edit it.

#ifndef PORTCULLIS_H
#define PORTCULLIS_H

#include <stddef.h>
#include <stdint.h>

#ifndef ARROW_C_STREAM_INTERFACE
// The stream of the Arrow C data interface (https://arrow.apache.org/docs/format/CStreamInterface.html). Its two other structs
// are defined by whoever produces or reads streams.
struct ArrowArray;
struct ArrowSchema;
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};
#endif

// Done.
#define PCL_OK 0

// An argument is NULL, or a text is not UTF-8: the calling program is wrong.
#define PCL_ERROR_ARGUMENT 2

// Options, a payment, a name, the index or a rule file cannot be used; nothing is decided.
#define PCL_ERROR_INPUT 3

// An error of Portcullis itself; nothing is decided.
#define PCL_ERROR_INTERNAL 4

// This library was built without what is asked for.
#define PCL_ERROR_UNSUPPORTED 5

// Lists and rules, ready to screen. Any number of threads may use one at once.
typedef struct pcl_screener pcl_screener;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Opens lists and rules. `options_json` is an object in UTF-8 that ends with NUL:
// {"index":"lists.pcx","rules":"data","sensitivity":"balanced"}; all but `index` may be left out.
// `*out` is a screener to be closed by pcl_close, or NULL where this fails.
//
// # Safety
// `options_json` is NULL or a text that ends with NUL; `out` is NULL or may be written.
int pcl_open(const char *options_json, struct pcl_screener **out);

// Decides a payment. `payment` is an object as `portcullis payments show` prints them, `len` bytes of UTF-8.
// `*out` is {"decision":{...},"hits":[...],"discounted":[...]}, ends with NUL and is to be freed by pcl_free; it is NULL where
// this fails.
//
// # Safety
// `screener` is NULL or open; `payment` is NULL or `len` bytes long; `out` is NULL or may be written.
int pcl_screen_json(struct pcl_screener *screener,
                    const char *payment,
                    size_t len,
                    char **out);

// Checks a name, or identifiers, outside a payment. `query` is {"name","schema","birth_date","country","gender","ids":[...]},
// `len` bytes of UTF-8; all but a name or an identifier may be left out.
// `*out` is {"query","threshold","hits":[...],"discounted":[...]}, ends with NUL and is to be freed by pcl_free; it is NULL
// where this fails.
//
// # Safety
// `screener` is NULL or open; `query` is NULL or `len` bytes long; `out` is NULL or may be written.
int pcl_check_json(struct pcl_screener *screener,
                   const char *query,
                   size_t len,
                   char **out);

// Decides the payments of a stream of Arrow record batches, whose columns are those of a payments file. `in` is taken over, also
// where this fails later than for NULL. `*out` is a stream of decisions, a row for each row, to be released by who reads it;
// it reads `in` as it is read, and may be read after the screener is closed. What is wrong with a later batch is an error of
// the stream. PCL_ERROR_UNSUPPORTED where the library was built without Arrow; `in` and `out` are then left as they are.
//
// # Safety
// `screener` is NULL or open; `in` is NULL or a stream; `out` is NULL or may be written.
int pcl_screen_arrow(struct pcl_screener *screener,
                     struct ArrowArrayStream *in,
                     struct ArrowArrayStream *out);

// Opens the index and the rules again, from where they were. Calls that are under way end on the old ones. Where this fails,
// the screener goes on with what it has.
//
// # Safety
// `screener` is NULL or open.
int pcl_reload(struct pcl_screener *screener);

// Closes a screener, which nobody may use any more: no call on it may be under way. NULL is let be.
//
// # Safety
// `screener` is NULL or open, and was given by pcl_open.
void pcl_close(struct pcl_screener *screener);

// Frees an answer. NULL is let be.
//
// # Safety
// `answer` is NULL or was given by pcl_screen_json or pcl_check_json, and is freed once.
void pcl_free(char *answer);

// What went wrong in the last call of this thread that did not return PCL_OK, in UTF-8; empty where none did. It stands until
// the next call of this thread that fails, and must not be freed.
const char *pcl_last_error(void);

// The version of the library: "0.1.0".
const char *pcl_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* PORTCULLIS_H */
