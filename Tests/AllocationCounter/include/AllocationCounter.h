// Counts the heap allocations of the calling thread, by standing in for malloc and its relatives.
#pragma once

#include <stdbool.h>

/// The allocations this thread has made so far; 0 for ever where `allocation_counter_works` is false.
long allocation_count(void);

/// False under the address and thread sanitizers, which bring an allocator of their own.
bool allocation_counter_works(void);
