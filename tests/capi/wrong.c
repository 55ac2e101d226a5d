/* Every function with arguments that are wrong: each is a code and a sentence, and nothing is given out. Arguments: options that
 * open a screener, and the path of its index, which is deleted, replaced and at last cut short. */
#include <portcullis.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

static void expect(const char *what, int code, int expected, const char *word) {
  const char *error = pcl_last_error();
  if (code != expected || strstr(error, word) == NULL) {
    fprintf(stderr, "%s: code %d, not %d: %s\n", what, code, expected, error);
    failures++;
  }
}

/* The bytes of a file; NULL where it cannot be read. */
static char *bytes_of(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  *len = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*len);
  if (bytes != NULL && fread(bytes, 1, *len, file) != *len) failures++;
  fclose(file);
  return bytes;
}

static void write_to(const char *path, const char *bytes, size_t len) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, len, file) != len) failures++;
  if (file != NULL) fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  pcl_screener *screener = (pcl_screener *)1;
  expect("no options", pcl_open(NULL, &screener), PCL_ERROR_ARGUMENT, "NULL");
  if (screener != NULL) failures++;
  expect("no place", pcl_open(argv[1], NULL), PCL_ERROR_ARGUMENT, "`out` is NULL");
  expect("no JSON", pcl_open("{", &screener), PCL_ERROR_INPUT, "EOF");
  expect("not UTF-8", pcl_open("{\"index\":\"\xff\"}", &screener), PCL_ERROR_ARGUMENT, "UTF-8");
  expect("no index", pcl_open("{\"index\":\"nowhere.pcx\"}", &screener), PCL_ERROR_INPUT, "nowhere.pcx");
  expect("an unknown member", pcl_open("{\"indx\":\"a\"}", &screener), PCL_ERROR_INPUT, "`indx`");

  if (pcl_open(argv[1], &screener) != PCL_OK) {
    fprintf(stderr, "%s\n", pcl_last_error());
    return 1;
  }
  static const struct {
    const char *payment;
    int code;
    const char *word;
  } payments[] = {
      {"", PCL_ERROR_INPUT, "EOF"},
      {"null", PCL_ERROR_INPUT, "null"},
      {"[]", PCL_ERROR_INPUT, "expected an object"},
      {"{}", PCL_ERROR_INPUT, "`payment_id`"},
      {"{\"payment_id\":7}", PCL_ERROR_INPUT, "expected a string"},
      {"{\"payment_id\":\"P\",\"amount\":1.5}", PCL_ERROR_INPUT, "expected a string"},
      {"{\"payment_id\":\"P\",\"creditor\":\"A\"}", PCL_ERROR_INPUT, "`creditor`"},
      {"{\"payment_id\":\"\xc3\"}", PCL_ERROR_ARGUMENT, "UTF-8"},
  };
  char *answer;
  for (size_t at = 0; at < sizeof payments / sizeof payments[0]; at++) {
    answer = (char *)1;
    int code = pcl_screen_json(screener, payments[at].payment, strlen(payments[at].payment), &answer);
    expect(payments[at].payment, code, payments[at].code, payments[at].word);
    if (answer != NULL) failures++;
  }
  expect("no screener", pcl_screen_json(NULL, "{}", 2, &answer), PCL_ERROR_ARGUMENT, "screener is NULL");
  expect("no payment", pcl_screen_json(screener, NULL, 2, &answer), PCL_ERROR_ARGUMENT, "`payment` is NULL");
  expect("no answer", pcl_screen_json(screener, "{}", 2, NULL), PCL_ERROR_ARGUMENT, "`out` is NULL");
  expect("no query", pcl_check_json(screener, NULL, 0, &answer), PCL_ERROR_ARGUMENT, "`query` is NULL");
  expect("no name", pcl_check_json(screener, "{}", 2, &answer), PCL_ERROR_INPUT, "`name` is empty");
  expect("no streams", pcl_screen_arrow(screener, NULL, NULL), PCL_ERROR_ARGUMENT, "NULL");
  expect("no screener to reload", pcl_reload(NULL), PCL_ERROR_ARGUMENT, "NULL");

  size_t len = 0;
  char *lists = bytes_of(argv[2], &len);
  if (lists == NULL || remove(argv[2]) != 0) failures++;
  expect("an index that is gone", pcl_reload(screener), PCL_ERROR_INPUT, argv[2]);
  /* It goes on with what it has. */
  const char *query = "{\"name\":\"Maria Schmidt\"}";
  if (pcl_check_json(screener, query, strlen(query), &answer) != PCL_OK) failures++;
  pcl_free(answer);
  write_to(argv[2], lists, len);
  free(lists);
  if (pcl_reload(screener) != PCL_OK) failures++;
  /* Against the rule, in place: an error, and no signal that ends the program. */
  write_to(argv[2], "cut", 3);
  expect("an index that was cut", pcl_check_json(screener, query, strlen(query), &answer), PCL_ERROR_INPUT, argv[2]);
  if (answer != NULL) failures++;
  expect("no index any more", pcl_reload(screener), PCL_ERROR_INPUT, argv[2]);
  pcl_free(NULL);
  pcl_close(NULL);
  pcl_close(screener);
  if (failures == 0) puts("every error is told");
  return failures != 0;
}
