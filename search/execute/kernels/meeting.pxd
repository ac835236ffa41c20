# What other kernels call without going through Python; meeting.py tells what each does.
from search.execute.kernels.cursor cimport ListCursor


cdef class Meeting:
    cdef unsigned int[::1] docs
    cdef unsigned int[::1] kept
    cdef unsigned int[::1] blocks
    cdef unsigned int[::1] places
    cdef unsigned int[::1] freqs
    cdef double[::1] parts
    cdef Py_ssize_t room
    cdef Py_ssize_t n_lists
    cdef unsigned char[::1] table
    cdef Py_ssize_t spread
    cdef bint is_dense
    cdef bint is_over
    cdef ListCursor first
    cdef const unsigned short[::1] lengths
    cdef bint is_phrase
    cdef void prepare(self, list lists, bint is_phrase, const unsigned short[::1] lengths)
    cdef Py_ssize_t begin(self, Py_ssize_t block) noexcept
    cdef Py_ssize_t meet(self, ListCursor other, Py_ssize_t j, Py_ssize_t n, bint is_counted) noexcept
    cdef void _note(self, ListCursor other, Py_ssize_t column, Py_ssize_t start, Py_ssize_t stop, bint is_counted) noexcept
    cdef void count(self, ListCursor held, Py_ssize_t column, Py_ssize_t start, Py_ssize_t stop) noexcept
    cdef void keep(self, Py_ssize_t j, Py_ssize_t n) noexcept
