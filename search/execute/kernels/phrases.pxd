# What other kernels call without going through Python; phrases.py tells what each does.
from search.execute.kernels.meeting cimport Meeting


cdef class Phrase:
    cdef unsigned int[::1] ends
    cdef unsigned int[::1] found
    cdef bint fits(self, Meeting meeting, list lists, const unsigned int[::1] order, Py_ssize_t k)
    cdef Py_ssize_t keep(self, Meeting meeting, list lists, const unsigned int[::1] order, Py_ssize_t n)
    cdef Py_ssize_t _keep_pairs(self, Meeting meeting, list lists, const unsigned int[::1] order, Py_ssize_t n)
