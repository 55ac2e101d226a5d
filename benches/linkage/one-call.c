/* What one call costs from C: what `one-call --json` does from Rust. Arguments: options, a file of payments (an object of `payments
 * show` a line), and how often they are screened again. */
#define _POSIX_C_SOURCE 200809L
#include <portcullis.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int by_size(const void *a, const void *b) {
  long long x = *(const long long *)a, y = *(const long long *)b;
  return (x > y) - (x < y);
}

static void report(const char *what, long long *times, size_t count) {
  qsort(times, count, sizeof *times, by_size);
  printf("%s: calls=%zu p50_us=%.2f p99_us=%.2f max_us=%.1f\n", what, count, times[(count - 1) / 2] / 1e3,
         times[(count - 1) * 99 / 100] / 1e3, times[count - 1] / 1e3);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  pcl_screener *screener;
  if (pcl_open(argv[1], &screener) != PCL_OK) {
    fprintf(stderr, "one-call: %s\n", pcl_last_error());
    return 3;
  }
  FILE *file = fopen(argv[2], "r");
  if (file == NULL) return 3;
  char **payments = NULL;
  size_t count = 0, room = 0;
  for (;;) {
    char *line = NULL;
    size_t line_room = 0;
    if (getline(&line, &line_room, file) <= 0) {
      free(line);
      break;
    }
    if (count == room) {
      room = room * 2 + 1024;
      payments = realloc(payments, room * sizeof *payments);
      if (payments == NULL) return 4;
    }
    line[strcspn(line, "\n")] = '\0';
    payments[count++] = line;
  }
  fclose(file);
  int rounds = atoi(argv[3]);
  if (count == 0 || rounds < 1) return 3;
  long long *times = malloc(count * (size_t)rounds * sizeof *times);
  if (times == NULL) return 4;
  for (int first = 1; first >= 0; first--) {
    size_t timed = 0;
    for (int round = 0; round < (first ? 1 : rounds); round++) {
      for (size_t at = 0; at < count; at++) {
        char *answer;
        size_t len = strlen(payments[at]);
        long long began = now_ns();
        int code = pcl_screen_json(screener, payments[at], len, &answer);
        pcl_free(answer);
        times[timed++] = now_ns() - began;
        if (code != PCL_OK) {
          fprintf(stderr, "one-call: %s\n", pcl_last_error());
          return 3;
        }
      }
    }
    report(first ? "never seen before" : "seen before", times, timed);
  }
  free(times);
  for (size_t at = 0; at < count; at++) free(payments[at]);
  free(payments);
  pcl_close(screener);
  return 0;
}
