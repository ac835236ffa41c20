# What other kernels call without going through Python; top.py tells what each does.
cdef class Top:
    cdef Py_ssize_t k
    cdef Py_ssize_t n
    cdef double[::1] scores
    cdef unsigned int[::1] docs
    cdef unsigned int[::1] order
    cdef void put(self, unsigned int doc, double score) noexcept
    cdef double least(self) noexcept
    cdef bint is_full(self) noexcept
    cdef bint _is_worse(self, double score, unsigned int doc, Py_ssize_t at) noexcept
    cdef void _rise(self, unsigned int doc, double score) noexcept
    cdef void _sink(self, unsigned int doc, double score) noexcept
    cdef Py_ssize_t rank(self) noexcept
    cdef bint _is_lower(self, Py_ssize_t one, Py_ssize_t other) noexcept
