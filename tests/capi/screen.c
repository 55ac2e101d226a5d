/* Screens payments from another program: options as the argument, an object of `payments show` a line on standard input, the
 * answers on standard output. Ends with 1 where a payment could not be decided. */
#define _POSIX_C_SOURCE 200809L
#include <portcullis.h>

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: screen OPTIONS < PAYMENTS\n");
    return 2;
  }
  pcl_screener *screener;
  if (pcl_open(argv[1], &screener) != PCL_OK) {
    fprintf(stderr, "screen: %s\n", pcl_last_error());
    return 3;
  }
  int undecided = 0;
  char *line = NULL;
  size_t room = 0;
  ssize_t len;
  while ((len = getline(&line, &room, stdin)) > 0) {
    char *answer;
    if (pcl_screen_json(screener, line, (size_t)len, &answer) == PCL_OK) {
      puts(answer);
      pcl_free(answer);
    } else {
      fprintf(stderr, "screen: %s\n", pcl_last_error());
      undecided = 1;
    }
  }
  free(line);
  pcl_close(screener);
  return undecided;
}
