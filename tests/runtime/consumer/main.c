#include "summary_v2/c_api.h"
#include <stdio.h>

int main(int count, char **arguments) {
  summary_v2_writer *writer;
  int code = summary_v2_create_file_writer(arguments[count - 1], 10, 120000, ".v2", &writer);
  for (int step = 0; code == 0 && step < 5; ++step)
    code = summary_v2_scalar(writer, "x", 1, 1.0 / (1 + step), step);
  if (code == 0)
    code = summary_v2_close(writer);
  if (code)
    fprintf(stderr, "%s\n", summary_v2_error_message());
  summary_v2_free(writer);
  return code;
}
