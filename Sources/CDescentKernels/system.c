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

void *descent_grow_mapping(void *start, size_t old_length, size_t new_length) {
  void *moved = mremap(start, old_length, new_length, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? NULL : moved;
}

#else

#include <string.h>
#include <sys/mman.h>

long descent_processor_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? count : 1;
}

void *descent_grow_mapping(void *start, size_t old_length, size_t new_length) {
  void *grown = mmap(NULL, new_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (grown == MAP_FAILED) return NULL;
  memcpy(grown, start, old_length);
  munmap(start, old_length);
  return grown;
}

#endif
