# What other kernels call without going through Python; scored.py tells what each does.
from search.execute.kernels.cursor cimport ListCursor


cdef class ScoredList(ListCursor):
    cdef const unsigned int[::1] bounds
    cdef const unsigned short[::1] lengths
    cdef const double[::1] norms
    cdef const unsigned char[::1] wanted
    cdef unsigned int base
    cdef readonly str field
    cdef double max_freq
    cdef double weight
    cdef double saturation
    cdef double boost
    cdef double unboosted
    cdef object lengths_object
    cdef double greatest
    cdef bint is_given_up
    cdef unsigned int[::1] leading
    cdef Py_ssize_t next_block
    cdef Py_ssize_t next_at
    cpdef void start(self, double boost) noexcept
    cdef double value(self, double freq, unsigned int doc) noexcept
    cdef double bound_at(self, double freq, Py_ssize_t length) noexcept
    cdef double freq_bound(self, Py_ssize_t block) noexcept
    cdef double block_bound(self, Py_ssize_t block) noexcept
    cdef bint holds(self, unsigned int doc) noexcept
    cdef bint go_back_to(self, unsigned int doc) noexcept
    cdef double look_up(self, unsigned int doc) noexcept
    cdef double value_here(self) noexcept

cdef bint any_damaged(list lists) noexcept
