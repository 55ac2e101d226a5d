/* A hundred threads on one screener, while its lists are opened again and again: each gets the answers of one thread alone.
 * Arguments: options, and a file of payments, an object of `payments show` a line. */
#define _POSIX_C_SOURCE 200809L
#include <portcullis.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 100, PAYMENTS_MAX = 64 };

static pcl_screener *screener;
static char *payments[PAYMENTS_MAX];
static char *answers[PAYMENTS_MAX];
static size_t count = 0;

static void *screen_all(void *start) {
  size_t differences = 0;
  for (size_t n = 0; n < count; n++) {
    size_t at = (n + (size_t)start) % count;
    char *answer;
    if (pcl_screen_json(screener, payments[at], strlen(payments[at]), &answer) != PCL_OK ||
        strcmp(answer, answers[at]) != 0) {
      differences++;
    }
    pcl_free(answer);
    /* The error of this thread is its own. */
    if (pcl_screen_json(screener, "{}", 2, &answer) != PCL_ERROR_INPUT || *pcl_last_error() == '\0') differences++;
  }
  return (void *)differences;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  if (pcl_open(argv[1], &screener) != PCL_OK) {
    fprintf(stderr, "threads: %s\n", pcl_last_error());
    return 3;
  }
  FILE *file = fopen(argv[2], "r");
  if (file == NULL) return 3;
  size_t room = 0;
  while (count < PAYMENTS_MAX && getline(&payments[count], &room, file) > 0) {
    if (pcl_screen_json(screener, payments[count], strlen(payments[count]), &answers[count]) != PCL_OK) return 3;
    count++;
    room = 0;
  }
  fclose(file);

  pthread_t threads[THREADS];
  for (size_t n = 0; n < THREADS; n++) {
    if (pthread_create(&threads[n], NULL, screen_all, (void *)n) != 0) return 3;
  }
  size_t differences = 0;
  for (int n = 0; n < 5; n++) differences += pcl_reload(screener) != PCL_OK;
  for (size_t n = 0; n < THREADS; n++) {
    void *of_thread;
    pthread_join(threads[n], &of_thread);
    differences += (size_t)of_thread;
  }
  for (size_t at = 0; at < PAYMENTS_MAX; at++) {
    free(payments[at]);
    pcl_free(answers[at]);
  }
  pcl_close(screener);
  printf("%d threads, %zu payments each, %zu differences\n", THREADS, count, differences);
  return differences != 0;
}
