# What other kernels call without going through Python; gate.py tells what each does.
from search.execute.kernels.scored cimport ScoredList


cdef class Gate:
    cdef unsigned int[::1] longest
    cdef unsigned int[::1] passing
    cdef void open(self) noexcept
    cdef void bar(self, Py_ssize_t freq, unsigned int length) noexcept
    cdef Py_ssize_t select(self, ScoredList scored, unsigned int least)
    cdef unsigned int least_freq(self, unsigned int freq, unsigned int length) noexcept
