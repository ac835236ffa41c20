# What union.py keeps; it tells what each is.
from search.execute.kernels.scored cimport ScoredList


cdef class Window:
    cdef Py_ssize_t size
    cdef double[::1] scores
    cdef unsigned int[::1] touched
    cdef Py_ssize_t add(self, ScoredList scored, unsigned int start, unsigned int stop, Py_ssize_t n) noexcept
