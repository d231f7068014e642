#define _GNU_SOURCE
#include "CDescentKernels.h"

#include <unistd.h>

#if defined(__linux__)

#include <sched.h>
#include <sys/mman.h>

long descent_processor_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? count : 1;
}

bool descent_move_mapping(void *source, size_t source_length, void *target) {
  return mremap(source, source_length, source_length, MREMAP_MAYMOVE | MREMAP_FIXED, target) != MAP_FAILED;
}

#else

#include <string.h>
#include <sys/mman.h>

long descent_processor_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? count : 1;
}

bool descent_move_mapping(void *source, size_t source_length, void *target) {
  memcpy(target, source, source_length);
  return munmap(source, source_length) == 0;
}

#endif
