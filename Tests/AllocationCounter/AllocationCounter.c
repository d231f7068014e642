#include "AllocationCounter.h"

#include <errno.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__linux__) && defined(__GLIBC__) && !defined(SANITIZED)

static _Thread_local long count __attribute__((tls_model("initial-exec")));

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) { count += 1; return __libc_malloc(size); }
void *calloc(size_t number, size_t size) { count += 1; return __libc_calloc(number, size); }
void *realloc(void *old, size_t size) { count += 1; return __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) { count += 1; return __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { count += 1; return __libc_memalign(alignment, size); }
int posix_memalign(void **result, size_t alignment, size_t size) {
  count += 1;
  void *block = __libc_memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *result = block;
  return 0;
}

long allocation_count(void) { return count; }
bool allocation_counter_works(void) { return true; }

#else

long allocation_count(void) { return 0; }
bool allocation_counter_works(void) { return false; }

#endif
