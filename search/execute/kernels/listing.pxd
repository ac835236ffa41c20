# What other modules read and call without going through Python; listing.py tells what each is.
from search.execute.kernels.census cimport Census


cdef class Listing:
    cdef readonly unsigned int[::1] n_values
    cdef readonly unsigned int[::1] n_shown
    cdef readonly unsigned int[::1] shown
    cdef readonly unsigned int[::1] unlisted
    cdef Census _census
    # By code.
    cdef unsigned int[::1] _ordinals
    cdef unsigned short[::1] _slots
    cdef unsigned int[::1] _leasts
    cdef unsigned int[::1] _tallies
    cdef list _tops
    cdef Py_ssize_t _k
    cpdef choose(self, Py_ssize_t k, unsigned int least, const unsigned char[::1] wanted)
    cdef _rank(self)
    cdef void _ask_for(self, Py_ssize_t code) noexcept
    cdef void _tally(self, Py_ssize_t n_slots) noexcept
    cdef void _tally_shared(self, Py_ssize_t field, Py_ssize_t start) noexcept
