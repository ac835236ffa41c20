# What other kernels call without going through Python; gate.py tells what each does.
from search.execute.kernels.scored cimport ScoredList

# The number of the first byte that is not 0, of eight of which each is 0 or 1, not all of them 0.
cdef extern from *:
    """
    #ifdef _MSC_VER
    #include <intrin.h>
    static int first_byte(unsigned long long eight) { unsigned long at; _BitScanForward64(&at, eight); return at >> 3; }
    #else
    #define first_byte(eight) (__builtin_ctzll(eight) >> 3)
    #endif
    """
    Py_ssize_t first_byte(unsigned long long eight) nogil


cdef class Gate:
    cdef unsigned int[::1] longest
    cdef unsigned int[::1] docs
    cdef unsigned int[::1] freqs
    cdef unsigned char[::1] are_wanted
    cdef unsigned long long[::1] eights
    cdef Py_ssize_t n
    cdef void open(self) noexcept
    cdef void bar(self, Py_ssize_t freq, unsigned int length) noexcept
    cdef bint collect(self, ScoredList scored, unsigned int least, const unsigned char[::1] wanted)
    cdef Py_ssize_t sift(self, const unsigned short[::1] lengths)
    cdef void _make_room(self, Py_ssize_t size)
    cdef unsigned int least_freq(self, unsigned int freq, unsigned int length) noexcept
